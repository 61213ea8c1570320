"""One own gesture on disk: a YOLO-layout folder that training takes as it is, with a card that names the gesture.

<label>/gesture.json          label, title and class names
<label>/data.yaml             for whatever trains
<label>/images/{train,val}    pictures
<label>/labels/{train,val}    one text file each; empty where no hand is
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.files import write_atomically, write_bytes_atomically
from gesture_app.core.own_names import is_label
from gesture_app.core.own_pictures import OwnPicture, Take, Verdict
from gesture_app.core.stretches import LEAST_PICTURES, Split, split_by_time
from gesture_app.core.types import Box

CARD, DATA = "gesture.json", "data.yaml"
DIGITS = 6  # of a share: a thousandth of a pixel


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """What there is of one own gesture."""

    path: Path
    label: str
    title: str
    names: tuple[str, ...]  # of the classes, in the order of their numbers
    train: int  # pictures
    val: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture on its way into the folder."""

    name: str  # of its files, without suffix
    split: Split
    jpeg: bytes
    text: str  # of its label file


def label_text(picture: OwnPicture, names: Sequence[str]) -> str:
    """The label file of a picture: class, then centre and size as shares, one line for each hand.

    Raises:
        ValueError: A box has a label that is not among the names.
    """
    lines = {_line(names.index(one.label), one.box, picture.size_px) for one in picture.boxes}
    return "".join(f"{line}\n" for line in sorted(lines))


def _line(number: int, box: Box, size_px: tuple[int, int]) -> str:
    width, height = size_px
    x, y = box.centre
    shares = (x / width, y / height, box.width / width, box.height / height)
    return f"{number} " + " ".join(f"{share:.{DIGITS}f}" for share in shares)


def arrange(pictures: Sequence[OwnPicture], names: Sequence[str], stamp: str) -> list[Labelled]:
    """Split what was not left out, each recording by itself, and write its labels.

    Args:
        stamp: Tells these recordings from others of the same gesture; part of every file name.

    Raises:
        OwnGestureError: Too few pictures are left of a recording.
    """
    arranged = []
    for take in Take:
        kept = [one for one in pictures if one.take is take and one.verdict is not Verdict.REJECTED]
        if len(kept) < LEAST_PICTURES:
            raise OwnGestureError(_too_few(take, len(kept)))
        splits = split_by_time([one.at_s for one in kept])
        arranged += [
            Labelled(f"{stamp}_{take.value}_{number:03d}", split, one.jpeg, label_text(one, names))
            for number, (one, split) in enumerate(zip(kept, splits, strict=True))
            if split is not None
        ]
    return arranged


def _too_few(take: Take, count: int) -> str:
    of = "the gesture" if take is Take.SHOWN else "what is not the gesture"
    return (
        f"Only {count} pictures of {of} are left, and at least {LEAST_PICTURES} are needed; "
        "accept more of them, or record again and move more."
    )


def write_folder(path: Path, label: str, title: str, names: Sequence[str], pictures: Iterable[Labelled]) -> None:
    """Add pictures to a gesture's folder, which is made if need be; done twice, it is as if done once.

    Raises:
        OwnGestureError: The disk does not take it.
    """
    card = json.dumps({"label": label, "title": title, "names": list(names)}, indent=1)
    write_pictures(path, names, pictures, (CARD, card))


def write_pictures(path: Path, names: Sequence[str], pictures: Iterable[Labelled], card: tuple[str, str]) -> None:
    """Add pictures to a YOLO-layout folder, which is made if need be; done twice, it is as if done once.

    Args:
        card: Name and text of a file that says what the folder is.

    Raises:
        OwnGestureError: The disk does not take it.
    """
    try:
        for kind in ("images", "labels"):
            for split in Split:
                (path / kind / split.value).mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            # The picture last: whatever ends this in between, no picture is without its labels.
            write_atomically(path / "labels" / picture.split.value / f"{picture.name}.txt", picture.text)
            write_bytes_atomically(path / "images" / picture.split.value / f"{picture.name}.jpg", picture.jpeg)
        write_atomically(path / DATA, _data_yaml(names))
        write_atomically(path / card[0], card[1])
    except OSError as error:
        raise OwnGestureError(
            f"The pictures cannot be written to {path} ({error.strerror}); make room on the disk and try again."
        ) from error


def _data_yaml(names: Sequence[str]) -> str:
    head = "# Recorded by gesture-app; `gesture-train data check FOLDER` looks it over.\npath: .\n"
    splits = "".join(f"{split.value}: images/{split.value}\n" for split in Split)
    return f"{head}{splits}nc: {len(names)}\nnames: [{', '.join(names)}]\n"


def read_own_folder(path: Path) -> OwnFolder:
    """What a gesture's folder holds.

    Raises:
        OwnGestureError: It is not the folder of an own gesture, or a damaged one.
    """
    try:
        card = json.loads((path / CARD).read_text(encoding="utf-8"))
        label, title, names = str(card["label"]), str(card["title"]), tuple(str(name) for name in card["names"])
    except FileNotFoundError:
        raise OwnGestureError(
            f"{path} is not the folder of a recorded gesture: it has no {CARD}; choose one that was exported here."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OwnGestureError(f"{path / CARD} cannot be understood ({error}); choose another folder.") from None
    if not is_label(label) or label not in names or not all(is_label(name) for name in names):
        raise OwnGestureError(f"{path / CARD} names classes that are no labels; choose another folder.")
    train, val = (len(list((path / "images" / split.value).glob("*.jpg"))) for split in (Split.TRAIN, Split.VAL))
    return OwnFolder(path, label, title, names, train, val)


def own_folders(root: Path) -> list[OwnFolder]:
    """All own gestures under a folder, by label; a damaged one is left out."""
    found = []
    for card in sorted(root.glob(f"*/{CARD}")):
        try:
            found.append(read_own_folder(card.parent))
        except OwnGestureError:
            continue
    return found


def delete_folder(path: Path) -> None:
    """Remove a gesture's pictures for good.

    Raises:
        OwnGestureError: They cannot be removed.
    """
    try:
        # The card first: what is left if this is interrupted is no gesture any more.
        (path / CARD).unlink(missing_ok=True)
        shutil.rmtree(path)
    except OSError as error:
        raise OwnGestureError(f"{path} cannot be removed ({error.strerror}); remove it by hand.") from error


def copy_folder(source: Path, target: Path) -> None:
    """Copy a gesture's folder to a place that is free.

    Raises:
        OwnGestureError: Something is there already, or the disk does not take it.
    """
    if target.exists():
        raise OwnGestureError(f"{target} is there already; choose another place or remove it first.")
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part)
        part.rename(target)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise OwnGestureError(f"{source} cannot be copied to {target} ({error}); choose another place.") from error
