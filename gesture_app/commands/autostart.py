"""`gesture-app autostart`: has the desktop start the app at login, or no longer."""

from __future__ import annotations

import argparse

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json
from gesture_app.core.errors import DesktopError

VERBS = ("on", "off", "status")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What shall be, or what is."""
    parser.add_argument("verb", choices=VERBS, help="start at login, start no longer, or tell which it is")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Change it if asked to, and tell what is so now."""
    from gesture_app.desktop.autostart import autostart_here, start_command

    autostart = autostart_here()
    try:
        if args.verb == "on":
            autostart.turn_on(start_command())
        elif args.verb == "off":
            autostart.turn_off()
        is_on = autostart.is_on()
    except OSError as error:
        raise DesktopError(
            f"The start at login cannot be changed at {autostart.place} ({error.strerror or error}); "
            "see that it is yours to write."
        ) from None
    if args.json:
        say_json({"is_on": is_on, "place": autostart.place})
    elif is_on:
        say(f"Gesture control starts at login, out of the way: {autostart.place}")
    else:
        say("Gesture control does not start at login.")
    return 0


COMMAND = Subcommand(help="start the app at login, or no longer", add_arguments=add_arguments, run=run)
