"""Measures every network in every engine on this machine, in turn, and tells which suits it best."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence

from gesture_app.app import choose_engine, engine_kinds
from gesture_app.commands._command import JsonValue, say, warn
from gesture_app.commands._speed import measure
from gesture_app.core.choice import Rule, Setup, Timing, best_rounds, changes, is_accurate_enough, lost_points
from gesture_app.core.choice import setups as all_setups
from gesture_app.core.errors import ModelError
from gesture_app.core.machine import cpu_model
from gesture_app.core.models import find_model, model_folders
from gesture_app.core.paths import settings_file
from gesture_app.core.settings import Settings, load_settings, save_settings, with_typed_value
from gesture_app.core.source import SourceRequest

ROUNDS = 2  # a busy moment spoils one of them at most


def wanted_setups(model: str | None, engine: str | None) -> list[Setup]:
    """Every way to run the detector here; one model or engine only where it is named.

    Raises:
        ModelError: There is no such model or engine, or it cannot run here.
    """
    models, kinds = list(dict.fromkeys(folder.name for folder in model_folders())), engine_kinds()
    engines = [name for name, kind in kinds.items() if kind.priority > 0 and kind.missing() is None]
    if model:
        find_model(model)
        models = [model]
    if engine:
        engines = [choose_engine(engine, kinds).name]
    return all_setups(models, engines, os.cpu_count() or 1)


def time_all(
    setups: Sequence[Setup], settings: Settings, source: SourceRequest, seconds: float, rule: Rule
) -> list[Timing]:
    """Measure every setup in every round; one that does not work here is told and left out.

    Raises:
        ModelError: There is no such model to hold the others against, or none of them works.
        SourceError: The source fails, whatever looks at it.
    """
    yardstick = find_model(rule.against)
    working = list(setups)
    rounds: list[list[Timing]] = []
    for number in range(ROUNDS):
        timings = []
        for setup in tuple(working):
            _show_progress(f"round {number + 1} of {ROUNDS}: {_named(setup)}")
            try:
                lost = lost_points(find_model(setup.model), yardstick)
                timings.append(_time(setup, settings, source, seconds, lost))
            except ModelError as error:
                working.remove(setup)
                if not working:
                    raise
                warn(f"{_named(setup)} is left out: {error}")
        rounds.append(timings)
    _show_progress("")
    return best_rounds(rounds)


def _time(setup: Setup, settings: Settings, source: SourceRequest, seconds: float, lost: float | None) -> Timing:
    speed = measure(_with_setup(settings, setup), source, seconds)
    return Timing(setup, speed.fps, speed.latency_ms_p50, speed.detect_ms_p50, speed.detect_ms_p95, lost)


def _with_setup(settings: Settings, setup: Setup) -> Settings:
    for key, value in changes(setup).items():
        settings = with_typed_value(settings, key, value)
    return settings


def keep(setup: Setup) -> None:
    """Write a setup into the user's settings, which are otherwise left as they are."""
    settings, notice = load_settings(settings_file())
    if notice:
        warn(notice)
    save_settings(_with_setup(settings, setup), settings_file())


def say_choice(timings: Sequence[Timing], chosen: Timing, rule: Rule) -> None:
    """Tell a person what was measured, and what was chosen by which rule."""
    width = max(len("network"), *(len(timing.setup.model) for timing in timings))
    say(f"  {'network':{width}}  {'engine':10}  threads  frames/s  detector p50 / p95 ms  latency ms  lost points")
    for timing in timings:
        setup = timing.setup
        say(
            f"{'*' if timing is chosen else ' '} {setup.model:{width}}  {setup.engine:10}  {setup.threads:7}"
            f"  {timing.fps:8.1f}  {timing.detect_ms_p50:12.1f} / {timing.detect_ms_p95:6.1f}"
            f"  {timing.latency_ms_p50:10.1f}  {_lost_text(timing, rule)}"
        )
    say(
        f"Chosen (*): {_named(chosen.setup)}, the fastest that loses at most {rule.may_lose_points:g} points of "
        f"mAP50-95 against {rule.against}, by their cards."
    )


def _lost_text(timing: Timing, rule: Rule) -> str:
    if timing.lost_points is None:
        return f"{'?':>11}: not scored on the pictures of {rule.against}"
    return f"{timing.lost_points:11.2f}{'' if is_accurate_enough(timing, rule) else ': too many'}"


def row(timings: Sequence[Timing], chosen: Timing, rule: Rule, *, is_saved: bool) -> dict[str, JsonValue]:
    """Everything for a program."""
    return {
        "against": rule.against,
        "may_lose_points": rule.may_lose_points,
        "timings": [_timing_row(timing, rule) for timing in timings],
        "chosen": _timing_row(chosen, rule),
        "is_saved": is_saved,
        "cpu_model": cpu_model(),
        "cpu_count": os.cpu_count() or 1,
    }


def _timing_row(timing: Timing, rule: Rule) -> dict[str, JsonValue]:
    values: Mapping[str, JsonValue] = dataclasses.asdict(timing)
    setup = values["setup"]
    assert isinstance(setup, dict)
    figures = {name: value for name, value in values.items() if name != "setup"}
    return {**setup, **figures, "is_accurate_enough": is_accurate_enough(timing, rule)}


def _named(setup: Setup) -> str:
    return f"{setup.model} in {setup.engine} with {setup.threads} thread{'' if setup.threads == 1 else 's'}"


def _show_progress(text: str) -> None:
    """Keep one line of the terminal up to date, if there is one."""
    if sys.stderr.isatty():
        print(f"\r{text:70}", end="" if text else "\r", file=sys.stderr, flush=True)
