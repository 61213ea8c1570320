"""Splits pictures into training and validation where nobody has: by people or clips, by stretches, or by chance.

Pictures of one clip are nearly the same picture. Were some of them learned from and others scored on, the network would
be praised for remembering; so what the file names tell of clips and people is heeded.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from training.data.yolo_folder import LabelledPicture

VAL_SHARE = 0.2
LEAST_GROUPS = 5  # fewer people or clips, and one of them would be too much of everything to be left out
LEAST_OF_GROUP = 3  # pictures; names that tell of smaller groups are just numbers
VAL_FROM = 0.6  # of a clip in order: neither its beginning, nor when the arm is tired
APART = 2  # pictures left out on either side of the stretch, as neighbours are nearly the same
NUMBERED = re.compile(r"(.*?)[\W_]*(\d+)$")


class SplitBy(Enum):
    """What parted the pictures."""

    GIVEN = "given"  # the folder has a split for validation
    GROUPS = "groups"  # whole people or clips
    STRETCHES = "stretches"  # one stretch of each clip
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class SplitPictures:
    """Which pictures are learned from, and which are scored on."""

    by: SplitBy
    train: tuple[Path, ...]
    val: tuple[Path, ...]


def split_pictures(pictures: Sequence[LabelledPicture]) -> SplitPictures:
    """Choose about a fifth for validation; the same names give the same choice on any machine."""
    groups = groups_of([picture.path for picture in pictures])
    kinds = {picture.path: _kind(picture) for picture in pictures}
    if not groups:
        return _by_chance(kinds)
    if len(groups) >= LEAST_GROUPS:
        return _by_groups(groups, len(pictures))
    return _by_stretches(groups, kinds)


def groups_of(paths: Sequence[Path]) -> list[list[Path]]:
    """Pictures by the clip or person that their folder and name tell of, in order of their numbers.

    Returns:
        Nothing where the names tell of none: they have no numbers, or hardly two pictures belong together.
    """
    found: dict[str, list[tuple[int, Path]]] = defaultdict(list)
    for path in paths:
        match = NUMBERED.match(path.stem)
        name, number = (match[1], int(match[2])) if match else (path.stem, 0)
        found[f"{path.parent}/{name}"].append((number, path))
    if len(found) * LEAST_OF_GROUP > len(paths):
        return []
    return [[path for _, path in sorted(members)] for _, members in sorted(found.items())]


def _by_groups(groups: list[list[Path]], count: int) -> SplitPictures:
    """Whole groups, drawn by their names until there are enough pictures."""
    val: list[Path] = []
    train: list[Path] = []
    for members in sorted(groups, key=lambda members: _draw(members[0])):
        (val if len(val) < VAL_SHARE * count else train).extend(members)
    return SplitPictures(SplitBy.GROUPS, tuple(sorted(train)), tuple(sorted(val)))


def _by_stretches(groups: list[list[Path]], kinds: Mapping[Path, int]) -> SplitPictures:
    """One stretch of every gesture of each group, and a gap on both sides of it."""
    train: list[Path] = []
    val: list[Path] = []
    for members in (one for group in groups for one in _by_kind(group, kinds)):
        first = round(VAL_FROM * len(members))
        after = first + round(VAL_SHARE * len(members))
        val += members[first:after]
        apart = APART if len(members) >= 10 * APART else 0
        train += members[: max(first - apart, 0)] + members[after + apart :]
    return SplitPictures(SplitBy.STRETCHES, tuple(sorted(train)), tuple(sorted(val)))


def _by_chance(kinds: Mapping[Path, int]) -> SplitPictures:
    """Single pictures of every gesture, drawn by their names."""
    train: list[Path] = []
    val: list[Path] = []
    for members in _by_kind(sorted(kinds, key=_draw), kinds):
        count = round(VAL_SHARE * len(members))
        val += members[:count]
        train += members[count:]
    return SplitPictures(SplitBy.CHANCE, tuple(sorted(train)), tuple(sorted(val)))


def _by_kind(paths: Sequence[Path], kinds: Mapping[Path, int]) -> list[list[Path]]:
    """The pictures of every gesture by themselves, in the order they had: some number clips gesture by gesture."""
    found: dict[int, list[Path]] = defaultdict(list)
    for path in paths:
        found[kinds[path]].append(path)
    return [found[kind] for kind in sorted(found)]


def _kind(picture: LabelledPicture) -> int:
    """What a picture shows: the class of its largest box; -1 where no hand is."""
    if not len(picture.boxes):
        return -1
    return int(picture.boxes[picture.boxes[:, 3:].prod(axis=1).argmax(), 0])


def _draw(path: Path) -> str:
    """Chance that is the same on every machine, wherever the folder lies."""
    return hashlib.sha256(path.name.encode()).hexdigest()
