"""`gesture-app replay`: decides about recorded detections again, perhaps by other settings."""

from __future__ import annotations

import argparse
from dataclasses import replace

from gesture_app.commands._command import Subcommand, say, warn
from gesture_app.commands._options import absolute, add_set


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The recording, a profile and other settings."""
    parser.add_argument("file", type=absolute, help="a recording made with `gesture-app record`")
    parser.add_argument("--profile", metavar="NAME", help="with what this profile of your settings makes of gestures")
    add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Print every decision; of the user's own settings nothing counts but the profile, so that bytes stay the same."""
    from gesture_app.app import load_vocabulary
    from gesture_app.core.paths import settings_file
    from gesture_app.core.replay import replay_lines
    from gesture_app.core.settings import Settings, load_settings

    settings = Settings()
    if args.profile is not None:
        mine, notice = load_settings(settings_file())
        settings = replace(settings, profiles=mine.profiles)
        if notice:
            warn(notice)
    for line in replay_lines(args.file, settings, load_vocabulary(), args.set, args.profile):
        say(line)
    return 0


COMMAND = Subcommand(help="decide about recorded detections again", add_arguments=add_arguments, run=run)
