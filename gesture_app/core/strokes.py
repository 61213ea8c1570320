"""Strokes: what a hand does between two rests, measured in hand sizes and milliseconds.

Places between two frames are taken to lie on a straight line, so that every frame rate measures alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gesture_app.core.types import Box, Direction

REST_S = 0.08  # a hand that stays this long within REST_HANDS has come to rest; longer would be felt as a delay
REST_HANDS = 0.12  # boxes tremble by a few hundredths of a hand
LEAVE_HANDS = 0.25  # so far from where it rested, it moves
TURN_HANDS = 0.25  # so much nearer again, it has turned back
SLIGHT_HANDS = 0.4  # a drift of less than this is no movement, and does not end a rest
LONGEST_S = 3.0  # a hand that has been moving for longer than this is not making a stroke


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the middle of a hand was at a moment."""

    at_s: float
    x: float  # pixels of the unmirrored picture
    y: float

    def distance(self, other: Spot) -> float:
        """Pixels between two spots."""
        return math.hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A movement that began at rest."""

    direction: Direction
    hands: float  # how far it goes in that direction, in hand sizes
    slant: float  # how far it strays from a straight line, as a share of that way
    ms: float  # how long it took, without the rests at its ends
    rested_ms: float  # how long the hand had rested before
    start: Spot
    end: Spot
    began_s: float  # when the hand left its rest
    is_over: bool  # the hand has come to rest again, or turned back


class Motion:
    """Follows one hand from rest to rest."""

    def __init__(self) -> None:
        self._rest: Spot | None = None  # the middle of the last one; None before the first
        self._rested_from_s = 0.0
        self._size_px = 1.0  # of the hand: the mean of its rest, since a moving hand is blurred
        self._sizes = 0  # how many that is the mean of
        self._path: list[Spot] = []  # since it left the rest; one spot while it rests
        self._is_moving = True

    @property
    def is_resting(self) -> bool:
        """Whether the hand does not move."""
        return not self._is_moving

    @property
    def size_px(self) -> float:
        """How large the hand is, which does not change while it moves."""
        return self._size_px

    def note(self, at_s: float, box: Box) -> Stroke | None:
        """Take one more sight of the hand into account; the stroke that it makes or has just finished, if any."""
        spot = Spot(at_s, *box.centre)
        if self._rest is None:
            self._await_first_rest(spot, box)
            return None
        if not self._is_moving:
            if self._hands_between(self._rest, spot) <= LEAVE_HANDS:
                self._go_on_resting(spot, box)
                return None
            self._path = [_crossing(self._path[-1], spot, self._rest, LEAVE_HANDS * self._size_px)]
            self._is_moving = True
        return self._move(self._rest, spot, box)

    def _await_first_rest(self, spot: Spot, box: Box) -> None:
        self._size_px = max(box.size_px, 1.0)
        self._path = [*(one for one in self._path if spot.at_s - one.at_s <= LONGEST_S), spot]
        if self._has_settled(spot):
            self._begin_rest(spot, spot.at_s - REST_S, box)

    def _move(self, rest: Spot, spot: Spot, box: Box) -> Stroke | None:
        self._path.append(spot)
        if self._has_settled(spot):
            return self._settle(rest, spot, box)
        if spot.at_s - self._path[0].at_s > LONGEST_S:
            self._rest = None
            return None
        return self._turn_back(rest, spot) or self._stroke(rest, self._path, spot.at_s, is_over=False)

    def _has_settled(self, spot: Spot) -> bool:
        """Whether the hand has hardly moved for as long as makes a rest."""
        since_s = spot.at_s - REST_S
        if self._path[0].at_s > since_s + 1e-6:
            return False
        return all(self._hands_between(one, spot) <= REST_HANDS for one in _since(self._path, since_s))

    def _settle(self, rest: Spot, spot: Spot, box: Box) -> Stroke:
        """The hand rests again: the stroke was over when it came near to where it is now."""
        came_s = _arrival_s(self._path, spot, REST_HANDS * self._size_px)
        stroke = self._stroke(rest, self._path, came_s, is_over=True)
        is_drift = self._hands_between(rest, spot) < SLIGHT_HANDS
        self._begin_rest(spot, self._rested_from_s if is_drift else came_s, box)
        return stroke

    def _turn_back(self, rest: Spot, spot: Spot) -> Stroke | None:
        """The hand comes back without having rested: the stroke was over where it was farthest."""
        index = max(range(len(self._path)), key=lambda number: rest.distance(self._path[number]))
        farthest = self._path[index]
        if self._hands_between(rest, farthest) - self._hands_between(rest, spot) < TURN_HANDS:
            return None
        stroke = self._stroke(rest, self._path[: index + 1], farthest.at_s, is_over=True)
        self._rest, self._rested_from_s, self._path = farthest, farthest.at_s, self._path[index:]
        return stroke

    def _stroke(self, rest: Spot, path: Sequence[Spot], over_s: float, *, is_over: bool) -> Stroke:
        start, end = path[0], path[-1]
        right, down = end.x - rest.x, end.y - rest.y
        is_level = abs(right) >= abs(down)
        far_px = max(abs(right), abs(down), 1e-6)
        astray_px = max(abs(one.y - rest.y) if is_level else abs(one.x - rest.x) for one in path)
        return Stroke(
            direction=_direction(right, down),
            hands=far_px / self._size_px,
            slant=astray_px / far_px,
            ms=max(over_s - start.at_s, 0.0) * 1000,
            rested_ms=max(start.at_s - self._rested_from_s, 0.0) * 1000,
            start=rest,
            end=end,
            began_s=start.at_s,
            is_over=is_over,
        )

    def _begin_rest(self, spot: Spot, from_s: float, box: Box) -> None:
        self._rest, self._rested_from_s, self._is_moving = spot, from_s, False
        self._sizes = 0
        self._go_on_resting(spot, box)

    def _go_on_resting(self, spot: Spot, box: Box) -> None:
        self._path = [spot]
        self._sizes += 1
        self._size_px += (max(box.size_px, 1.0) - self._size_px) / self._sizes

    def _hands_between(self, a: Spot, b: Spot) -> float:
        return a.distance(b) / self._size_px


def _direction(right: float, down: float) -> Direction:
    """The main direction of a movement, as whoever faces the camera feels it: their left is the picture's right."""
    if abs(right) >= abs(down):
        return Direction.LEFT if right > 0 else Direction.RIGHT
    return Direction.DOWN if down > 0 else Direction.UP


def _since(path: Sequence[Spot], since_s: float) -> list[Spot]:
    """The spots since a moment, and the place at that moment, where it lies between two of them."""
    late = [spot for spot in path if spot.at_s >= since_s]
    early = path[: len(path) - len(late)]
    return [_between(early[-1], late[0], since_s), *late] if early and late else late


def _between(a: Spot, b: Spot, at_s: float) -> Spot:
    if a.at_s == b.at_s:
        return b
    share = (at_s - a.at_s) / (b.at_s - a.at_s)
    return Spot(at_s, a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)


def _crossing(inside: Spot, outside: Spot, middle: Spot, radius_px: float) -> Spot:
    """Where the way from a spot near the middle to one farther off leaves a circle around it, or nearly."""
    near_px, far_px = middle.distance(inside), middle.distance(outside)
    share = min(max((radius_px - near_px) / max(far_px - near_px, 1e-6), 0.0), 1.0)
    return _between(inside, outside, inside.at_s + (outside.at_s - inside.at_s) * share)


def _arrival_s(path: Sequence[Spot], end: Spot, radius_px: float) -> float:
    """When the path came so near to its end for good."""
    outside = [index for index, spot in enumerate(path) if end.distance(spot) > radius_px]
    if not outside:
        return path[0].at_s
    last = outside[-1]
    return _crossing(path[last + 1], path[last], end, radius_px).at_s
