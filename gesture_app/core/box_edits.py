"""Corrects the boxes of one picture: chosen, moved, resized, drawn, deleted, renamed, and every step undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gesture_app.core.own_pictures import DRAWN, LabelledBox
from gesture_app.core.types import Box

LEAST_PX = 8.0  # a smaller box is a slip of the mouse, and no hand that a network could find
NEW_SHARE = 0.25  # side of a box that is made by keyboard, of the picture's shorter side


@dataclass(frozen=True, slots=True)
class Grip:
    """Which edges of a box follow the pointer."""

    left: bool
    top: bool
    right: bool
    bottom: bool


WHOLE = Grip(left=True, top=True, right=True, bottom=True)
CORNER = Grip(left=False, top=False, right=True, bottom=True)  # where a box that is being drawn grows


def grip_at(box: Box, x: float, y: float, reach_px: float) -> Grip | None:
    """What of a box lies under the pointer: a corner, an edge, all of it or nothing."""
    if not (box.left - reach_px <= x <= box.right + reach_px and box.top - reach_px <= y <= box.bottom + reach_px):
        return None
    near = Grip(
        left=abs(x - box.left) <= reach_px,
        top=abs(y - box.top) <= reach_px,
        right=abs(x - box.right) <= reach_px,
        bottom=abs(y - box.bottom) <= reach_px,
    )
    return near if near.left or near.top or near.right or near.bottom else WHOLE


def dragged(box: Box, grip: Grip, dx: float, dy: float, size_px: tuple[int, int]) -> Box:
    """A box after its gripped edges have moved; it stays inside the picture and is never turned inside out."""
    width, height = size_px
    if grip == WHOLE:
        dx = min(max(dx, -box.left), width - box.right)
        dy = min(max(dy, -box.top), height - box.bottom)
    left, right = box.left + dx * grip.left, box.right + dx * grip.right
    top, bottom = box.top + dy * grip.top, box.bottom + dy * grip.bottom
    left, right = min(left, right), max(left, right)
    top, bottom = min(top, bottom), max(top, bottom)
    return Box(max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))


class BoxEdits:
    """The boxes of one picture while they are being corrected."""

    def __init__(self, boxes: Sequence[LabelledBox], size_px: tuple[int, int]) -> None:
        self.boxes = tuple(boxes)
        self.chosen: int | None = 0 if boxes else None
        self._size_px = size_px
        self._before: list[tuple[LabelledBox, ...]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    def choose(self, index: int | None) -> None:
        """Edit this box from now on."""
        self.chosen = index

    def choose_next(self) -> None:
        """Edit the box after the chosen one, in a circle."""
        if self.boxes:
            self.chosen = 0 if self.chosen is None else (self.chosen + 1) % len(self.boxes)

    def remember(self) -> None:
        """Begin a step: what follows is undone together."""
        self._before.append(self.boxes)

    def place(self, box: Box) -> None:
        """Put the chosen box somewhere else, as part of the step that has begun."""
        if self.chosen is not None:
            self._replace(self.chosen, replace(self.boxes[self.chosen], box=box, certainty=DRAWN))

    def drag(self, grip: Grip, dx: float, dy: float) -> None:
        """Move or resize the chosen box, as one step."""
        if self.chosen is not None:
            self.remember()
            self.place(dragged(self.boxes[self.chosen].box, grip, dx, dy, self._size_px))

    def draw(self, box: Box, label: str) -> None:
        """Add a box and choose it, as the beginning of a step."""
        self.remember()
        self.boxes = (*self.boxes, LabelledBox(label, box, DRAWN))
        self.chosen = len(self.boxes) - 1

    def draw_in_the_middle(self, label: str) -> None:
        """Add a box by keyboard, to be moved to its place."""
        width, height = self._size_px
        half = min(width, height) * NEW_SHARE / 2
        self.draw(Box(width / 2 - half, height / 2 - half, width / 2 + half, height / 2 + half), label)

    def end_step(self) -> None:
        """End drawing or dragging: a box too small for a hand is taken back, and a mere click was no step."""
        if self.chosen is not None and min(self._box.width, self._box.height) < LEAST_PX:
            self.undo()
        elif self._before and self._before[-1] == self.boxes:
            self._before.pop()

    def delete(self) -> None:
        """Remove the chosen box, as one step; the next one is chosen."""
        if self.chosen is None:
            return
        self.remember()
        self.boxes = self.boxes[: self.chosen] + self.boxes[self.chosen + 1 :]
        self.chosen = min(self.chosen, len(self.boxes) - 1) if self.boxes else None

    def rename(self, label: str) -> None:
        """Say what the chosen hand shows, as one step."""
        if self.chosen is not None and self.boxes[self.chosen].label != label:
            self.remember()
            self._replace(self.chosen, replace(self.boxes[self.chosen], label=label, certainty=DRAWN))

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self.boxes = self._before.pop()
            self.chosen = min(self.chosen or 0, len(self.boxes) - 1) if self.boxes else None

    @property
    def _box(self) -> Box:
        assert self.chosen is not None
        return self.boxes[self.chosen].box

    def _replace(self, index: int, box: LabelledBox) -> None:
        self.boxes = (*self.boxes[:index], box, *self.boxes[index + 1 :])
