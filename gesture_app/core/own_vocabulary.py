"""The user's own part of the vocabulary: a file beside the settings, read together with the one that came along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import tomlkit

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.files import write_atomically
from gesture_app.core.gestures import Gesture, read_vocabulary

_HEAD = "Your own gestures, in the form of the app's gestures.toml; what they do is a setting."


def read_own(path: Path) -> dict[str, Gesture]:
    """The user's own gestures; none where there is no file.

    Raises:
        SettingsError: The file cannot be understood.
    """
    return read_vocabulary(path) if path.is_file() else {}


def merged(shipped: Mapping[str, Gesture], own: Mapping[str, Gesture]) -> dict[str, Gesture]:
    """All gestures, those that came along first; they cannot be redefined."""
    return {**shipped, **{label: gesture for label, gesture in own.items() if label not in shipped}}


def add_own(path: Path, gesture: Gesture) -> None:
    """Keep one more gesture, or another title of one that is there.

    Raises:
        OwnGestureError: The file cannot be written.
        SettingsError: What is there cannot be understood.
    """
    own = read_own(path)
    _write(path, {**own, gesture.label: gesture}.values())


def add_new(path: Path, labels: Iterable[str], known: Mapping[str, Gesture]) -> dict[str, Gesture]:
    """Keep the gestures of a network that nobody knows yet, so that they can be bound; gives all of the user's own.

    Args:
        known: All that are known, by label.

    Raises:
        OwnGestureError: The file cannot be written.
        SettingsError: What is there cannot be understood.
    """
    own = read_own(path)
    new = {label: Gesture(label, title_of(label), icon="") for label in labels if label not in {**known, **own}}
    if new:
        _write(path, {**own, **new}.values())
    return {**own, **new}


def title_of(label: str) -> str:
    """A label for people: `two_up` is "Two up"."""
    words = label.replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}" or label


def remove_own(path: Path, label: str) -> None:
    """Forget a gesture; one that is not there is no error.

    Raises:
        OwnGestureError: The file cannot be written.
        SettingsError: What is there cannot be understood.
    """
    _write(path, [gesture for gesture in read_own(path).values() if gesture.label != label])


def _write(path: Path, gestures: Iterable[Gesture]) -> None:
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    tables = tomlkit.aot()
    for gesture in gestures:
        table = tomlkit.table()
        for name, value in _entry(gesture).items():
            table[name] = value
        tables.append(table)
    # Without one the file could not be read again; an empty list is not an array of tables.
    document["gesture"] = tables if tables else tomlkit.array()
    try:
        write_atomically(path, tomlkit.dumps(document))
    except OSError as error:
        raise OwnGestureError(
            f"The list of your gestures, {path}, cannot be written ({error.strerror}); see to the disk and try again."
        ) from error


def _entry(gesture: Gesture) -> dict[str, str | int | float]:
    """What the file says of a gesture: only what is not as usual."""
    usual = Gesture(gesture.label, gesture.title, gesture.icon)
    values: dict[str, str | int | float] = {"label": gesture.label, "title": gesture.title, "icon": gesture.icon}
    if gesture.command is not None:
        values["command"] = gesture.command.value
    if gesture.mode is not usual.mode:
        values["mode"] = gesture.mode.value
    for name in ("hold_ms", "is_idle", "amount", "cooldown_ms"):
        value = getattr(gesture, name)
        if value != getattr(usual, name):
            values[name] = value
    if gesture.motion is not None:
        values["motion"] = gesture.motion.value
    return values
