from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from gesture_app.core.detector import Detector
from gesture_app.core.errors import AppError, ModelError
from gesture_app.core.sections import DetectorSettings
from gesture_app.core.types import Box, Detection, Frame
from gesture_app.workers.line import LineResult
from gesture_app.workers.second_look import Pair, SecondLook

SOON_S = 60.0  # ends a test that hangs
PALM, FIST = (Detection(gesture, 0.9, Box(20, 10, 80, 70)) for gesture in ("palm", "fist"))
SETTINGS = DetectorSettings("second")


class SlowFist:
    """Sees a fist in every frame, once it is allowed to look at it."""

    title = "Slow"

    def __init__(self) -> None:
        self.may_look: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.frames: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.is_closed = threading.Event()
        self.breaks = False

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        self.frames.put(frame.index)
        self.may_look.get(timeout=SOON_S)
        if self.breaks:
            raise ModelError("The network broke; export it again.")
        return (FIST,)

    def close(self) -> None:
        self.is_closed.set()


def result(index: int, at_s: float | None = None) -> LineResult:
    frame = Frame(np.full((90, 160, 3), 99, np.uint8), index, index / 10 if at_s is None else at_s)
    return LineResult(frame, (PALM,), (), None, 0.005, 0.0, 0.006)


class Kit:
    def __init__(self) -> None:
        self.detector = SlowFist()
        self.failures: queue.SimpleQueue[AppError] = queue.SimpleQueue()
        self.opened: list[DetectorSettings] = []
        self.second = SecondLook(self._open, self.failures.put)
        self.second.note_model("first")

    def _open(self, settings: DetectorSettings) -> Detector:
        if settings.model == "missing":
            raise ModelError("There is no model called missing; pick another.")
        self.opened.append(settings)
        return self.detector

    def begin(self) -> None:
        """Start, and have the first frame looked at, which is for compiling only."""
        self.second.start(SETTINGS)
        self.second.note(result(0))
        assert self.detector.frames.get(timeout=SOON_S) == 0
        self.detector.may_look.put(True)
        run = self.second._run
        assert run is not None
        assert run.has_begun.wait(SOON_S)

    def compare(self, index: int) -> Pair:
        """Have both look at a frame."""
        self.second.note(result(index))
        assert self.detector.frames.get(timeout=SOON_S) == index
        self.detector.may_look.put(True)
        pair = self.second.newest.take(SOON_S)
        assert pair is not None
        return pair


@pytest.fixture
def kit() -> Iterator[Kit]:
    made = Kit()
    yield made
    for _ in range(9):
        made.detector.may_look.put(True)
    made.second.close()
    assert made.detector.is_closed.is_set() or not made.opened


def test_both_answers_are_about_the_very_same_frame(kit: Kit) -> None:
    kit.begin()
    pair = kit.compare(1)
    assert pair.frame.index == 1
    assert pair.comparison.disputes == {("palm", "fist")}
    assert kit.second.standings().models == ("first", "second")


def test_whoever_is_in_use_never_waits_and_the_second_takes_the_newest(kit: Kit) -> None:
    kit.begin()
    kit.second.note(result(1))
    assert kit.detector.frames.get(timeout=SOON_S) == 1
    for index in range(2, 9):  # returns at once although the second one looks at number 1 all the while
        kit.second.note(result(index))
    kit.detector.may_look.put(True)
    assert kit.detector.frames.get(timeout=SOON_S) == 8
    kit.detector.may_look.put(True)
    pair = kit.second.newest.take(SOON_S)
    while pair is not None and pair.frame.index < 8:
        pair = kit.second.newest.take(SOON_S)
    counts = kit.second.standings().counts
    assert (counts.looked, counts.compared, counts.with_hands, counts.agreed) == (8, 2, 2, 0)


def test_nothing_is_looked_at_before_the_start_and_after_the_stop(kit: Kit) -> None:
    kit.second.note(result(0))
    assert not kit.opened
    kit.begin()
    kit.compare(1)
    kit.second.stop()
    assert not kit.second.is_running
    kit.second.note(result(2))
    kit.second.close()
    assert kit.detector.is_closed.is_set()
    assert kit.detector.frames.empty()


def test_what_was_counted_is_gone_on_with_for_the_same_two_and_forgotten_for_others(kit: Kit) -> None:
    kit.begin()
    kit.compare(1)
    kit.second.stop()
    kit.begin()
    kit.compare(2)
    assert kit.second.standings().counts.compared == 2
    kit.second.note_model("third")
    assert kit.second.standings().counts.compared == 0
    assert kit.compare(3).frame.index == 3
    assert kit.second.standings().models == ("third", "second")


def test_a_pair_whose_first_model_was_changed_meanwhile_is_not_counted(kit: Kit) -> None:
    kit.begin()
    kit.second.note(result(1))
    assert kit.detector.frames.get(timeout=SOON_S) == 1
    kit.second.note_model("third")
    kit.detector.may_look.put(True)
    kit.compare(2)
    assert kit.second.standings().counts.compared == 1


def test_a_picture_of_a_long_disagreement_is_kept_small_and_once(kit: Kit) -> None:
    kit.begin()
    for index in range(1, 6):
        kit.compare(index)
    kit.second.stop()
    kit.second.close()
    (kept,) = kit.second.take_disagreements()
    assert (kept.models, kept.size_px, kept.a, kept.b) == (("first", "second"), (160, 90), (PALM,), (FIST,))
    assert kept.jpeg[:2] == b"\xff\xd8"
    assert kit.second.take_disagreements() == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda kit: DetectorSettings("missing"), "no model called missing", id="cannot be opened"),
        pytest.param(lambda kit: setattr(kit.detector, "breaks", True) or SETTINGS, "broke", id="breaks"),
    ],
)
def test_a_second_detector_that_fails_ends_the_comparison_and_nothing_else(
    kit: Kit, spoil: Callable[[Kit], DetectorSettings], words: str
) -> None:
    kit.second.start(spoil(kit))
    kit.second.note(result(1))
    kit.detector.may_look.put(True)
    assert words in str(kit.failures.get(timeout=SOON_S))
    assert not kit.second.is_running
    kit.second.note(result(2))


def test_times_of_both_are_on_one_axis(kit: Kit) -> None:
    kit.begin()
    for index in range(1, 6):
        kit.compare(index)
    kit.second.stop()
    kit.second.close()
    times = kit.second.standings().times
    assert times.a is not None
    assert times.b is not None
    assert (times.a.count, times.a.p50_ms) == (5, pytest.approx(5.0))
    assert times.b.count == 3  # without the cold ones


def test_while_no_model_looks_nothing_is_compared(kit: Kit) -> None:
    kit.begin()
    kit.compare(1)
    kit.second.note_model("")
    kit.second.note(result(2))
    kit.second.note_model("first")
    kit.compare(3)  # which waits for number 3 to be the next that the second one sees
    assert kit.second.standings().counts.compared == 1
