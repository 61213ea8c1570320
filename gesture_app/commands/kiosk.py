"""`gesture-app kiosk`: films over the whole screen that visitors control by hand, watched over day and night."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import os
import secrets
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.commands._command import Subcommand, say, say_json, warn
from gesture_app.commands._options import absolute
from gesture_app.core.errors import UsageError

if TYPE_CHECKING:
    from gesture_app.core.kiosk_sections import Kiosk
    from gesture_app.workers.kiosk_server import StatusServer
    from gesture_app.workers.kiosk_supervisor import Supervisor

_PROGRAM = (sys.executable, "-m", "gesture_app", "kiosk")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and what to do with it other than showing it."""
    parser.add_argument("file", nargs="?", type=absolute, help="what is shown and allowed, as --example explains it")
    verbs = parser.add_mutually_exclusive_group()
    for verb, explanation in (
        ("example", "print a file to begin with"),
        ("hash-key", "read a key and print the line of the file that makes it the way out"),
        ("self-test", "play the bundled clip to a dry run now, and see whether every gesture is obeyed"),
        ("systemd", "print a systemd user unit that shows the kiosk"),
        ("autostart", "print a .desktop file for ~/.config/autostart that shows the kiosk"),
        ("window", argparse.SUPPRESS),  # what the supervisor starts
    ):
        verbs.add_argument(f"--{verb}", dest="verb", action="store_const", const=verb, help=explanation)
    parser.add_argument("--json", action="store_true", help="print the verdict of the self-test as JSON")


def run(args: argparse.Namespace) -> int:
    """Show the kiosk, or do what the option says."""
    verbs = {
        None: _supervise,
        "example": _example,
        "hash-key": _hash_key,
        "self-test": _self_test,
        "systemd": _systemd,
        "autostart": _autostart,
        "window": _window,
    }
    return verbs[args.verb](args)


def _load(args: argparse.Namespace) -> Kiosk:
    from gesture_app.app import load_vocabulary
    from gesture_app.core.kiosk_file import load_kiosk

    return load_kiosk(_file(args), load_vocabulary())


def _file(args: argparse.Namespace) -> Path:
    if args.file is None:
        raise UsageError("Name a kiosk file; `gesture-app kiosk --example` prints one to begin with.")
    file: Path = args.file.resolve()
    return file


def _example(_args: argparse.Namespace) -> int:
    from gesture_app.app import demo_clip
    from gesture_app.core.kiosk_file import example_kiosk

    sys.stdout.write(example_kiosk(demo_clip()))
    return 0


def _hash_key(_args: argparse.Namespace) -> int:
    """A key is never an argument: other users see those."""
    from gesture_app.core.kiosk_lock import LONGEST, SALT_BYTES, hash_key

    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not key or len(key) > LONGEST or not key.isprintable():
        raise UsageError(f"A key has 1 to {LONGEST} characters that a keyboard can type.")
    say(f'key_hash = "{hash_key(key, secrets.token_bytes(SALT_BYTES))}"')
    return 0


def _self_test(args: argparse.Namespace) -> int:
    from gesture_app.commands._self_test import run_self_test

    verdict = run_self_test(_load(args).app.detector)
    if args.json:
        say_json(dataclasses.asdict(verdict))
    else:
        say(f"{'Passed' if verdict.passed else 'Failed'}: {verdict.text}")
    return 0 if verdict.passed else 1


def _systemd(args: argparse.Namespace) -> int:
    from gesture_app.core.kiosk_units import systemd_unit

    _load(args)
    sys.stdout.write(systemd_unit((*_PROGRAM, str(_file(args)))))
    return 0


def _autostart(args: argparse.Namespace) -> int:
    from gesture_app.core.kiosk_units import autostart_entry

    _load(args)
    sys.stdout.write(autostart_entry((*_PROGRAM, str(_file(args)))))
    return 0


def _window(args: argparse.Namespace) -> int:
    from gesture_app.window.kiosk_run import run_kiosk_window

    return run_kiosk_window(_load(args), warn)


def _supervise(args: argparse.Namespace) -> int:
    """Keep the window alive until the key is typed or the service manager ends it."""
    kiosk = _load(args)
    supervisor = _supervisor(kiosk, _file(args))
    server = _server(kiosk, supervisor)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: supervisor.stop())
    try:
        if server is not None:
            server.start()
        return supervisor.run()
    finally:
        if server is not None:
            server.close()


def _supervisor(kiosk: Kiosk, file: Path) -> Supervisor:
    from gesture_app.core.clock import Clock
    from gesture_app.core.kiosk_schedule import Daily, parse_hour
    from gesture_app.core.kiosk_watch import Patience
    from gesture_app.workers.kiosk_supervisor import Supervisor, SupervisorParts
    from gesture_app.workers.service_manager import ServiceManager

    care = kiosk.care
    return Supervisor(
        SupervisorParts(
            window=(*_PROGRAM, "--window", str(file)),
            self_test=(*_PROGRAM, "--self-test", "--json", str(file)),
            patience=Patience(care.start_s, care.silence_s, care.first_wait_s, care.slow_wait_s, care.failures),
            daily=Daily(parse_hour(care.self_test_at), datetime.now),
            manager=ServiceManager(os.environ),
            log=warn,
            clock=Clock(),
        )
    )


def _server(kiosk: Kiosk, supervisor: Supervisor) -> StatusServer | None:
    from gesture_app.workers.kiosk_server import StatusServer

    if not kiosk.status.port:
        return None
    return StatusServer(kiosk.status.port, kiosk.status.token, supervisor.status)


COMMAND = Subcommand(help="show films that visitors control, watched over", add_arguments=add_arguments, run=run)
