"""What holds for every film, not only for those that somebody thought of."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from film import BINDINGS, Moment, engine_settings, film, run
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.types import Box, Command, Decision, Detection, Phase

RATES = st.sampled_from([15.0, 30.0, 50.0, 120.0])
# Anything a hand might do, most of it nonsense.
FIDGETS = st.lists(st.tuples(st.sampled_from("pvfuoml.n"), st.integers(1, 15)), min_size=1, max_size=12).map(
    lambda parts: "".join(letter * count for letter, count in parts)
)
# Somebody who means it: every gesture is held for long, and the hand is lost from view for long or hardly at all, so
# that no decision hangs on a single frame. All are whole frames at 15 frames a second.
MEANT = st.lists(
    st.sampled_from("pvlf.n").flatmap(
        lambda letter: st.sampled_from([letter * 14, letter * 18, letter * 10 + ".." + letter * 10])
    ),
    min_size=1,
    max_size=6,
).map("".join)
QUICK = settings(max_examples=40, deadline=None)


def once_engine(**changes: object) -> Engine:
    """An engine whose every binding is of the mode `once`."""
    once = [
        dataclasses.replace(binding, mode=TriggerMode.ONCE, command=binding.command and Command.NEXT)
        for binding in BINDINGS
    ]
    return Engine(engine_settings(**changes), Bindings(once))


def orders(decisions: list[Decision]) -> list[tuple[float, str]]:
    return [(decision.at_s, decision.gesture) for decision in decisions if decision.order is not None]


@QUICK
@given(seen=FIDGETS, fps=RATES, cooldown_ms=st.integers(0, 2000))
def test_two_orders_are_never_closer_than_the_cooldown(seen: str, fps: float, cooldown_ms: int) -> None:
    watched = once_engine(always_armed=True, cooldown_ms=cooldown_ms)
    fired = orders(list(run(film(seen, fps), watched)))
    assert all(later - earlier >= cooldown_ms / 1000 - 1e-5 for (earlier, _), (later, _) in pairwise(fired))


@QUICK
@given(seen=FIDGETS, fps=RATES)
def test_no_order_without_arming(seen: str, fps: float) -> None:
    watched = once_engine()
    armed_until_s = -1.0
    longest_hold_s = max(binding.hold_ms for binding in BINDINGS) / 1000
    for decision in run(film(seen, fps), watched):
        if decision.order is not None:
            # A hold that began while armed may end a little later, by a cooldown and a grace at most.
            assert decision.at_s <= armed_until_s + longest_hold_s + 0.8 + 0.3
        if decision.order is not None or (decision.phase is Phase.ARMED and decision.gate is None):
            armed_until_s = decision.at_s + 6.0


@QUICK
@given(seen=FIDGETS.map(lambda seen: seen.replace("p", "v")), fps=RATES)
def test_no_order_at_all_without_a_palm(seen: str, fps: float) -> None:
    assert not orders(list(run(film(seen, fps), once_engine())))


@QUICK
@given(seen=FIDGETS, fps=RATES)
def test_every_order_needs_its_gesture_held_for_its_time(seen: str, fps: float) -> None:
    moments = film(seen, fps)
    for fired_s, gesture in orders(list(run(moments, once_engine(always_armed=True)))):
        held_s = next(binding.hold_ms for binding in BINDINGS if binding.gesture == gesture) / 1000
        during = [moment for moment in moments if fired_s - held_s - 1e-6 <= moment.at_s <= fired_s]
        shown = {detection.gesture for moment in during for detection in moment.detections}
        assert gesture in shown
        assert all(d.gesture == gesture for d in during[-1].detections), "it is seen when it fires"
        assert held_s - 1 / fps <= during[-1].at_s - during[0].at_s


@QUICK
@given(seen=MEANT, fps=st.sampled_from([30.0, 50.0, 120.0]), data=st.data(), is_missed=st.booleans())
def test_a_lost_frame_moves_an_order_by_one_frame_at_most(
    seen: str, fps: float, data: st.DataObject, is_missed: bool
) -> None:
    moments = film(seen, fps)
    index = data.draw(st.integers(0, len(moments) - 1))
    # Either the network misses the hand in one frame, or the frame itself is lost.
    lost = [Moment(moments[index].at_s, ())] if is_missed else []
    whole = orders(list(run(moments, once_engine())))
    holed = orders(list(run([*moments[:index], *lost, *moments[index + 1 :]], once_engine())))
    assert [gesture for _, gesture in whole] == [gesture for _, gesture in holed]
    assert all(abs(a - b) <= 1 / fps + 1e-5 for (a, _), (b, _) in zip(whole, holed, strict=True))


@QUICK
@given(seen=FIDGETS, fps=RATES, shift_s=st.floats(-1e6, 1e6))
def test_shifting_the_clock_changes_nothing(seen: str, fps: float, shift_s: float) -> None:
    moments = film(seen, fps)
    shifted = [Moment(moment.at_s + shift_s, moment.detections) for moment in moments]
    at_zero = [dataclasses.replace(decision, at_s=0.0) for decision in run(moments, once_engine())]
    elsewhere = [dataclasses.replace(decision, at_s=0.0) for decision in run(shifted, once_engine())]
    assert at_zero == elsewhere


@QUICK
@given(seen=MEANT)
def test_fifteen_frames_a_second_decide_as_a_hundred_and_twenty_do(seen: str) -> None:
    slow = orders(list(run(film(seen, 15.0), once_engine())))
    fast = orders(list(run(film(seen, 120.0), once_engine())))
    assert [gesture for _, gesture in slow] == [gesture for _, gesture in fast]
    # One slow frame each to notice that the gesture began, that it has armed, and that it was held long enough.
    assert all(abs(a - b) <= 3 / 15 + 1e-5 for (a, _), (b, _) in zip(slow, fast, strict=True))


@QUICK
@given(seen=FIDGETS, fps=RATES)
def test_every_decision_without_an_order_says_why(seen: str, fps: float) -> None:
    for decision in run(film(seen, fps), once_engine()):
        is_news = decision.order is not None or decision.phase is Phase.ARMED
        assert is_news or decision.gate is not None
        assert (decision.order is not None) == (decision.phase is Phase.FIRED)
        assert 0.0 <= decision.progress <= 1.0
        assert 0.0 <= decision.score <= 1.0


@QUICK
@given(
    frames=st.lists(
        st.lists(
            st.tuples(st.sampled_from(["palm", "peace", "fist"]), st.floats(0, 1), st.integers(0, 1100)), max_size=4
        ),
        max_size=30,
    )
)
def test_any_number_of_hands_gives_one_decision_each(frames: list[list[tuple[str, float, int]]]) -> None:
    watched = once_engine()
    for index, hands in enumerate(frames):
        found = tuple(Detection(gesture, score, Box(left, 200, left + 150, 360)) for gesture, score, left in hands)
        decisions = watched.step(found, (1280, 720), index / 30)
        numbers = [decision.hand for decision in decisions]
        assert len(numbers) == len(set(numbers))
        assert len(numbers) >= len(found)
