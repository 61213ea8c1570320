"""The kiosk file: TOML that somebody writes once, checked to the last key before anything is shown.

What is wrong with it is told all at once, one sentence for each fault.
"""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture
from gesture_app.core.kiosk_lock import is_hash
from gesture_app.core.kiosk_schedule import parse_hour
from gesture_app.core.kiosk_sections import APP_SECTIONS, KIOSK_SECTIONS, Kiosk
from gesture_app.core.profiles import check_gestures
from gesture_app.core.schema import Kind, Row, expectation, from_toml, rows_of, to_toml
from gesture_app.core.settings import find_row, with_typed_value
from gesture_app.core.settings_file import leaves
from gesture_app.core.types import Command

TOKEN_LENGTH = 16  # characters, at least
STARTERS = (Command.PLAY_PAUSE, Command.PLAY)  # what can start a film that waits


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file says and what is wrong with it."""

    kiosk: Kiosk
    faults: tuple[str, ...]


def load_kiosk(path: Path, vocabulary: Mapping[str, Gesture]) -> Kiosk:
    """Read a kiosk file.

    Raises:
        SettingsError: It cannot be read, or something in it is unknown or makes no sense; every fault is named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The kiosk file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The kiosk file {path} is no text; see `gesture-app kiosk --example`.") from None
    checked = check_kiosk(text, path.parent, vocabulary)
    if checked.faults:
        raise SettingsError(f"The kiosk file {path} cannot be used: {' '.join(checked.faults)}")
    return checked.kiosk


def check_kiosk(text: str, folder: Path, vocabulary: Mapping[str, Gesture]) -> Checked:
    """Read a kiosk file's text and name all its faults; paths of the playlist begin at the folder."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Checked(Kiosk(), (f"It is not TOML: {error}.",))
    kiosk, faults = Kiosk(), []
    for key, raw in leaves(table):
        try:
            kiosk = _with(kiosk, key, raw)
        except SettingsError as error:
            faults.append(str(error))
    kiosk = _at_home(kiosk, folder)
    try:
        check_gestures(vocabulary, kiosk.app)
    except SettingsError as error:
        faults.append(f"bindings: {error}")
    return Checked(kiosk, (*faults, *_contradictions(kiosk)))


def allowed_commands(kiosk: Kiosk) -> frozenset[Command]:
    """What a visitor may have done."""
    return frozenset(Command(name) for name in kiosk.visit.commands)


@cache
def kiosk_rows() -> tuple[Row, ...]:
    """Everything that can be chosen for a kiosk alone, in the order of the file."""
    return tuple(row for name, section in KIOSK_SECTIONS.items() for row in rows_of(section, name))


def example_kiosk(media: str) -> str:
    """A file that explains itself and works as it is, apart from the playlist's film."""
    lines = ["# A kiosk: gesture-app kiosk THIS_FILE. Every line but the playlist may be left out."]
    section = ""
    for row in kiosk_rows():
        if (name := row.key.partition(".")[0]) != section:
            section = name
            lines += ["", f"[{section}]  # {(KIOSK_SECTIONS[section].__doc__ or '').strip()}"]
        value = to_toml((media,) if row.key == "show.playlist" else row.default)
        accepted = "a list of texts" if row.kind is Kind.TEXTS else expectation(row)
        lines += [f"# {row.about.title}: {row.about.help} Accepts {accepted}.", f"{row.name} = {_toml(value)}"]
    lines += [
        "",
        "# engine, source, detector and bindings.GESTURE may follow, as `gesture-app config export` writes them.",
    ]
    lines += ["# The user's own settings do not count here.", "[source]", f'spec = "{Kiosk().app.source.spec}"']
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)


def _with(kiosk: Kiosk, key: str, raw: object) -> Kiosk:
    """The kiosk with one more line of its file.

    Raises:
        SettingsError: The key is unknown, or the value is none for it.
    """
    section = key.partition(".")[0]
    if section in APP_SECTIONS:
        return dataclasses.replace(kiosk, app=with_typed_value(kiosk.app, key, from_toml(find_row(key), raw)))
    row = _row_of(key)
    values: dict[str, Any] = {row.name: from_toml(row, raw)}
    changed: dict[str, Any] = {section: dataclasses.replace(getattr(kiosk, section), **values)}
    return dataclasses.replace(kiosk, **changed)


def _row_of(key: str) -> Row:
    rows = {row.key: row for row in kiosk_rows()}
    if key in rows:
        return rows[key]
    near = difflib.get_close_matches(key, rows, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(rows)}."
    raise SettingsError(f"There is no {key} in a kiosk file; {hint}")


def _at_home(kiosk: Kiosk, folder: Path) -> Kiosk:
    """The kiosk with the playlist's paths made whole; addresses stay as they are."""
    media = tuple(
        medium if "://" in medium else str(folder / Path(medium).expanduser()) for medium in kiosk.show.playlist
    )
    return dataclasses.replace(kiosk, show=dataclasses.replace(kiosk.show, playlist=media))


def _contradictions(kiosk: Kiosk) -> Iterator[str]:
    """What no single line can tell."""
    yield from _faults_of_the_playlist(kiosk)
    yield from _faults_of_the_commands(kiosk)
    if kiosk.exit.key_hash and not is_hash(kiosk.exit.key_hash):
        yield "exit.key_hash is no hashed key; make one with `gesture-app kiosk --hash-key`."
    if kiosk.status.port and len(kiosk.status.token) < TOKEN_LENGTH:
        yield f"status.token must have at least {TOKEN_LENGTH} characters while status.port is not 0."
    if kiosk.care.self_test_at and parse_hour(kiosk.care.self_test_at) is None:
        yield f"care.self_test_at must be an hour such as 04:00 or empty, not {kiosk.care.self_test_at!r}."


def _faults_of_the_playlist(kiosk: Kiosk) -> Iterator[str]:
    if not kiosk.show.playlist:
        yield "show.playlist must name at least one film or sound."
    for medium in kiosk.show.playlist:
        if "://" not in medium and not Path(medium).is_file():
            yield f"show.playlist names {medium}, which is no file."


def _faults_of_the_commands(kiosk: Kiosk) -> Iterator[str]:
    known = {command.value for command in Command}
    for name in kiosk.visit.commands:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(known))}."
            yield f"visit.commands names {name}, which no player knows; {hint}"
    if kiosk.show.waits and not {command.value for command in STARTERS} & set(kiosk.visit.commands):
        yield "show.waits needs play_pause or play among visit.commands; add one, or set show.waits to false."
