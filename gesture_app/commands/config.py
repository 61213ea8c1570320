"""`gesture-app config`: reads and changes the settings, as the settings page does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gesture_app.commands._command import Subcommand, say, say_json, warn
from gesture_app.commands._options import absolute
from gesture_app.core.errors import SettingsError
from gesture_app.core.files import write_atomically
from gesture_app.core.paths import settings_file
from gesture_app.core.profiles import check_gestures
from gesture_app.core.settings import (
    Settings,
    all_rows,
    check_sense,
    export_settings,
    get_value,
    import_settings,
    load_settings,
    save_settings,
    to_text,
    with_value,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its five verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    get = verbs.add_parser("get", help="print one setting, or all of them")
    get.add_argument("key", nargs="?", help="such as engine.hold_ms")
    get.add_argument("--json", action="store_true", help="print one JSON object")
    change = verbs.add_parser("set", help="change a setting; the value `default` takes it back")
    change.add_argument("key")
    change.add_argument("value")
    export = verbs.add_parser("export", help="write all settings, explained")
    export.add_argument("file", nargs="?", type=absolute, help="where to; the terminal if left out")
    take = verbs.add_parser("import", help="take over settings that were exported")
    take.add_argument("file", type=absolute)
    verbs.add_parser("path", help="print where the settings lie")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs = {"get": _get, "set": _set, "export": _export, "import": _import, "path": _path}
    verbs[args.verb](args)
    return 0


def _load() -> Settings:
    settings, notice = load_settings(settings_file())
    if notice:
        warn(notice)
    return settings


def _get(args: argparse.Namespace) -> None:
    settings = _load()
    keys = [args.key] if args.key else [row.key for row in all_rows(settings)]
    values = {key: to_text(get_value(settings, key)) for key in keys}
    if args.json:
        say_json(dict(values))
        return
    for key, text in values.items():
        say(text if args.key else f"{key} = {text}")


def _set(args: argparse.Namespace) -> None:
    from gesture_app.app import check_name, load_vocabulary

    settings = with_value(_load(), args.key, args.value)
    check_sense(settings)
    check_gestures(load_vocabulary(), settings)
    check_name(settings, args.key)
    save_settings(settings, settings_file())
    say(f"{args.key} = {to_text(get_value(settings, args.key))}")


def _export(args: argparse.Namespace) -> None:
    text = export_settings(_load())
    if args.file is None:
        sys.stdout.write(text)
        return
    try:
        write_atomically(args.file, text)
    except OSError as error:
        raise SettingsError(f"The settings cannot be written to {args.file}: {error.strerror}.") from None


def _import(args: argparse.Namespace) -> None:
    text = _text_of(args.file)
    try:
        settings = import_settings(text)
    except SettingsError as error:
        raise SettingsError(f"Nothing is taken over from {args.file}: {error}") from None
    save_settings(settings, settings_file())
    say(f"Settings taken over from {args.file}.")


def _path(_args: argparse.Namespace) -> None:
    say(str(settings_file()))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The settings {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The settings {file} are no text; choose a file that was exported.") from None


COMMAND = Subcommand(help="read and change the settings", add_arguments=add_arguments, run=run)
