"""The saved disagreements: a YOLO-layout folder that training takes as it is, and that grows with every saving.

disagreements.json            class names, in the order of their numbers
data.yaml                     for whatever trains
images/{train,val}            pictures
labels/{train,val}            one text file each; empty where no hand is
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import LabError
from gesture_app.core.gesture_folder import DATA, Labelled, label_text, write_pictures
from gesture_app.core.own_pictures import OwnPicture
from gesture_app.core.stretches import Split

CARD = "disagreements.json"
TRAIN_PER_VAL = 4  # pictures
LEAST = 2  # one to train with and one to validate with


@dataclass(frozen=True, slots=True)
class Saved:
    """What the folder holds."""

    path: Path
    train: int  # pictures
    val: int


def save_pictures(path: Path, names: Sequence[str], pictures: Sequence[tuple[str, OwnPicture]]) -> Saved:
    """Add pictures, each with the name of its files; one of a name that is there already takes its place.

    Every fifth picture is for validation. Each stands for a stretch of its own, so none has a neighbour on the other
    side; but they are of the same people and rooms.

    Raises:
        LabError: The folder holds something else, or there would be too few pictures.
        OwnGestureError: The disk does not take it.
    """
    names = _joint_names(path, names)
    places = {split: _stems(path, split) for split in Split}
    labelled = []
    for name, picture in pictures:
        split = next((one for one in Split if name in places[one]), None) or _lacking(places)
        places[split].add(name)
        labelled.append(Labelled(name, split, picture.jpeg, label_text(picture, names)))
    counts = {split: len(stems) for split, stems in places.items()}
    if sum(counts.values()) < LEAST:
        raise LabError("One picture is too few: judge another one, so that one can be for validation.")
    write_pictures(path, names, labelled, (CARD, json.dumps({"names": list(names)}, indent=1)))
    return Saved(path, counts[Split.TRAIN], counts[Split.VAL])


def saved_in(path: Path) -> Saved:
    """What a folder holds; nothing where there is none."""
    return Saved(path, *(len(_stems(path, split)) for split in (Split.TRAIN, Split.VAL)))


def _lacking(places: dict[Split, set[str]]) -> Split:
    """Where the next picture goes."""
    is_val = TRAIN_PER_VAL * len(places[Split.VAL]) < len(places[Split.TRAIN])
    return Split.VAL if is_val else Split.TRAIN


def _stems(path: Path, split: Split) -> set[str]:
    return {file.stem for file in (path / "images" / split.value).glob("*.jpg")}


def _joint_names(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    """The folder's class names, with those that are new behind them: numbers that were written keep their meaning."""
    kept = _names_of(path)
    if kept is None:
        return tuple(names)
    return (*kept, *(name for name in names if name not in kept))


def _names_of(path: Path) -> tuple[str, ...] | None:
    """The class names of a folder; None where there is no folder yet."""
    try:
        return tuple(str(name) for name in json.loads((path / CARD).read_text(encoding="utf-8"))["names"])
    except FileNotFoundError:
        if (path / DATA).exists():
            raise LabError(f"{path} holds other pictures; move that folder away and save again.") from None
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path / CARD} cannot be understood ({error}); move its folder away and save again.") from None


def all_names(labels: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The labels of several networks, those of the first one in front."""
    return tuple(dict.fromkeys(name for one in labels for name in one))
