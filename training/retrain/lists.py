"""Writes which pictures are learned from and which are scored on: lists in the run folder, none of the user's files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from training.data.files import write_whole
from training.data.split import SplitBy, SplitPictures, split_pictures
from training.errors import DataError
from training.retrain.pictures import Looked

WORDS = {
    SplitBy.GIVEN: "as the folder has it",
    SplitBy.GROUPS: "by people or clips, as the file names tell them",
    SplitBy.STRETCHES: "by stretches of each recording",
    SplitBy.CHANCE: "by chance",
}


def chosen_split(looked: Looked) -> SplitPictures:
    """The folder's own split for validation, or one where there is none, or none that training has not seen.

    Raises:
        DataError: No hand is left on one of the sides.
    """
    train, val = looked.usable["train"], looked.usable["val"]
    apart = {picture.path.resolve() for picture in val}
    rest = [picture for picture in train if picture.path.resolve() not in apart]
    if val and rest:
        split = SplitPictures(SplitBy.GIVEN, tuple(p.path for p in rest), tuple(p.path for p in val))
    else:
        split = split_pictures(train or val)
    shown = {picture.path for picture in (*train, *val) if len(picture.boxes)}
    for name, side in (("to train on", split.train), ("to score on", split.val)):
        if not shown.intersection(side):
            raise DataError(f"No picture {name} of {looked.folder.root} shows a hand; label more pictures.")
    return split


def write_lists(looked: Looked, split: SplitPictures, folder: Path) -> dict[str, object]:
    """Write a folder in YOLO's layout that names the pictures where they lie; gives what is in it, as plain values."""
    for name, paths in (("train", split.train), ("val", split.val)):
        write_whole(folder / f"{name}.txt", "".join(f"{path}\n" for path in paths))
    names = json.dumps(list(looked.folder.names), ensure_ascii=False)  # a list of JSON is one of YAML
    write_whole(folder / "data.yaml", f"path: .\ntrain: train.txt\nval: val.txt\nnames: {names}\n")
    return {
        "by": split.by.value,
        "train": len(split.train),
        "val": len(split.val),
        "train_hands": dict(_hands(looked, split.train).most_common()),
        "val_hands": dict(_hands(looked, split.val).most_common()),
    }


def split_note(looked: Looked, split: SplitPictures) -> str:
    """What was chosen, in a sentence."""
    counts = f"{len(split.train)} pictures to train on, {len(split.val)} to score on"
    return f"{looked.folder.root.name}: {counts}, parted {WORDS[split.by]}."


def unscored(looked: Looked, split: SplitPictures) -> list[str]:
    """Gestures that are learned and that nobody can score, as no picture for that shows them."""
    scored = _hands(looked, split.val)
    return sorted(name for name in _hands(looked, split.train) if not scored[name])


def _hands(looked: Looked, paths: tuple[Path, ...]) -> Counter[str]:
    """Hands by gesture of some pictures."""
    wanted, names = set(paths), looked.folder.names
    every = (picture for pictures in looked.usable.values() for picture in pictures)
    found = {picture.path: picture.boxes[:, 0].tolist() for picture in every if picture.path in wanted}
    return Counter(names[int(label)] for labels in found.values() for label in labels)
