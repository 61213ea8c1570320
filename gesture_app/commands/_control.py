"""What `pause`, `resume`, `toggle` and `status` share: one question to the running app, told in a sentence or JSON."""

from __future__ import annotations

import argparse
import dataclasses

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json
from gesture_app.core.control import Standing, Status, Verb

_SENTENCES = {
    Standing.PAUSED: "Gestures are paused",
    Standing.PROBLEM: "Something does not work",
    Standing.ARMED: "A hand is armed",
    Standing.WATCHING: "Gestures are watched for",
}


def control_command(verb: Verb, explanation: str) -> Subcommand:
    """The subcommand that asks this."""

    def run(args: argparse.Namespace) -> int:
        status = ask_app(verb)
        if args.json:
            say_json({**dataclasses.asdict(status), "standing": status.standing.value})
        else:
            say(status_text(status))
        return 0

    return Subcommand(help=explanation, add_arguments=add_json, run=run)


def ask_app(verb: Verb) -> Status:
    """Ask the window if there is one, else the run without.

    Raises:
        ControlError: Neither is there, or it does not answer.
    """
    from gesture_app.core.paths import runtime_folder
    from gesture_app.workers.control_client import ask_running, headless_channel, window_channel

    folder = runtime_folder()
    return ask_running((window_channel(folder), headless_channel(folder)), verb)


def status_text(status: Status) -> str:
    """How things stand, for a person."""
    where = "in the window" if status.has_window else "without a window"
    player = f"; orders go to {status.player}" if status.player else ""
    return " ".join(
        part for part in (f"{_SENTENCES[status.standing]} ({where}){player}.", status.problem, status.last) if part
    )
