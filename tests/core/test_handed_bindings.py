"""A binding for one hand is obeyed from that hand only, and the other hand may mean something else."""

from __future__ import annotations

import dataclasses

import pytest
from film import BINDINGS, LEFT_HAND, RIGHT_HAND, SIZE_PX, Moment, engine_settings, film, run, together
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.bindings import Binding, BindingChange, Bindings, HandChoice, changed
from gesture_app.core.conflicts import ConflictName, find_conflicts
from gesture_app.core.engine import Engine
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.kiosk_policy import allowed_bindings
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Command, Detection, GateName, Phase, Side

LEFT_NEXT = Binding("peace", "Victory", Command.NEXT, hold_ms=300, hand=Side.LEFT)
BOTH = dataclasses.replace(LEFT_NEXT, other_command=Command.PREVIOUS)
SHOWN = "p" * 6 + "v" * 10


def watched(peace: Binding, **changes: object) -> Engine:
    others = [one for one in BINDINGS if one.gesture != "peace"]
    return Engine(engine_settings(**changes), Bindings([*others, peace]))


def told(seen: str, left: float | None, box=LEFT_HAND) -> list[Moment]:
    """A film of a hand that is a left one as surely as this."""
    return [
        Moment(moment.at_s, tuple(dataclasses.replace(one, left=left) for one in moment.detections))
        for moment in film(seen, box=box)
    ]


def decided(peace: Binding, left: float | None, seen: str = SHOWN, **changes: object):
    return list(run(told(seen, left), watched(peace, **changes)))


def commands(decisions) -> list[Command]:
    return [decision.order.command for decision in decisions if decision.order is not None]


@pytest.mark.parametrize(("left", "wanted"), [(0.97, [Command.NEXT]), (0.03, []), (None, []), (0.5, [])])
def test_a_binding_for_the_left_hand_is_obeyed_from_no_other(left, wanted):
    assert commands(decided(LEFT_NEXT, left)) == wanted


@pytest.mark.parametrize(("left", "wanted"), [(0.97, [Command.NEXT]), (0.03, [Command.PREVIOUS]), (None, [])])
def test_each_hand_may_have_a_command_of_its_own(left, wanted):
    assert commands(decided(BOTH, left)) == wanted


def test_a_binding_for_either_hand_needs_not_know():
    either = dataclasses.replace(LEFT_NEXT, hand=None)
    assert commands(decided(either, None)) == [Command.NEXT]
    assert commands(decided(either, 0.03)) == [Command.NEXT]


@pytest.mark.parametrize(
    ("left", "phase", "text"),
    [
        (0.03, Phase.ARMED, "left hand wanted, this is the right one (0."),
        (None, Phase.HELD, "left hand wanted, not yet known which this is"),
    ],
)
def test_the_gate_says_which_hand_is_wanted_and_which_this_is(left, phase, text):
    last = decided(LEFT_NEXT, left)[-1]
    assert (last.phase, last.gate.name) == (phase, GateName.SIDE)
    assert last.gate.text.startswith(text)
    assert last.gate.shortfall > 0


def test_a_binding_for_the_right_hand_says_so():
    right = dataclasses.replace(LEFT_NEXT, hand=Side.RIGHT)
    assert decided(right, 0.97)[-1].gate.text.startswith("right hand wanted, this is the left one (0.9")


def test_a_decision_tells_which_hand_it_is_about():
    assert decided(LEFT_NEXT, 0.97)[-1].side is Side.LEFT
    assert decided(LEFT_NEXT, 0.03)[-1].side is Side.RIGHT
    assert decided(LEFT_NEXT, None)[-1].side is None


def test_a_hold_goes_on_while_the_hand_is_not_known_and_counts_once_it_is():
    unsure, sure = told("p" * 6 + "v" * 8, None), told("p" * 6 + "v" * 14, 0.97)
    seen = [*unsure, *sure[len(unsure) :]]
    fired = [decision.at_s for decision in run(seen, watched(LEFT_NEXT)) if decision.order is not None]
    assert len(fired) == 1
    assert 1.4 < fired[0] < 1.75  # as soon as the hand is known, not a hold time later


def test_of_two_hands_only_the_wanted_one_is_obeyed():
    seen = together(told("p" * 6 + "v" * 10, 0.97), told("p" * 6 + "v" * 10, 0.03, box=RIGHT_HAND))
    decisions = list(run(seen, watched(LEFT_NEXT, lock_to_arming_hand=False)))
    fired = [decision for decision in decisions if decision.order is not None]
    assert [(one.order.command, one.side) for one in fired] == [(Command.NEXT, Side.LEFT)]


def test_arming_and_disarming_are_for_either_hand():
    fist = Binding("fist", "Fist", Command.STOP, hand=Side.LEFT)
    others = [one for one in BINDINGS if one.gesture != "fist"]
    engine = Engine(engine_settings(), Bindings([*others, fist]))
    seen = told("p" * 6 + "f" * 8, 0.03)
    assert Phase.ARMED in [decision.phase for decision in run(seen, engine)]
    assert engine.arm_left_s(seen[-1].at_s) is None


def test_what_is_switched_on_by_one_hand_is_not_switched_off_by_the_other():
    both = dataclasses.replace(
        LEFT_NEXT, command=Command.PLAY, other_command=Command.VOLUME_UP, mode=TriggerMode.TOGGLE
    )
    engine = watched(both, cooldown_ms=0)
    first = list(run(told("p" * 6 + "v" * 8 + "." * 5, 0.97), engine))
    length_s = 1.9
    later = [Moment(moment.at_s + length_s, moment.detections) for moment in told("p" * 6 + "v" * 8, 0.03)]
    assert commands([*first, *run(later, engine)]) == [Command.PLAY, Command.VOLUME_UP]


@pytest.mark.parametrize(
    ("binding", "gesture", "is_armed", "is_wanted"),
    [
        (LEFT_NEXT, "palm", False, True),
        (LEFT_NEXT, "peace", False, False),
        (LEFT_NEXT, "peace", True, True),
        (dataclasses.replace(LEFT_NEXT, hand=None), "palm", False, False),
        (dataclasses.replace(LEFT_NEXT, command=None), "palm", False, False),
    ],
)
def test_nobody_asks_which_hand_it_is_before_it_matters(binding, gesture, is_armed, is_wanted):
    engine = watched(binding)
    if is_armed:
        list(run(told("p" * 6, None), engine))
    assert engine.wants_side_of(Detection(gesture, 0.9, LEFT_HAND)) is is_wanted


def test_while_paused_nobody_asks():
    engine = watched(LEFT_NEXT)
    engine.pause()
    assert not engine.wants_side_of(Detection("palm", 0.9, LEFT_HAND))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("pvvvf."), min_size=4, max_size=25).map("".join), st.floats(0, 1))
def test_the_mirrored_picture_gives_the_orders_of_the_other_hand(seen, left):
    swapped = dataclasses.replace(BOTH, hand=Side.RIGHT)
    here = run(told(seen, left), watched(BOTH))
    there = run(told(seen, 1 - left), watched(swapped))
    assert [(one.at_s, one.order) for one in here] == [(one.at_s, one.order) for one in there]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pv."), st.floats(0, 1)), min_size=4, max_size=40))
def test_no_order_comes_from_a_hand_that_is_not_the_wanted_one(frames):
    engine, letters = watched(LEFT_NEXT, always_armed=True, entry_quiet_ms=0), {"p": "palm", "v": "peace"}
    for index, (letter, left) in enumerate(frames * 3):
        seen = () if letter == "." else (Detection(letters[letter], 0.95, LEFT_HAND, left),)
        for decision in engine.step(seen, SIZE_PX, index / 10):
            if decision.order is not None and decision.order.command is Command.NEXT:
                assert decision.side is Side.LEFT


def test_the_user_chooses_a_hand_and_what_the_other_one_does():
    usual = Binding("peace", "Victory", Command.NEXT)
    assert changed(usual, BindingChange(hand=HandChoice.LEFT)).hand is Side.LEFT
    assert changed(usual, BindingChange(hand=HandChoice.EITHER)).hand is None
    both = changed(usual, BindingChange(hand=HandChoice.RIGHT, other_command=Command.VOLUME_UP))
    assert [(one.command, one.amount, one.hand) for one in both.meanings] == [
        (Command.NEXT, None, Side.RIGHT),
        (Command.VOLUME_UP, 0.05, Side.LEFT),
    ]
    assert changed(usual, BindingChange(enabled=False, hand=HandChoice.LEFT, other_command=Command.MUTE)).meanings == ()


def test_a_command_of_the_other_hand_without_a_hand_is_told():
    one_sided = dataclasses.replace(BOTH, hand=None)
    found = find_conflicts(Bindings([one_sided]), EngineSettings())
    assert ConflictName.NO_HAND in [conflict.name for conflict in found]
    assert ConflictName.NO_HAND not in [one.name for one in find_conflicts(Bindings([BOTH]), EngineSettings())]


def test_a_kiosk_allows_neither_hand_what_is_not_allowed():
    kept = allowed_bindings(Bindings([BOTH]), frozenset({Command.NEXT})).of("peace")
    assert kept.meanings == ()
    assert allowed_bindings(Bindings([BOTH]), frozenset({Command.NEXT, Command.PREVIOUS})).of("peace") == BOTH
