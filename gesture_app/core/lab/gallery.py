"""The gallery of disagreements: pictures about which two detectors differ, in memory only, to be judged by a person."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from gesture_app.core.lab.agreement import Comparison
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take
from gesture_app.core.types import Detection

MOST_PICTURES = 200  # more nobody judges
MOST_BYTES = 32 * 2**20  # of compressed pictures; one has some 60 KB
STRETCH_S = 1.0  # the same quarrel again within that time is still the same one
LEAST_FRAMES = 2  # a quarrel about a single frame is only a hand that moves


class Stretches:
    """Picks one frame of every stretch in which two detectors differ in the same way.

    A stretch lasts as long as every frame that both see shows it, however slow they are; or comes back soon.
    """

    def __init__(self) -> None:
        self._newest: frozenset[tuple[str, str]] = frozenset()
        self._last_s: dict[frozenset[tuple[str, str]], float] = {}
        self._frames: dict[frozenset[tuple[str, str]], int] = {}

    def wants(self, comparison: Comparison, at_s: float) -> bool:
        """Whether this frame shall stand for its stretch; to be asked of every frame that both saw, in their order."""
        before, disputes = self._newest, comparison.disputes
        self._newest = disputes
        if not disputes:
            return False
        is_new = disputes != before and at_s - self._last_s.get(disputes, -math.inf) >= STRETCH_S
        self._last_s[disputes] = at_s
        self._frames[disputes] = 1 if is_new else self._frames[disputes] + 1
        return self._frames[disputes] == LEAST_FRAMES


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One picture and two answers; boxes are in its pixels."""

    number: int  # different from every other's of the gallery, which gives it another
    models: tuple[str, str]  # that answered
    size_px: tuple[int, int]
    jpeg: bytes
    a: tuple[Detection, ...]
    b: tuple[Detection, ...]


class Judgement(Enum):
    """Who is right."""

    OPEN = "open"
    A = "a"
    B = "b"
    NEITHER = "neither"  # the person has drawn what is right
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """A disagreement and what a person says of it."""

    seen: Disagreement
    judgement: Judgement = Judgement.OPEN
    drawn: tuple[LabelledBox, ...] = ()  # by a person, where neither is right
    is_saved: bool = False

    @property
    def boxes(self) -> tuple[LabelledBox, ...]:
        """What is right, as far as it was judged; else the first one's answer."""
        if self.judgement is Judgement.NEITHER:
            return self.drawn
        right = self.seen.b if self.judgement is Judgement.B else self.seen.a
        return tuple(LabelledBox(one.gesture, one.box, one.score) for one in right)

    @property
    def picture(self) -> OwnPicture:
        """With the boxes that are right."""
        return OwnPicture(Take.SHOWN, 0.0, self.seen.size_px, self.seen.jpeg, self.boxes)

    @property
    def is_judged(self) -> bool:
        """Whether something can be learned from it."""
        return self.judgement in (Judgement.A, Judgement.B, Judgement.NEITHER)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Who was right how often."""

    a: int = 0
    b: int = 0
    neither: int = 0
    skipped: int = 0
    open: int = 0


class Gallery:
    """Holds the pictures and the judgements, each of which can be taken back; used by one thread."""

    def __init__(self, most_pictures: int = MOST_PICTURES, most_bytes: int = MOST_BYTES) -> None:
        self.items: list[Item] = []
        self._most_pictures = most_pictures
        self._most_bytes = most_bytes
        self._before: list[tuple[int, Item]] = []  # number of a picture, and how it was
        self._numbers = itertools.count()

    @property
    def can_undo(self) -> bool:
        """Whether there is a judgement to take back."""
        return bool(self._before)

    def add(self, seen: Disagreement) -> bool:
        """Take a picture in, with a number of its own; False if there is no room.

        One that was saved makes room, as it lies on the disk.
        """
        if self._is_too_much(seen):
            saved = next((item for item in self.items if item.is_saved), None)
            if saved is not None:
                self._forget(saved)
        if self._is_too_much(seen):
            return False
        self.items.append(Item(replace(seen, number=next(self._numbers))))
        return True

    def judge(self, index: int, judgement: Judgement, drawn: tuple[LabelledBox, ...] = ()) -> None:
        """Say who is right about a picture, or draw what is."""
        item = self.items[index]
        self._before.append((item.seen.number, item))
        self.items[index] = replace(item, judgement=judgement, drawn=drawn, is_saved=False)

    def undo(self) -> int | None:
        """Take the last judgement back; gives where its picture stands. What was saved stays on the disk."""
        if not self._before:
            return None
        number, item = self._before.pop()
        index = self._index(number)
        self.items[index] = item
        return index

    def next_open(self, after: int) -> int | None:
        """The next picture after this one that nobody has judged, from the beginning again where none comes after."""
        order = [*range(after + 1, len(self.items)), *range(min(after + 1, len(self.items)))]
        return next((index for index in order if self.items[index].judgement is Judgement.OPEN), None)

    def verdicts(self, models: tuple[str, str]) -> Verdicts:
        """Who of these two was right how often, whichever of them was the first one then."""
        counts = dict.fromkeys(Judgement, 0)
        for item in self.items:
            if item.seen.models == models:
                counts[item.judgement] += 1
            elif item.seen.models == models[::-1]:
                counts[_TURNED.get(item.judgement, item.judgement)] += 1
        order = (Judgement.A, Judgement.B, Judgement.NEITHER, Judgement.SKIPPED, Judgement.OPEN)
        return Verdicts(*(counts[one] for one in order))

    def to_save(self) -> list[Item]:
        """What was judged and is not on the disk yet."""
        return [item for item in self.items if item.is_judged and not item.is_saved]

    def mark_saved(self, saved: Iterable[Item]) -> None:
        """These are on the disk now, unless they were judged otherwise meanwhile."""
        numbers = {item.seen.number for item in saved if item in self.items}
        self.items = [replace(one, is_saved=True) if one.seen.number in numbers else one for one in self.items]
        self._before = [(number, item) for number, item in self._before if number not in numbers]

    def clear(self) -> None:
        """Forget everything."""
        self.items, self._before = [], []

    def _is_too_much(self, seen: Disagreement) -> bool:
        size = sum(len(item.seen.jpeg) for item in self.items) + len(seen.jpeg)
        return len(self.items) >= self._most_pictures or size > self._most_bytes

    def _forget(self, item: Item) -> None:
        self.items.remove(item)

    def _index(self, number: int) -> int:
        return next(index for index, item in enumerate(self.items) if item.seen.number == number)


_TURNED = {Judgement.A: Judgement.B, Judgement.B: Judgement.A}
