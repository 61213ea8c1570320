"""The self-test of a kiosk: the real line looks at the clip that came with the app, and a dry run gets the orders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from gesture_app.app import demo_clip, headless_parts, load_vocabulary
from gesture_app.core.errors import AppError
from gesture_app.core.kiosk_selftest import Fired, Verdict, failed, judge
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import DetectorSettings, PlayerSettings, Settings
from gesture_app.core.shown import read_script
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Frame
from gesture_app.workers.headless import Event, Fatal, HeadlessLine, HeadlessParts, Step

LIMIT_S = 60.0  # the clip lasts 18 seconds


def run_self_test(detector: DetectorSettings, clip: Path | None = None) -> Verdict:
    """Play a clip, the app's own unless another is given, and compare what is ordered with its script.

    Everything but the detector is as shipped, and not as the kiosk is set: the clip shows the machine's faults, and
    which gestures a kiosk allows is none.
    """
    settings = Settings(detector=detector, player=PlayerSettings("dry_run"))
    try:
        spec = str(clip or demo_clip())
        shown = read_script(Path(spec))
        parts = headless_parts(settings, SourceRequest(spec))
        _warm_up(parts)
        with contextlib.closing(HeadlessLine(parts).events(LIMIT_S)) as events:
            fired = tuple(orders(events))
    except AppError as error:
        return failed(str(error))
    return judge(fired, shown, bindings_for(load_vocabulary(), settings))


def orders(events: Iterable[Event]) -> Iterator[Fired]:
    """The orders among what a line tells, at their time in the clip.

    Raises:
        AppError: The line has failed.
    """
    first_s: float | None = None
    for event in events:
        if isinstance(event, Fatal):
            raise event.error
        if isinstance(event, AppError):
            raise event
        if isinstance(event, Step):
            first_s = event.taken_at_s if first_s is None else first_s
            for decision in event.decisions:
                if decision.order is not None:
                    yield Fired(decision.gesture, decision.at_s - first_s)


def _warm_up(parts: HeadlessParts) -> None:
    """Let the network see a frame: it is compiled at the first one, while the clip would already be playing."""
    pixels = np.zeros((parts.source.height_px, parts.source.width_px, 3), np.uint8)
    parts.line.detector.detect(Frame(pixels, 0, 0.0))
