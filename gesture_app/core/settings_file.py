"""The settings file: TOML that people may edit; what they wrote, comments and all, survives every save.

Only what differs from the defaults is written. A file that this app wrote says so in its first line and ends in a mark;
one without the mark was cut off by a crash or a full disk.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, cast

import tomlkit
import tomlkit.exceptions
import tomlkit.items

from gesture_app.core.errors import SettingsError
from gesture_app.core.files import set_aside, write_atomically
from gesture_app.core.schema import Row, Value, expectation, from_toml, to_toml
from gesture_app.core.sections import Settings
from gesture_app.core.settings_keys import all_rows, find_row, get_value, with_typed_value
from gesture_app.core.settings_sense import without_contradictions

HEADER = "# Settings of gesture-app. You may edit this file; `gesture-app config` does it for you.\n"
END = "# end of settings"

Table = MutableMapping[str, Any]  # as tomllib and tomlkit give it
# The migration at place 0 turns a file of version 1 into one of version 2, and so on.
MIGRATIONS: Sequence[Callable[[Table], None]] = ()


def load_settings(path: Path) -> tuple[Settings, str | None]:
    """Read the settings, and one sentence for the user where something was wrong with the file.

    A damaged file is set aside and the defaults are used; a value that makes no sense is left out.
    """
    try:
        settings, faults = parse_settings(_read(path))
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        return Settings(), f"The settings file {path} cannot be read ({error.strerror}), so the defaults are used."
    except SettingsError as error:
        return Settings(), _damage_notice(path, error)
    return settings, f"In the settings file {path}: {' '.join(faults)}" if faults else None


def _damage_notice(path: Path, error: SettingsError) -> str:
    """Set a damaged file aside, and say so."""
    try:
        kept = f"is kept as {set_aside(path).name}"
    except OSError as refused:
        kept = f"stays where it is ({refused.strerror})"
    return f"The settings file {path} is damaged ({error}), so it {kept} and the defaults are used."


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings; what the file holds beyond them stays as it is.

    Raises:
        SettingsError: It cannot be written; the old file is untouched.
    """
    try:
        document = _document(path.resolve())
        _update(document, settings)
        write_atomically(path.resolve(), f"{tomlkit.dumps(document).rstrip()}\n{END}\n")
    except OSError as error:
        raise SettingsError(
            f"The settings cannot be saved to {path} ({error.strerror}); they are as they were before. "
            "Make room or choose another place."
        ) from error


def parse_settings(text: str) -> tuple[Settings, tuple[str, ...]]:
    """Read settings from TOML, and a sentence for every value that is unknown or makes no sense.

    Raises:
        SettingsError: It is not TOML, or was cut off.
    """
    _check_whole(text)
    try:
        table: Table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"not TOML: {error}") from None
    migrate(table)
    settings, faults = Settings(), []
    for key, raw in leaves(table):
        if key == "version":
            continue
        try:
            settings = with_typed_value(settings, key, from_toml(find_row(key), raw))
        except SettingsError as error:
            faults.append(str(error))
    settings, contradictions = without_contradictions(settings)
    return settings, (*faults, *contradictions)


def migrate(table: Table, migrations: Sequence[Callable[[Table], None]] = MIGRATIONS) -> None:
    """Bring a file's table to the newest layout; one of a newer app is taken as it is.

    Raises:
        SettingsError: Its version is no number.
    """
    newest = len(migrations) + 1
    version = table.get("version", 1)
    if not isinstance(version, int) or version < 1:
        raise SettingsError(f"version must be a whole number from 1, not {version!r}")
    for migration in migrations[version - 1 :]:
        migration(table)
    if version < newest:
        table["version"] = newest


def export_settings(settings: Settings) -> str:
    """All settings as TOML, each with its explanation: for another machine, and to read."""
    document = tomlkit.document()
    for row in all_rows(settings):
        value = get_value(settings, row.key)
        if value is not None:
            table = cast(tomlkit.items.Table, _table(document, row.key))
            table.add(tomlkit.comment(f"{row.about.title}: {row.about.help} Accepts {expectation(row)}."))
            table[row.name] = to_toml(value)
    return f"{_opening()}{tomlkit.dumps(document).rstrip()}\n{END}\n"


def import_settings(text: str) -> Settings:
    """Read what `export_settings` wrote.

    Raises:
        SettingsError: It is of a newer app, or something in it is unknown or makes no sense; nothing is taken then.
    """
    settings, faults = parse_settings(text)
    version = tomllib.loads(text).get("version", 1)
    if version > len(MIGRATIONS) + 1:
        raise SettingsError(
            f"they are of version {version}, and this app knows versions up to {len(MIGRATIONS) + 1}; "
            "update the app first."
        )
    if faults:
        raise SettingsError(" ".join(faults))
    return settings


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingsError("not text") from None


def _check_whole(text: str) -> None:
    """Complain of a file that this app began and did not end; people's own files need no mark."""
    is_ours = text.startswith(HEADER) or HEADER.startswith(text)
    if is_ours and END not in text.splitlines():
        raise SettingsError("its end is missing")


def leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every value in nested tables by its dotted key."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _document(path: Path) -> tomlkit.TOMLDocument:
    """The file as it is, ready to be changed; a new one where there is none or none that can be read."""
    try:
        text = _read(path)
        _check_whole(text)
        document = tomlkit.parse("".join(line for line in text.splitlines(keepends=True) if line.strip() != END))
        migrate(document)
    except FileNotFoundError:
        return tomlkit.parse(_opening())
    except (SettingsError, tomlkit.exceptions.TOMLKitError):
        set_aside(path)
        return tomlkit.parse(_opening())
    return document


def _opening() -> str:
    return f"{HEADER}version = {len(MIGRATIONS) + 1}\n\n"


def _update(document: tomlkit.TOMLDocument, settings: Settings) -> None:
    """Change what differs from the settings, and nothing else."""
    written = dict(leaves(document.unwrap()))
    rows = {row.key: row for row in (*all_rows(settings), *_rows_of(written))}
    for key, row in rows.items():
        wanted = get_value(settings, key)
        current = _meant(row, written[key]) if key in written else row.default
        if wanted == current:
            continue
        if wanted == row.default:
            _remove(document, key.split("."))
        else:
            _table(document, key)[row.name] = to_toml(wanted)


def _rows_of(keys: Iterable[str]) -> Iterator[Row]:
    """The settings among some keys of a file."""
    for key in keys:
        with contextlib.suppress(SettingsError):
            yield find_row(key)


def _meant(row: Row, raw: object) -> Value:
    """What a value in the file stands for: nonsense stands for the default."""
    try:
        return from_toml(row, raw)
    except SettingsError:
        return row.default


def _table(document: Table, key: str) -> Table:
    """The table that holds a setting, made where there is none."""
    table = document
    for name in key.split(".")[:-1]:
        if not isinstance(table.get(name), MutableMapping):
            table[name] = tomlkit.table()
        table = table[name]
    return table


def _remove(table: Table, names: Sequence[str]) -> None:
    """Take a key out, and every table that is empty then."""
    name, *rest = names
    if rest:
        _remove(table[name], rest)
    if not rest or not table[name]:
        del table[name]
