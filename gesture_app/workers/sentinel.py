"""The sentinel: while nobody is there, a camera is looked at a few times a second, at a small picture, until it moves.

Reading a frame costs its decoding, and detecting costs far more. So frames are let pass undecoded but for one every
LOOK_S; that one is made small and compared with the one before. What moves, or a hand that is seen, wakes the sentinel,
and every frame is looked at until nothing of the kind has happened for a while. A hand is thus seen at most LOOK_S
later than without a sentinel, and what it does is timed from then on as ever.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from gesture_app.core.types import Frame, Pixels

LOOK_S = 0.2  # shorter than the time that raising a hand takes
SHOW_S = 1.0  # so often a frame is handed on even if nothing moves: the network may have missed a hand before
SMALL_PX = (160, 90)  # averaged over so many pixels, a sensor's noise is less than a level
LEVELS = 10  # of brightness, 0 to 255, by which a moving cell changes
LEAST_CELLS = 6  # the smallest hand that is obeyed covers 20


class Sentinel:
    """Says which frames of a live source are worth reading, and which of those are worth handing on.

    One thread reads the source; hands may be noted by another.

    Args:
        after_s: How long after the last hand or movement it lets frames pass; infinity for never.
    """

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._moved_s = math.inf  # until there was a first frame
        self._hand_s = -math.inf
        self._looked_s = -math.inf
        self._shown_s = -math.inf
        self._last: Pixels | None = None

    def wait(self, after_s: float) -> None:
        """Let frames pass so long after the last hand or movement from now on; any thread may say so."""
        self._after_s = after_s

    def note_hand(self, at_s: float) -> None:
        """A hand was seen in the frame that was taken then."""
        self._hand_s = at_s

    def wake(self, at_s: float) -> None:
        """Somebody looks at the picture since then, hand or not; any thread may say so."""
        self._hand_s = max(self._hand_s, at_s)

    def is_awake(self, now_s: float) -> bool:
        """Whether every frame counts."""
        return now_s < max(self._moved_s, self._hand_s) + self._after_s

    def wants_frame(self, now_s: float) -> bool:
        """Whether the next frame should be read; else it may pass."""
        return self.is_awake(now_s) or now_s - self._looked_s >= LOOK_S

    def is_worth_showing(self, frame: Frame) -> bool:
        """Whether a frame that was read should be handed on."""
        at_s = frame.taken_at_s
        if at_s - self._looked_s >= LOOK_S:
            self._looked_s = at_s
            if self._has_moved(frame.pixels):
                self._moved_s = at_s
        is_worth = self.is_awake(at_s) or at_s - self._shown_s >= SHOW_S
        if is_worth:
            self._shown_s = at_s
        return is_worth

    def _has_moved(self, pixels: Pixels) -> bool:
        """Compare with the last look; the first look, and one at another picture altogether, moves."""
        small = cv2.cvtColor(cv2.resize(pixels, SMALL_PX, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        last, self._last = self._last, np.asarray(small, np.uint8)
        if last is None:
            return True
        change = small.astype(np.int16) - last
        # A camera that gathers more light, or a lamp that flickers, changes all cells alike.
        change -= np.int16(np.median(change))
        return int((np.abs(change) > LEVELS).sum()) >= LEAST_CELLS
