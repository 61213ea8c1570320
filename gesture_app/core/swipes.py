"""Swipes: movements of a hand that mean something, and what stands against one that nearly was.

A hand that makes the swiping gesture rests, moves straight to one side and comes to rest again. The first stroke in the
other direction after a swipe is the way back and means nothing, however long the hand waited before.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.sections import EngineSettings
from gesture_app.core.strokes import SLIGHT_HANDS, Motion, Spot, Stroke
from gesture_app.core.tracks import Track
from gesture_app.core.types import Box, Detection, Direction, Gate, GateName

STILL_MS = 150  # a hand that waves to and fro rests for less between two strokes
TOLD_S = 0.7  # so long it is said why a movement was none; shorter cannot be read
BACK = 1 / 3  # of the way of a swipe: a hand that is nearer than this to where it began has come back
NEARLY = 0.5  # of the way that a swipe needs: a shorter movement was not meant as one

OPPOSITE: Mapping[Direction, Direction] = {
    Direction.LEFT: Direction.RIGHT,
    Direction.RIGHT: Direction.LEFT,
    Direction.UP: Direction.DOWN,
    Direction.DOWN: Direction.UP,
}

WAY_BACK = Gate(GateName.MOTION, "the way back does not count", 0.0)
STOP = Gate(GateName.MOTION, "come to rest", 0.0)


@dataclass(frozen=True, slots=True)
class Swipe:
    """A movement that is bound, under way or just over."""

    binding: Binding
    stroke: Stroke
    progress: float  # of the way that it needs, 0 to 1
    gate: Gate | None  # what about it stands against it


@dataclass(frozen=True, slots=True)
class Told:
    """What is still said of a movement that was none."""

    gesture: str
    progress: float
    gate: Gate
    until_s: float


@dataclass(frozen=True, slots=True)
class _WayBack:
    """How the hand gets back to where it swiped from."""

    direction: Direction  # of the swipe
    from_px: float  # where the swipe began, counted along its direction
    far_px: float  # how far it went


@dataclass(slots=True)
class SwipeMemory:
    """What is remembered of the movements of one hand."""

    motion: Motion = field(default_factory=Motion)
    meant_s: float = -math.inf  # when it last made the swiping gesture at rest
    start_gate: Gate | None = None  # what stood against any swipe then
    done: tuple[float, Swipe] | None = None  # a whole swipe that waits for a frame that shows the hand clearly
    told: Told | None = None
    way_back: _WayBack | None = None

    def forget_movement(self) -> None:
        """Begin anew; what the hand did before is no part of a swipe."""
        self.motion, self.meant_s, self.done = Motion(), -math.inf, None

    def tell(self, swipe: Swipe, gate: Gate, at_s: float) -> None:
        """Say for a while what stood against a swipe."""
        self.told = Told(swipe.binding.gesture, swipe.progress, gate, at_s + TOLD_S)

    def telling(self, at_s: float) -> Told | None:
        """What is to be said now."""
        return self.told if self.told is not None and at_s < self.told.until_s else None

    def remember_swipe(self, stroke: Stroke) -> None:
        """It counted: the hand has to get back now."""
        from_px, end_px = _along(stroke.direction, stroke.start), _along(stroke.direction, stroke.end)
        if self.way_back is not None and self.way_back.direction is stroke.direction:
            from_px = min(from_px, self.way_back.from_px)  # swiped on from there without having come back
        self.way_back = _WayBack(stroke.direction, from_px, end_px - from_px)

    def note_rest(self, box: Box, at_s: float) -> None:
        """A hand that rests near where it swiped from, or beyond, has come back."""
        back = self.way_back
        if back is not None and _along(back.direction, Spot(at_s, *box.centre)) - back.from_px < BACK * back.far_px:
            self.way_back = None


class Swipes:
    """Knows which movements are bound, and measures what hands do by them."""

    def __init__(self, settings: EngineSettings, bindings: Bindings) -> None:
        self._settings = settings
        self._bindings = bindings
        self._bound = {
            binding.motion: binding
            for binding in bindings
            if binding.motion is not None
            and binding.command is not None
            and binding.mode is not TriggerMode.CONTINUOUS  # a movement that is over cannot turn a dial
        }

    @property
    def are_bound(self) -> bool:
        """Whether any movement does anything; if none does, no hand is followed."""
        return bool(self._bound)

    def follow(self, memory: SwipeMemory, track: Track, at_s: float) -> Swipe | None:
        """Take one more sight of a hand into account.

        Returns:
            A swipe under way, with what it still lacks as its gate; one that is complete, without a gate; else None.
            Why a movement that is over was none is left with the memory.
        """
        stroke = memory.motion.note(at_s, track.box)
        swipe = None if stroke is None else self._swipe(memory, stroke)
        if memory.motion.is_resting:
            memory.note_rest(track.box, at_s)
        if swipe is None or not swipe.stroke.is_over:
            return swipe or self._awaited(memory, track.detection, at_s)
        if swipe.gate is None:
            memory.done = at_s, swipe
            return self._awaited(memory, track.detection, at_s)
        if swipe.stroke.hands >= NEARLY * self._settings.swipe_hands:
            memory.tell(swipe, swipe.gate, at_s)
        return None

    def _awaited(self, memory: SwipeMemory, detection: Detection | None, at_s: float) -> Swipe | None:
        """The whole swipe whose hand must be seen clearly once more, if there is one."""
        if memory.done is None or detection is None:
            return None
        done_s, swipe = memory.done
        if detection.gesture == self._settings.swipe_gesture and detection.score >= self._least_score(swipe.binding):
            memory.done = None
            return swipe
        seen_gesture = self._bindings.of(detection.gesture).title
        won_gesture = self._bindings.of(self._settings.swipe_gesture).title
        gate = Gate(GateName.VOTE, f"{seen_gesture} seen instead of {won_gesture}", detection.score)
        if at_s - done_s > self._settings.grace_ms / 1000:
            memory.done = None
            memory.tell(swipe, gate, at_s)
            return None
        return dataclasses.replace(swipe, gate=gate)

    def _least_score(self, binding: Binding) -> float:
        return self._settings.stay_score if binding.min_score is None else binding.min_score

    def _swipe(self, memory: SwipeMemory, stroke: Stroke) -> Swipe | None:
        binding = self._bound.get(stroke.direction)
        is_meant = (stroke.began_s - memory.meant_s) * 1000 <= STILL_MS  # a hand that starts may be blurred at once
        if binding is None or not is_meant or stroke.hands < SLIGHT_HANDS:
            return None
        fault = memory.start_gate or self._fault(memory, stroke)
        if fault is not None and not stroke.is_over:
            return None  # so far it is none, and the hand may mean something else
        progress = min(stroke.hands / self._settings.swipe_hands, 1.0)
        return Swipe(binding, stroke, progress, fault or self._missing(stroke))

    def _fault(self, memory: SwipeMemory, stroke: Stroke) -> Gate | None:
        """What about a movement is wrong, however far it goes."""
        settings, back = self._settings, memory.way_back
        if back is not None and stroke.direction is OPPOSITE[back.direction]:
            return WAY_BACK
        if stroke.rested_ms < STILL_MS:
            text = f"hand had rested for {stroke.rested_ms:.0f} ms < {STILL_MS} ms"
            return Gate(GateName.MOTION, text, STILL_MS - stroke.rested_ms)
        if stroke.slant > settings.swipe_slant:
            text = f"swipe strays by {stroke.slant:.2f} > {settings.swipe_slant:.2f} of its way"
            return Gate(GateName.MOTION, text, stroke.slant - settings.swipe_slant)
        if stroke.ms > settings.swipe_ms:
            text = f"swipe took {stroke.ms:.0f} ms > {settings.swipe_ms} ms"
            return Gate(GateName.MOTION, text, stroke.ms - settings.swipe_ms)
        return None

    def _missing(self, stroke: Stroke) -> Gate | None:
        """What a movement still lacks."""
        needed = self._settings.swipe_hands
        if stroke.hands < needed:
            hands = math.floor(stroke.hands * 10) / 10
            text = f"swipe {hands:.1f} of {needed:.1f} hand sizes"
            return Gate(GateName.MOTION, text, needed - stroke.hands)
        return None if stroke.is_over else STOP


def _along(direction: Direction, spot: Spot) -> float:
    """Pixels in a direction; the user's left is the picture's right."""
    return {
        Direction.LEFT: spot.x,
        Direction.RIGHT: -spot.x,
        Direction.UP: -spot.y,
        Direction.DOWN: spot.y,
    }[direction]
