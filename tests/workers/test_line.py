from __future__ import annotations

import dataclasses
import functools

import pytest
from colour_network import frame_with

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError
from gesture_app.core.sections import DetectorSettings, EngineSettings
from gesture_app.core.trial import Trial
from gesture_app.core.types import Box, Command, Detection, Order, Side
from gesture_app.workers.line import Line

PALM = Detection("palm", 0.9, Box(100, 50, 180, 130))
AT_ONCE = EngineSettings(always_armed=True, entry_quiet_ms=0, vote_window_ms=0)


class ScriptedDetector:
    """Finds the same hands in every frame."""

    title = "Scripted"

    def __init__(self, *detections):
        self.detections = detections
        self.closed = 0

    def detect(self, frame):
        return self.detections

    def close(self):
        self.closed += 1


def engine():
    return Engine(AT_ONCE, Bindings([Binding("palm", "Palm", Command.PLAY_PAUSE, hold_ms=100)]))


def test_a_gesture_that_is_held_leaves_the_line_as_an_order():
    line = Line(ScriptedDetector(PALM), engine(), clock=lambda: 0.0)
    results = [line.step(frame_with(taken_at_s=at_s)) for at_s in (0.0, 0.05, 0.10)]
    orders = [decision.order for result in results for decision in result.decisions]
    assert orders == [None, None, Order(Command.PLAY_PAUSE)]


def test_a_result_carries_the_frame_and_what_was_found_in_it():
    frame = frame_with()
    result = Line(ScriptedDetector(PALM), engine()).step(frame)
    assert result.frame is frame
    assert result.detections == (PALM,)
    assert result.armed_left_s == float("inf")


def test_latency_counts_from_the_moment_the_frame_was_taken():
    line = Line(ScriptedDetector(), engine(), clock=lambda: 7.25)
    assert line.step(frame_with(taken_at_s=7.0)).latency_s == pytest.approx(0.25)


def test_another_detector_looks_from_the_next_frame_on_and_the_old_one_is_closed():
    old, new = ScriptedDetector(), ScriptedDetector(PALM)
    line = Line(old, engine())
    assert line.step(frame_with()).detections == ()
    line.replace_detector(new)
    assert line.step(frame_with()).detections == (PALM,)
    assert (old.closed, new.closed) == (1, 0)


def test_other_settings_count_from_the_next_frame_on():
    line = Line(ScriptedDetector(PALM), engine())
    line.engine.configure(dataclasses.replace(AT_ONCE, always_armed=False), Bindings([]))
    assert line.step(frame_with()).armed_left_s is None


class ScriptedSides:
    """Takes every hand for a left one, and remembers what it was asked about."""

    def __init__(self):
        self.asked = []

    def certainties(self, frame, boxes):
        self.asked.append(tuple(boxes))
        return (0.9,) * len(boxes)


def asking_engine(hand):
    return Engine(AT_ONCE, Bindings([Binding("palm", "Palm", Command.PLAY_PAUSE, hand=hand)]))


def test_nothing_that_tells_left_from_right_is_even_loaded_where_no_binding_asks():
    line = Line(ScriptedDetector(PALM), engine(), open_sides=lambda: pytest.fail("loaded"))
    assert line.step(frame_with()).detections == (PALM,)


def test_where_a_binding_asks_every_hand_that_may_give_orders_is_told():
    sides, other = ScriptedSides(), Detection("fist", 0.8, Box(0, 0, 50, 50))
    line = Line(ScriptedDetector(PALM, other), asking_engine(Side.LEFT), open_sides=lambda: sides)
    seen = line.step(frame_with()).detections
    assert [detection.left for detection in seen] == [0.9, 0.9]
    assert sides.asked == [(PALM.box, other.box)]


def test_what_a_recording_says_of_a_hand_is_not_asked_again():
    known = dataclasses.replace(PALM, left=0.2)
    line = Line(ScriptedDetector(known), asking_engine(Side.LEFT), open_sides=lambda: pytest.fail("loaded"))
    assert line.step(frame_with()).detections == (known,)


class BreakingDetector(ScriptedDetector):
    """Breaks at once."""

    def detect(self, frame):
        raise ModelError("The network broke; export it again.")


def play(line, changes):
    """Step 30 frames, 10 ms apart, with changes before some of them; gives the moments of the orders and all hands."""
    fired, hands, results = [], set(), []
    for number in range(30):
        if number in changes:
            changes[number]()
        results.append(line.step(frame_with(index=number, taken_at_s=number / 100)))
        for decision in results[-1].decisions:
            hands.add(decision.hand)
            fired += [number] if decision.order else []
    assert [result.frame.index for result in results] == list(range(30))
    return fired, hands


@pytest.mark.parametrize(
    "made", [pytest.param(ScriptedDetector, id="works"), pytest.param(BreakingDetector, id="breaks and is put back")]
)
def test_a_change_of_networks_in_the_middle_of_a_hold_changes_nothing_for_the_hand(made):
    undisturbed = play(Line(ScriptedDetector(PALM), engine()), {})
    line, told = Line(ScriptedDetector(PALM), engine()), []
    change = functools.partial(line.try_detector, made(PALM), Trial(DetectorSettings("new"), "old"), told.append)
    assert play(line, {5: change}) == undisturbed
    assert len(undisturbed[0]) == 1
    assert told == (
        []
        if made is ScriptedDetector
        else ["The network broke; export it again. The model old, which looked before, looks again."]
    )


def test_a_network_that_fails_on_trial_costs_no_frame_and_is_closed():
    old, new = ScriptedDetector(PALM), BreakingDetector()
    line = Line(old, engine())
    line.try_detector(new, Trial(DetectorSettings("new"), "old"), lambda why: None)
    assert line.step(frame_with()).detections == (PALM,)
    assert (line.detector, old.closed, new.closed) == (old, 0, 1)


def test_a_network_that_is_too_slow_is_put_back_and_one_that_is_not_stays():
    for limit_ms, stays in ((1e-6, False), (0.0, True)):
        old, new, told = ScriptedDetector(), ScriptedDetector(), []
        line = Line(old, engine())
        line.try_detector(
            new, Trial(DetectorSettings("new", watch_s=1e-9, watch_limit_ms=limit_ms), "old"), told.append
        )
        play(line, {})
        assert (line.detector is new, len(told)) == (stays, 0 if stays else 1)
        assert (old.closed, new.closed) == ((1, 0) if stays else (0, 1))  # the one that is not needed any more


def test_a_network_that_fails_after_its_trial_is_no_longer_put_back():
    old, new = ScriptedDetector(), ScriptedDetector()
    line = Line(old, engine())
    line.try_detector(new, Trial(DetectorSettings("new", watch_s=1e-9), "old"), lambda why: None)
    play(line, {})
    new.detect = BreakingDetector().detect
    with pytest.raises(ModelError):
        line.step(frame_with(taken_at_s=1.0))
    line.close()
    assert (old.closed, new.closed) == (1, 1)
