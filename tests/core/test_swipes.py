"""Swipes: movements that are bound, from what a detector saw to the order."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeys import HAND_PX, SWIPES, decided, journey, move, ordered, reasons, rest, swiping_engine

from gesture_app.core.engine import Engine
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.types import Box, Command, Decision, Direction, GateName, Order, Phase

ARM = rest(1.2)  # long enough for the quiet on entry and for arming
STOP = rest(0.4)
RATES = [15.0, 30.0, 60.0, 120.0]


def play(*parts, fps=50.0, watched: Engine | None = None, **changes) -> list[Decision]:
    return decided(journey(*parts, fps=fps), watched or swiping_engine(**changes))


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize(
    ("right", "down", "gesture"),
    [(2, 0, "swipe_left"), (-2, 0, "swipe_right"), (0, -2, "swipe_up"), (0, 2, "swipe_down")],
)
def test_a_hand_that_rests_moves_and_rests_has_swiped(fps, right, down, gesture):
    decisions = play(ARM, move(0.35, right, down), STOP, fps=fps)
    assert ordered(decisions) == [gesture]
    (fired,) = [decision for decision in decisions if decision.order]
    assert (fired.phase, fired.progress, fired.gate) == (Phase.FIRED, 1.0, None)
    assert fired.at_s <= 1.2 + 0.35 + 0.1 + 2 / fps, "it is not waited for longer than it takes to see the hand rest"


def test_what_one_calls_left_is_right_in_the_picture_as_the_camera_takes_it():
    (fired,) = [decision for decision in play(ARM, move(0.3, right=2), STOP) if decision.order]
    assert fired.box.centre[0] > 640 + HAND_PX
    assert fired.order == Order(Command.NEXT)


def test_a_hand_that_has_not_armed_does_not_swipe_and_is_told_why():
    decisions = play(rest(0.6, "four"), rest(0.3), move(0.3, right=2), STOP)
    assert ordered(decisions) == []
    assert reasons(decisions, "swipe_left") == ["show the open palm first"]


def test_a_short_movement_is_told_how_far_it_came():
    decisions = play(ARM, move(0.3, right=0.85), rest(1.0))
    assert ordered(decisions) == []
    told = [decision for decision in decisions if decision.gesture == "swipe_left" and decision.phase is Phase.SEEN]
    assert {decision.gate.text for decision in told} == {"swipe 0.8 of 1.5 hand sizes"}
    assert told[0].gate.name is GateName.MOTION
    assert told[0].gate.shortfall == pytest.approx(0.65, abs=0.06)
    assert told[-1].at_s - told[0].at_s == pytest.approx(0.7, abs=0.05), "long enough to be read"


@pytest.mark.parametrize(
    ("way", "changes", "reason"),
    [
        ((move(1.6, right=2.5),), {}, "swipe took"),
        ((move(0.3, right=2, down=1.5),), {}, "swipe strays by 0.7"),
        ((move(0.3, right=2), move(0.3, right=-2)), {"cooldown_ms": 0}, "the way back does not count"),
        ((move(0.3, right=2),), {"swipe_hands": 3.0}, "swipe 2.0 of 3.0 hand sizes"),
        ((move(0.3, right=2),), {"swipe_ms": 100}, "swipe took"),
        ((move(0.3, right=2, down=0.5),), {"swipe_slant": 0.1}, "swipe strays by 0.2"),
    ],
)
def test_what_stood_against_a_movement_is_told(way, changes, reason):
    decisions = play(ARM, *way, STOP, **changes)
    said = [text for gesture in ("swipe_left", "swipe_right") for text in reasons(decisions, gesture)]
    assert any(text.startswith(reason) for text in said), said


@pytest.mark.parametrize("wait_s", [0.2, 0.5, 3.0])
def test_the_way_back_is_no_swipe_however_long_the_hand_waits(wait_s):
    decisions = play(ARM, move(0.3, right=2), rest(wait_s), move(0.3, right=-2), STOP, cooldown_ms=0)
    assert ordered(decisions) == ["swipe_left"]


def test_the_way_back_may_take_two_movements():
    back = (move(0.3, right=-1.6), rest(0.4), move(0.3, right=-1.6), rest(0.4))
    assert ordered(play(ARM, move(0.3, right=3.2), rest(0.4), *back, cooldown_ms=0)) == ["swipe_left"]


def test_who_has_come_back_may_swipe_either_way():
    there, back = move(0.3, right=2), move(0.3, right=-2)
    assert ordered(play(ARM, there, STOP, back, STOP, there, STOP, cooldown_ms=0)) == ["swipe_left"] * 2
    assert ordered(play(ARM, there, STOP, back, STOP, back, STOP, cooldown_ms=0)) == ["swipe_left", "swipe_right"]
    slowly = move(2.0, right=-2)
    assert ordered(play(ARM, there, STOP, slowly, STOP, back, STOP, cooldown_ms=0)) == ["swipe_left", "swipe_right"]


def test_one_may_swipe_on_without_coming_back_and_the_whole_way_back_means_nothing():
    there = move(0.3, right=1.8)
    decisions = play(ARM, there, STOP, there, STOP, move(0.4, right=-3.6), STOP, cooldown_ms=0)
    assert ordered(decisions) == ["swipe_left"] * 2


def test_a_hand_that_waves_says_nothing():
    to_and_fro = [move(0.25, right=2 * (-1) ** index) for index in range(9)]
    assert len(ordered(play(ARM, *to_and_fro, STOP, cooldown_ms=0))) <= 1, "its first movement may be one"
    assert ordered(play(rest(0.5, "four"), *to_and_fro, STOP, cooldown_ms=0, always_armed=True)) == []


def test_a_hand_that_leaves_the_picture_or_is_put_down_has_not_swiped():
    assert ordered(play(ARM, move(0.3, down=2), rest(1.0, None))) == []
    assert ordered(play(ARM, move(0.4, down=2, gesture="no_gesture"), rest(1.0, "no_gesture"))) == []


def test_raising_a_hand_is_no_swipe():
    assert ordered(play(move(0.4, down=-3), rest(0.6), always_armed=True)) == []


def test_a_blurred_hand_may_be_lost_or_mistaken_on_its_way():
    for blurred in (None, "no_gesture"):
        way = move(0.1, right=0.6), move(0.1, right=0.8, gesture=blurred), move(0.1, right=0.8)
        assert ordered(play(ARM, *way, STOP)) == ["swipe_left"], blurred


def test_it_waits_for_the_hand_to_be_seen_clearly_but_not_for_long():
    way = ARM, move(0.3, right=2, gesture="four")
    soon = play(*way, rest(0.2, "four"), STOP)
    assert ordered(soon) == ["swipe_left"]
    late = play(*way, rest(1.0, "four"), STOP)
    assert ordered(late) == []
    assert "Four fingers seen instead of Open palm" in reasons(late, "swipe_left")


def test_any_gesture_may_be_the_one_to_swipe_with():
    thumb = rest(0.7, "like"), move(0.3, right=2, gesture="like"), rest(0.4, "like")
    assert ordered(play(ARM, *thumb, swipe_gesture="like")) == ["swipe_left"]
    assert ordered(play(ARM, *thumb)) == []


def test_the_gesture_that_swiped_has_to_be_let_go_before_it_means_anything_else():
    palm = dataclasses.replace(SWIPES[0], gesture="palm", title="Open palm", command=Command.PLAY_PAUSE, motion=None)
    watched = swiping_engine([dataclasses.replace(palm, hold_ms=1500), *SWIPES])
    assert ordered(play(ARM, move(0.3, right=2), rest(3.0), watched=watched)) == ["swipe_left"]


def test_the_own_order_of_the_gesture_waits_while_the_hand_moves():
    palm = dataclasses.replace(SWIPES[0], gesture="palm", title="Open palm", command=Command.PLAY_PAUSE, motion=None)
    watched = swiping_engine([dataclasses.replace(palm, hold_ms=1500), *SWIPES])
    decisions = play(rest(1.4), move(0.3, right=0.9), rest(3.0), watched=watched)
    (fired,) = [decision for decision in decisions if decision.order]
    assert (fired.gesture, fired.at_s) == ("palm", pytest.approx(1.7 + 1.5, abs=0.15))


def test_a_swipe_in_the_cooldown_of_another_is_told():
    there, back = move(0.3, right=2), move(0.2, right=-2)
    decisions = play(ARM, there, rest(0.2), back, rest(0.2), there, STOP, cooldown_ms=3000)
    assert ordered(decisions) == ["swipe_left"]
    assert any(text.startswith("cooldown") for text in reasons(decisions, "swipe_left"))


def test_a_zone_of_its_own_and_a_score_of_its_own_are_heeded():
    def bound(**changes):
        return swiping_engine([dataclasses.replace(SWIPES[0], **changes)])

    swipe = ARM, move(0.3, right=2), STOP
    assert ordered(play(*swipe, watched=bound(zone=(0.0, 0.0, 0.5, 1.0)))) == []
    assert ordered(play(*swipe, watched=bound(zone=(0.5, 0.0, 1.0, 1.0)))) == ["swipe_left"]
    assert ordered(play(*swipe, watched=bound(min_score=0.95))) == []


def test_a_toggle_takes_back_what_it_did_and_other_modes_give_one_order():
    def orders(mode, command=Command.PAUSE):
        watched = swiping_engine([dataclasses.replace(SWIPES[0], command=command, mode=mode)])
        twice = ARM, *(move(0.3, right=2), STOP, move(0.3, right=-2), rest(0.8)) * 2
        return [decision.order.command for decision in play(*twice, watched=watched) if decision.order]

    assert orders(TriggerMode.TOGGLE) == [Command.PAUSE, Command.PLAY]
    assert orders(TriggerMode.HOLD) == orders(TriggerMode.REPEAT) == [Command.PAUSE] * 2
    assert orders(TriggerMode.CONTINUOUS, Command.SET_VOLUME) == []


def test_while_a_dial_is_turned_the_hand_does_not_swipe():
    dial = rest(0.8, "four"), move(0.3, down=-2, gesture="four"), rest(0.5, "four")
    decisions = play(ARM, *dial, swipe_gesture="four", cooldown_ms=0)
    assert set(ordered(decisions)) == {"four"}


@pytest.mark.parametrize("stop", ["pause", "input"])
def test_paused_or_while_somebody_types_nothing_is_a_swipe(stop):
    watched = swiping_engine(always_armed=True)
    decisions = []
    for moment in journey(rest(0.8), move(0.3, right=2), STOP):
        if stop == "pause":
            watched.pause()
        else:
            watched.note_user_input(moment.at_s)
        decisions += decided([moment], watched)
    assert ordered(decisions) == []


def test_without_a_bound_movement_the_engine_decides_as_if_there_were_none():
    moments = journey(ARM, move(0.3, right=2), STOP, move(0.3, right=-2), rest(1.0))
    unbound = [dataclasses.replace(binding, command=None) for binding in SWIPES]
    assert decided(moments, swiping_engine(unbound)) == decided(moments, swiping_engine(()))


def test_only_the_hand_in_charge_swipes():
    one = journey(ARM, rest(0.7))
    other = journey(rest(0.9, "four"), rest(0.3), move(0.3, right=2), STOP)
    far_off = [[dataclasses.replace(found, box=_moved(found.box)) for found in moment.detections] for moment in other]
    watched = swiping_engine()
    decisions = [
        decision
        for moment, found in zip(one, far_off, strict=True)
        for decision in watched.step((*moment.detections, *found), (1280, 720), moment.at_s)
    ]
    assert ordered(decisions) == []
    assert "another hand is in charge" in reasons(decisions, "swipe_left")


def _moved(box: Box) -> Box:
    return Box(box.left - 500, box.top, box.right - 500, box.bottom)


# Movements well on one side of every limit: those that lie on it may be decided either way.
CLEAR = st.one_of(
    st.builds(move, st.floats(0.35, 0.45), right=st.sampled_from([-3.0, -2.0, 1.9, 2.5]), down=st.floats(-0.3, 0.3)),
    st.builds(move, st.floats(0.25, 0.45), right=st.floats(-0.2, 0.2), down=st.sampled_from([-2.0, 1.9])),
    st.builds(move, st.floats(2.4, 3.0), right=st.sampled_from([-1.9, 1.9])),
    st.builds(move, st.floats(0.3, 0.5), right=st.sampled_from([-0.6, 0.6])),
)
PAUSE = st.floats(0.45, 1.0).map(rest)


def there_and_back(part, there, here):
    """A movement, a rest, the same movement back, and a rest: the hand is never nearly back, which is a limit, too."""
    return part, there, dataclasses.replace(part, right=-part.right, down=-part.down), here


WAYS = st.lists(st.builds(there_and_back, CLEAR, PAUSE, PAUSE), min_size=1, max_size=3)
QUICK = settings(max_examples=25, deadline=None)


@QUICK
@given(ways=WAYS)
def test_fifteen_frames_a_second_decide_as_a_hundred_and_twenty_do(ways):
    parts = [rest(1.2), *(part for way in ways for part in way)]
    slow, fast = (ordered(play(*parts, fps=fps, cooldown_ms=0, armed_window_ms=60_000)) for fps in (15.0, 120.0))
    assert slow == fast


@QUICK
@given(ways=WAYS, fps=st.sampled_from(RATES), shift_s=st.floats(-1e6, 1e6))
def test_shifting_the_clock_changes_nothing(ways, fps, shift_s):
    moments = journey(rest(1.2), *(part for way in ways for part in way), fps=fps)
    shifted = [dataclasses.replace(moment, at_s=moment.at_s + shift_s) for moment in moments]
    here, there = (
        [dataclasses.replace(decision, at_s=0.0) for decision in decided(frames, swiping_engine())]
        for frames in (moments, shifted)
    )
    assert here == there


@QUICK
@given(ways=WAYS, fps=st.sampled_from(RATES))
def test_never_without_arming_and_never_twice_within_a_cooldown(ways, fps):
    parts = [part for way in ways for part in way]
    unarmed = [dataclasses.replace(part, gesture="like") for part in (rest(1.2), *parts)]
    assert ordered(play(*unarmed, fps=fps, swipe_gesture="like")) == []
    fired = [decision.at_s for decision in play(rest(1.2), *parts, fps=fps, cooldown_ms=1500) if decision.order]
    assert all(later - earlier >= 1.5 - 1e-5 for earlier, later in pairwise(fired))


@QUICK
@given(ways=WAYS)
def test_the_mirrored_picture_swipes_the_other_way(ways):
    parts = [rest(1.2), *(part for way in ways for part in way)]
    mirrored = [dataclasses.replace(part, right=-part.right) for part in parts]
    other = {"swipe_left": "swipe_right", "swipe_right": "swipe_left"}
    there = ordered(play(*mirrored, cooldown_ms=0))
    assert [other.get(gesture, gesture) for gesture in ordered(play(*parts, cooldown_ms=0))] == there


def test_the_four_directions_are_all_bound_here():
    assert {binding.motion for binding in SWIPES} == set(Direction)
