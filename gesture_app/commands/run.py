"""`gesture-app run`: watches for gestures and controls the player, in a window or without one."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, warn
from gesture_app.commands._stopping import stoppable
from gesture_app.core.control import Verb
from gesture_app.core.errors import ControlError, UsageError

if TYPE_CHECKING:
    from gesture_app.commands._report import Report
    from gesture_app.core.settings import Settings
    from gesture_app.workers.channel import Channel, Claim
    from gesture_app.workers.control_server import Answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that can be chosen for one run."""
    _options.add_source(parser)
    _options.add_player(parser)
    _options.add_detector(parser)
    parser.add_argument("--headless", action="store_true", help="run without a window")
    parser.add_argument("--hidden", action="store_true", help="start in the tray; where there is none, minimised")
    parser.add_argument("--first-run", action="store_true", help="go through camera, room, gestures and player again")
    parser.add_argument("--seconds", type=_options.seconds, metavar="N", help="stop after this time")
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Run until the source ends, the time is up or the user stops it."""
    from gesture_app.commands._report import JsonReport, TextReport

    if args.headless and args.hidden:
        raise UsageError("--hidden starts the window in the tray and --headless has no window; choose one of them.")
    if not args.headless and has_display():
        return run_in_window(args)
    settings = _options.settings_from(args)
    if not args.headless and args.source is None:
        warn("There is no display, so the demo runs without a window; name a --source to watch that instead.")
        settings = demo_settings(settings, args.player)
    elif not args.headless:
        warn("There is no display, so this runs without a window; stop it with Ctrl-C.")
    with stoppable():
        if args.source is not None:
            check_source(args.source)
        return run_headless(settings, args.seconds, JsonReport() if args.json else TextReport())


def check_source(spec: str) -> None:
    """Complain at once of a camera whose name was mistyped; else the run would wait for it.

    Raises:
        SourceError: There is none of that name.
    """
    from gesture_app.app import check_is_there

    check_is_there(spec)


def demo_settings(settings: Settings, player: str | None) -> Settings:
    """The settings, but for the clip that came with the app and, unless one is named, a player that pretends."""
    from gesture_app.app import demo_clip
    from gesture_app.core.settings import with_typed_value

    settings = with_typed_value(settings, "source.spec", demo_clip())
    return with_typed_value(settings, "player.spec", player or "dry_run")


def run_in_window(args: argparse.Namespace) -> int:
    """Show the window; what was wrong with the settings file is said there too, for who started it by an icon."""
    if args.json:
        raise UsageError("--json prints what is decided without a window; add --headless.")
    from gesture_app.core.paths import runtime_folder
    from gesture_app.workers.control_client import window_channel

    notices: list[str] = []
    settings = _options.settings_from(args, notices.append)
    _options.check_named(args, settings)
    channel = window_channel(runtime_folder())
    try:
        claim = channel.claim()
    except ControlError as error:
        notices.append(str(error))
        return open_window(args, settings, notices, None)
    if claim is None:
        return leave_running() if args.hidden else raise_window(channel, is_first_run=args.first_run)
    with contextlib.closing(claim):
        return open_window(args, settings, notices, claim)


def open_window(args: argparse.Namespace, settings: Settings, notices: Sequence[str], claim: Claim | None) -> int:
    """Show the window of this process, which answers other commands if it has a claim to."""
    from gesture_app.window.composition import run_window
    from gesture_app.window.parts import window_parts

    for notice in notices:
        warn(notice)
    parts = window_parts(settings, " ".join(notices) or None)
    is_first = is_first_run(args, settings)
    # What has to ask a question is never hidden.
    hidden = args.hidden and not is_first
    is_chosen = is_source_chosen(args, settings)
    parts = replace(parts, starts_hidden=hidden, is_first_run=is_first, is_source_chosen=is_chosen)
    return run_window(parts, args.seconds, claim)


def is_first_run(args: argparse.Namespace, settings: Settings) -> bool:
    """Whether to begin with the guide: on the very first start, unless a source was named, or when asked for."""
    from gesture_app.core.first_run import DUE

    return args.first_run or (settings.ui.first_run == DUE and args.source is None)


def is_source_chosen(args: argparse.Namespace, settings: Settings) -> bool:
    """Whether a drawn hand that is to be shown was named; a first run that was skipped leaves one, too."""
    from gesture_app.core.first_run import SKIPPED

    return args.source is not None or settings.ui.first_run != SKIPPED


def leave_running() -> int:
    """End before a window that is already there; who starts this one hidden, as a login does, wants to see none."""
    say("Gesture control is already running.")
    return 0


def raise_window(channel: Channel, *, is_first_run: bool = False) -> int:
    """Bring the window that is already open to the front: two would fight over the camera and the player.

    Raises:
        ControlError: It does not answer.
    """
    from gesture_app.workers.control_client import ask_holder

    ask_holder(channel, Verb.FIRST_RUN if is_first_run else Verb.RAISE)
    say("Gesture control is already running; its window was brought to the front.")
    return 0


def run_headless(settings: Settings, limit_s: float | None, report: Report) -> int:
    """Report what is decided; gives 1 if the run ended with something that does not work."""
    from gesture_app.app import headless_parts, source_request
    from gesture_app.commands._report import Reporter
    from gesture_app.workers.headless import HeadlessLine
    from gesture_app.workers.headless_reception import HeadlessReception
    from gesture_app.workers.user_input import hear_nothing, listen

    parts = headless_parts(settings, source_request(settings.source))
    hear = listen if settings.engine.suppress_after_input_ms else hear_nothing
    line = HeadlessLine(replace(parts, waits_for_source=True, listen=hear))
    reception = HeadlessReception(line, settings.source.spec)
    reporter = Reporter(report)
    try:
        with answering(reception.answer), contextlib.closing(line.events(limit_s)) as events:
            for event in events:
                reception.take(event)
                reporter.take(event)
    finally:
        reporter.conclude(line.dropped)
    return 1 if reporter.has_problem else 0


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[None]:
    """Answer other commands, if no other run without a window does.

    There may be several such runs at once, each on a source of its own, for example while a film is measured.
    """
    from gesture_app.core.paths import runtime_folder
    from gesture_app.workers.control_client import headless_channel
    from gesture_app.workers.control_server import ControlServer

    try:
        claim = headless_channel(runtime_folder()).claim()
    except ControlError as error:
        warn(str(error))
        claim = None
    if claim is None:
        yield
        return
    server = ControlServer(claim, answer)
    server.start()
    try:
        yield
    finally:
        server.close()


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


COMMAND = Subcommand(help="watch for gestures and control the player", add_arguments=add_arguments, run=run)
