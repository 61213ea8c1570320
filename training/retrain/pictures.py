"""Looks a folder over: which of its pictures can be learned from, and why the others cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from training.data.check import CheckReport, Fault, check_folder
from training.data.yolo_folder import (
    LabelledPicture,
    YoloFolder,
    label_file,
    picture_files,
    read_folder,
    read_labels,
    resolve,
)
from training.errors import DataError

# A picture with one of these would end the training, or teach something false: without labels it says "no hand here".
UNUSABLE = frozenset({"unreadable", "bad_label", "unknown_class", "missing_label", "empty_box"})
LEAST_PICTURES = 10  # with a hand; fewer cannot be split, and nothing could be told of what they teach
MOST_UNUSABLE = 0.5  # share of the pictures; beyond, something is wrong with the folder itself
FEW = 20  # hands of a gesture
TOLD = 20  # faults that are told one by one


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A folder that has been looked over."""

    folder: YoloFolder
    report: CheckReport
    usable: Mapping[str, tuple[LabelledPicture, ...]]  # of train and val
    left_out: tuple[Fault, ...]  # one for each picture that is not usable

    def hands(self, *splits: str) -> Counter[str]:
        """Usable hands by gesture, of the named splits."""
        names = self.folder.names
        return Counter(
            names[int(label)]
            for split in splits
            for picture in self.usable.get(split, ())
            for label in picture.boxes[:, 0].tolist()
        )


def look_over(name: str) -> Looked:
    """Look at every picture and label of a folder.

    Raises:
        DataError: There is no such folder, or nothing can be learned from it.
    """
    root = resolve(name).resolve()
    folder = read_folder(root)
    if "train" not in folder.splits:
        raise DataError(
            f"{root / 'data.yaml'} names no pictures to train on; add a line such as `train: images/train`."
        )
    report = check_folder(root)
    faults = {_stem(fault.path): fault for fault in reversed(report.faults) if fault.kind in UNUSABLE}
    usable, left_out = {}, []
    for split in ("train", "val"):
        files = list(dict.fromkeys(picture_files(folder.splits.get(split, ()))))
        good = [path for path in files if _stem(path) not in faults]
        left_out += [faults[_stem(path)] for path in files if _stem(path) in faults]
        usable[split] = tuple(LabelledPicture(path, read_labels(label_file(path))) for path in good)
    looked = Looked(folder, report, usable, tuple(left_out))
    _refuse(looked)
    return looked


def _refuse(looked: Looked) -> None:
    """Raises DataError for a folder from which nothing can be learned."""
    root, count = looked.folder.root, sum(map(len, looked.usable.values()))
    if (bad := len(looked.left_out)) > MOST_UNUSABLE * (count + bad):
        first = looked.left_out[0]
        raise DataError(
            f"{bad} of {count + bad} pictures of {root} cannot be used, {first.path.name} because: {first.text}; "
            f"`gesture-train data check {root}` lists them all."
        )
    shown = sum(1 for pictures in looked.usable.values() for picture in pictures if len(picture.boxes))
    if shown < LEAST_PICTURES:
        raise DataError(
            f"Only {shown} pictures of {root} show a labelled hand, and {LEAST_PICTURES} are needed; label more."
        )


def summary(looked: Iterable[Looked]) -> dict[str, object]:
    """What was found in some folders, as plain values."""
    pictures, boxes, kinds = Counter[str](), Counter[str](), Counter[str]()
    examples: list[str] = []
    left_out = 0
    for one in looked:
        pictures.update(one.report.pictures)
        boxes.update(one.hands("train", "val"))
        kinds.update(fault.kind for fault in one.report.faults)
        examples += [f"{fault.path.name}: {fault.text}" for fault in one.report.faults]
        left_out += len(one.left_out)
    return {
        "pictures": dict(pictures),
        "hands": dict(boxes.most_common()),
        "faults": dict(kinds),
        "examples": examples[:TOLD],
        "left_out": left_out,
    }


def notes_on(looked: Iterable[Looked], wanted: Iterable[str]) -> list[str]:
    """What a person should know before they wait for the result, one sentence each.

    Args:
        wanted: The gestures that shall be learned.
    """
    folders = list(looked)
    hands = sum((one.hands("train", "val") for one in folders), Counter[str]())
    notes = []
    if left_out := sum(len(one.left_out) for one in folders):
        notes.append(f"{left_out} pictures are left out because they or their labels cannot be used.")
    if missing := [name for name in wanted if not hands[name]]:
        notes.append(f"No hand shows {', '.join(missing)}, so that cannot be learned.")
    if few := [f"{name} ({hands[name]})" for name in wanted if 0 < hands[name] < FEW]:
        notes.append(f"Few hands show {', '.join(few)}; more of them would help most.")
    return notes


def _stem(path: Path) -> tuple[Path, str]:
    """What a picture and its label file have in common."""
    label = path if path.suffix == ".txt" else label_file(path)
    return label.parent, label.stem
