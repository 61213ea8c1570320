"""Settings by name: finds, reads and changes one of them, as `gesture-app config` and the settings page do."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from gesture_app.core.bindings import BindingChange
from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import Row, Value, from_text, rows_of
from gesture_app.core.sections import SECTIONS, Profile, Settings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

S = TypeVar("S", bound="DataclassInstance")


@cache
def setting_rows() -> tuple[Row, ...]:
    """Every setting outside bindings and profiles, section by section."""
    return tuple(row for name, section in SECTIONS.items() for row in rows_of(section, name))


@cache
def binding_rows(prefix: str) -> tuple[Row, ...]:
    """What can be chosen for one gesture; the prefix is "bindings.palm" or "profiles.podcast.bindings.palm"."""
    return rows_of(BindingChange, prefix)


def all_rows(settings: Settings) -> tuple[Row, ...]:
    """Every setting, and those of the bindings and profiles there are."""
    prefixes = [f"bindings.{gesture}" for gesture in settings.bindings]
    rows = list(setting_rows())
    for profile in settings.profiles.values():
        rows += rows_of(Profile, f"profiles.{profile.name}")
        prefixes += [f"profiles.{profile.name}.bindings.{gesture}" for gesture in profile.bindings]
    return (*rows, *(row for prefix in prefixes for row in binding_rows(prefix)))


def find_row(key: str) -> Row:
    """The setting of this name: "engine.cooldown_ms", "bindings.palm.hold_ms".

    Raises:
        SettingsError: There is no such setting; the sentence names the nearest, or all of them.
    """
    rows = _rows_beside(key)
    for row in rows:
        if row.key == key:
            return row
    name = key.rpartition(".")[2]
    by_name = {row.name: row.key for row in rows}
    near = difflib.get_close_matches(name, by_name, n=1)
    hint = f"did you mean {by_name[near[0]]}?" if near else f"there are: {', '.join(row.key for row in rows)}."
    raise SettingsError(f"There is no setting {key}; {hint}")


def _rows_beside(key: str) -> tuple[Row, ...]:
    """The settings among which a key should be."""
    match key.split("."):
        case ["bindings", gesture, _] | ["profiles", _, "bindings", gesture, _] if gesture:
            return binding_rows(key.rpartition(".")[0])
        case ["profiles", name, _] if name:
            return rows_of(Profile, f"profiles.{name}")
    return setting_rows()


def get_value(settings: Settings, key: str) -> Value:
    """One setting by its name.

    Raises:
        SettingsError: There is no such setting.
    """
    row = find_row(key)
    value: Value = getattr(_section(settings, key), row.name)
    return value


def _section(settings: Settings, key: str) -> object:
    """What holds a setting; its defaults where the user has changed nothing."""
    match key.split("."):
        case ["bindings", gesture, _]:
            return settings.bindings.get(gesture, BindingChange())
        case ["profiles", name, "bindings", gesture, _]:
            return settings.profiles.get(name, Profile(name)).bindings.get(gesture, BindingChange())
        case ["profiles", name, _]:
            return settings.profiles.get(name, Profile(name))
    return getattr(settings, key.partition(".")[0])


def with_value(settings: Settings, key: str, text: str) -> Settings:
    """The settings with one of them changed to what a person typed; "default" takes it back.

    Raises:
        SettingsError: There is no such setting, or the text is no value for it.
    """
    return with_typed_value(settings, key, from_text(find_row(key), text))


def with_changes(settings: Settings, changes: Iterable[str]) -> Settings:
    """The settings with changes as a command line gives them: "engine.cooldown_ms=500", "hold_ms=400".

    A name may lack its section; those of the engine come first.

    Raises:
        SettingsError: A change is not of that form, or makes no sense.
    """
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals:
            raise SettingsError(f"A change must look like engine.cooldown_ms=500, not {change!r}.")
        settings = with_value(settings, _full_key(key.strip()), text)
    return settings


def _full_key(name: str) -> str:
    """The key of the first setting of this name; a name that no setting has stays as it is."""
    return next((row.key for row in setting_rows() if row.name == name), name)


def with_typed_value(settings: Settings, key: str, value: Value) -> Settings:
    """The settings with one of them changed to a value that has been checked."""
    section_name, _, rest = key.partition(".")
    name = key.rpartition(".")[2]
    if section_name == "bindings":
        changes = _with_change(settings.bindings, rest.partition(".")[0], name, value)
        return dataclasses.replace(settings, bindings=changes)
    if section_name == "profiles":
        return _with_profile_value(settings, rest.split("."), value)
    section = _replaced(getattr(settings, section_name), name, value)
    return _replaced(settings, section_name, section)


def _with_profile_value(settings: Settings, names: Sequence[str], value: Value) -> Settings:
    """Change one value of a profile; the names are those after "profiles"."""
    profile = settings.profiles.get(names[0], Profile(names[0]))
    if names[1] == "bindings":
        profile = dataclasses.replace(profile, bindings=_with_change(profile.bindings, names[2], names[3], value))
    else:
        profile = _replaced(profile, names[1], value)
    return dataclasses.replace(settings, profiles={**settings.profiles, names[0]: profile})


def _with_change(
    changes: Mapping[str, BindingChange], gesture: str, name: str, value: Value
) -> Mapping[str, BindingChange]:
    """The changes with one more; a gesture whose last change was taken back is left out."""
    change = _replaced(changes.get(gesture, BindingChange()), name, value)
    others = {other: kept for other, kept in changes.items() if other != gesture}
    return others if change == BindingChange() else {**others, gesture: change}


def _replaced(section: S, name: str, value: object) -> S:
    """A copy of a frozen dataclass with one field changed."""
    wish: dict[str, Any] = {name: value}
    return dataclasses.replace(section, **wish)
