"""The specification of the engine: what a hand does, tenth of a second by tenth, and what comes of it.

p palm, v victory, f fist, u two fingers (repeats), l thumb up (does nothing), n idle hand, a dot no hand;
A armed, * play or pause, > next, + louder.
"""

from __future__ import annotations

import dataclasses
import math

import pytest
from film import (
    BINDINGS,
    LEFT_HAND,
    RIGHT_HAND,
    SIZE_PX,
    Moment,
    engine,
    engine_settings,
    film,
    play,
    run,
    together,
    told,
)

from gesture_app.core.bindings import Bindings
from gesture_app.core.types import Box, Decision, Detection, GateName, Phase


def gates_of(decisions: list[Decision]) -> set[GateName]:
    return {decision.gate.name for decision in decisions if decision.gate is not None}


@pytest.mark.parametrize(
    ("seen", "happens"),
    [
        pytest.param("ppppp.....", "....A.....", id="a palm held for 0.4 s arms, and nothing plays or pauses"),
        pytest.param("ppp.......", "..........", id="a palm shown for 0.3 s does not"),
        pytest.param("vvvvvvvvvv", "..........", id="nothing is ordered by a hand that is not armed"),
        pytest.param("pppppvvvvvvv", "....A......>", id="an armed hand orders once it has held for its time"),
        pytest.param("pppppp......vvvvvv", "....A............>", id="the hand may rest out of view meanwhile"),
        pytest.param("pppppppppppp", "....A......*", id="the palm held on after arming plays or pauses"),
        pytest.param("ppppp......pppppppp", "....A.............*", id="so does the palm shown again while armed"),
        pytest.param("ppppp" + "." * 60 + "vvvvvv", "....A" + "." * 66, id="6 s after arming nobody is armed"),
        pytest.param(
            "ppppp" + "." * 57 + "vvvvvv", "....A" + "." * 62 + ">", id="a hold that began in time may end late"
        ),
        pytest.param(
            "pppppvvvvvvv" + "." * 55 + "vvvvvv",
            "....A......>" + "." * 60 + ">",
            id="every order extends the armed time",
        ),
        pytest.param("pppppffffff..vvvvvvv", "....A...............", id="a fist held for 0.4 s disarms"),
        pytest.param("p" * 90, "....A......*" + "." * 78, id="a palm that gave its order must be let go to arm again"),
        pytest.param("pppppfff....vvvvvv", "....A............>", id="a fist shown for 0.3 s does not"),
    ],
)
def test_arming(seen: str, happens: str) -> None:
    assert play(seen) == happens


@pytest.mark.parametrize(
    ("seen", "happens"),
    [
        pytest.param("vvvvvv", ".....>", id="half a second of victory is next"),
        pytest.param("vvv.vvv", ".....>.", id="a tenth of a second out of view does not matter"),
        pytest.param("vv..vvv", ".....>.", id="nor do two tenths"),
        pytest.param("vv....vvv", ".........", id="longer than 0.3 s, and the hold starts anew"),
        pytest.param("vvvlvvv", ".......", id="another gesture in between starts the hold anew"),
        pytest.param("v.....", "......", id="a gesture in passing is nothing"),
        pytest.param("nnnnnnnnnn", "..........", id="an idle hand means nothing"),
        pytest.param("llllllllll", "..........", id="a thumb up means nothing: people do it spontaneously"),
        pytest.param("xxxxxxxxxx", "..........", id="a gesture that nobody knows means nothing"),
    ],
)
def test_holding(seen: str, happens: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(film.__globals__["GESTURES"], "x", "unheard_of")
    assert play(seen, always_armed=True) == happens


@pytest.mark.parametrize(
    ("seen", "happens"),
    [
        pytest.param("v" * 40, ".....>" + "." * 34, id="a gesture held for long counts once"),
        pytest.param("vvvvvv..vvvvvvvv", ".....>..........", id="a gap of 0.2 s is no release: the hand may be lost"),
        pytest.param("vvvvvv....vvvvvvv", ".....>.........>.", id="let go and shown again, it counts again"),
        pytest.param("vvvvvvvlllvvvvvvv", ".....>..........>", id="another gesture is a release, too"),
        pytest.param("vvvvvvmmmmmmmmm", ".....>.......m.", id="the next order waits for the cooldown of 0.8 s"),
    ],
)
def test_release_and_cooldown(seen: str, happens: str) -> None:
    assert play(seen, always_armed=True) == happens


def test_a_binding_that_needs_no_release_repeats_at_the_pace_of_its_cooldown() -> None:
    bindings = [dataclasses.replace(binding, release_required=False, cooldown_ms=1000) for binding in BINDINGS]
    watched = engine(always_armed=True)
    watched.configure(engine_settings(always_armed=True), Bindings(bindings))
    assert told(run(film("v" * 26), watched), 26) == ".....>" + "." * 9 + ">" + "." * 9 + ">"


def test_a_binding_with_its_own_least_score_needs_that_score() -> None:
    watched = engine(always_armed=True)
    choosy = [dataclasses.replace(binding, min_score=0.95) for binding in BINDINGS]
    watched.configure(engine_settings(always_armed=True), Bindings(choosy))
    assert told(run(film("vvvvvv", score=0.9), watched), 6) == "......"
    assert told(run(film("vvvvvv", score=0.96), engine(always_armed=True)), 6) == ".....>"


@pytest.mark.parametrize(
    ("scores", "happens"),
    [
        pytest.param([0.59] * 8, "........", id="0.59 does not begin"),
        pytest.param([0.61] * 8, ".....>..", id="0.61 begins"),
        pytest.param([0.61] + [0.46] * 7, ".....>..", id="0.46 is enough to stay"),
        pytest.param([0.61] + [0.30] * 7, "........", id="0.30 is not"),
        pytest.param([0.9, 0.9, 0.3, 0.9, 0.9, 0.9, 0.9], ".....>.", id="a tenth of a second of doubt is outvoted"),
    ],
)
def test_hysteresis(scores: list[float], happens: str) -> None:
    moments = [
        Moment(letter * 0.1 + frame.at_s, frame.detections)
        for letter, score in enumerate(scores)
        for frame in film("v", score=score)
    ]
    assert told(run(moments, engine(always_armed=True)), len(scores)) == happens


def test_a_frame_that_shows_something_else_never_fires() -> None:
    moments = film("vvvvvv")
    at_hold_end = moments[25]
    moments[25] = Moment(at_hold_end.at_s, (Detection("fist", 0.3, LEFT_HAND),))
    decisions = list(run(moments, engine(always_armed=True)))
    assert decisions[25].gate is not None
    assert decisions[25].gate.text == "Fist seen instead of Victory"
    assert decisions[26].phase is Phase.FIRED


class TestOneHandInCharge:
    """Once a hand has armed, other hands are not obeyed while it is in view."""

    def test_another_hand_is_not_obeyed(self) -> None:
        moments = together(film("pppppnnnnnn"), film("..vvvvvvvvv", box=RIGHT_HAND))
        decisions = list(run(moments, engine()))
        assert told(decisions, 11) == "....A......"
        assert GateName.OTHER_HAND in gates_of(decisions)

    def test_another_hand_cannot_disarm(self) -> None:
        moments = together(film("pppppnnnnnvvvvvvv"), film(".....ffffffnnnnnn", box=RIGHT_HAND))
        assert told(run(moments, engine()), 17) == "....A...........>"

    def test_another_hand_is_not_shown_as_armed(self) -> None:
        *_, first, second = run(together(film("pppppnn"), film("nnnnnnn", box=RIGHT_HAND)), engine())
        assert (first.phase, second.phase) == (Phase.ARMED, Phase.SEEN)

    def test_it_may_take_over_when_the_first_has_gone(self) -> None:
        moments = together(film("pppp.........."), film(".....vvvvvvvvv", box=RIGHT_HAND))
        assert told(run(moments, engine(arm_hold_ms=300)), 14) == "...A.......>.."

    def test_it_is_obeyed_where_the_user_allows_it(self) -> None:
        moments = together(film("pppppnnnnnn"), film("......vvvvvv"[1:], box=RIGHT_HAND))
        assert told(run(moments, engine(lock_to_arming_hand=False)), 11) == "....A.....>"

    def test_a_hand_that_moves_stays_itself(self) -> None:
        wave = [
            Moment(
                frame.at_s, tuple(Detection(d.gesture, d.score, _moved(d.box, frame.at_s)) for d in frame.detections)
            )
            for frame in film("pppppvvvvvvv")
        ]
        decisions = list(run(wave, engine()))
        assert {decision.hand for decision in decisions} == {1}
        assert told(decisions, 12) == "....A......>"


def _moved(box: Box, at_s: float) -> Box:
    """Once around in a second, as far as half the picture is high."""
    x, y = 180 * math.sin(2 * math.pi * at_s), 180 * math.cos(2 * math.pi * at_s)
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


class TestWhereAndHowLarge:
    """Only hands in the zone and near enough are obeyed."""

    def test_a_hand_outside_the_zone_is_not_obeyed(self) -> None:
        decisions = list(run(film("vvvvvv"), engine(always_armed=True, zone=(0.5, 0.0, 1.0, 1.0))))
        assert told(decisions, 6) == "......"
        assert decisions[-1].gate is not None
        assert decisions[-1].gate.name is GateName.ZONE
        assert decisions[-1].gate.shortfall == pytest.approx(640 - 375)

    def test_the_hold_starts_when_the_hand_comes_into_the_zone(self) -> None:
        outside, inside = film("vvvv"), film("vvvvvv", box=_beside(LEFT_HAND, 60))
        moments = [*outside, *(Moment(0.4 + frame.at_s, frame.detections) for frame in inside)]
        assert told(run(moments, engine(always_armed=True, zone=(0.3, 0, 1, 1))), 10) == ".........>"

    def test_a_gesture_may_have_a_zone_of_its_own(self) -> None:
        left = [dataclasses.replace(binding, zone=(0.0, 0.0, 0.5, 1.0)) for binding in BINDINGS]
        right = [dataclasses.replace(binding, zone=(0.5, 0.0, 1.0, 1.0)) for binding in BINDINGS]
        elsewhere = engine_settings(always_armed=True, zone=(0.9, 0.9, 1.0, 1.0))
        for bindings, is_obeyed in ((left, True), (right, False)):
            watched = engine()
            watched.configure(elsewhere, Bindings(bindings))
            assert (">" in told(run(film("vvvvvvvvvv"), watched), 10)) is is_obeyed

    def test_a_hand_that_just_came_into_the_zone_gives_no_order_yet(self) -> None:
        outside, inside = film("vvvv"), film("vvvv", box=_beside(LEFT_HAND, 60))
        moments = [*outside, *(Moment(0.4 + frame.at_s, frame.detections) for frame in inside)]
        zone = engine_settings(always_armed=True, zone=(0.3, 0, 1, 1))
        watched = engine()
        watched.configure(zone, Bindings(dataclasses.replace(binding, hold_ms=0) for binding in BINDINGS))
        assert told(run(moments, watched), 8) == "......>."

    def test_a_small_hand_is_not_obeyed(self) -> None:
        far = Box(600, 300, 630, 330)
        decisions = list(run(film("vvvvvv", box=far), engine(always_armed=True)))
        assert told(decisions, 6) == "......"
        assert decisions[-1].gate is not None
        assert decisions[-1].gate.text == "hand 30 px < 36 px"


def _beside(box: Box, by_px: float) -> Box:
    return Box(box.left + by_px, box.top, box.right + by_px, box.bottom)


class TestKeyboardAndMouse:
    """Who types or uses the mouse does not mean the gestures their hands make."""

    def test_a_hold_starts_only_when_the_keys_are_quiet(self) -> None:
        watched = engine(always_armed=True)
        watched.note_user_input(0.0)
        decisions = list(run(film("v" * 17), watched))
        assert told(decisions, 17) == "." * 15 + ">."
        assert decisions[10].gate is not None
        assert decisions[10].gate.text == "keyboard or mouse in use: 800 ms left"

    def test_a_key_in_the_middle_of_a_hold_starts_it_anew(self) -> None:
        watched = engine(always_armed=True, suppress_after_input_ms=200)
        moments = film("v" * 12)
        first = list(run(moments[:20], watched))
        watched.note_user_input(0.4)
        assert told([*first, *run(moments[20:], watched)], 12) == "." * 11 + ">"


def test_a_hand_that_just_came_in_gives_no_order_yet() -> None:
    hasty = [dataclasses.replace(binding, hold_ms=0) for binding in BINDINGS]
    watched = engine(always_armed=True)
    watched.configure(engine_settings(always_armed=True), Bindings(hasty))
    assert told(run(film("vvvv"), watched), 4) == "...>"


class TestPause:
    """A paused engine watches and obeys nothing."""

    def test_nothing_is_ordered_and_every_decision_says_why(self) -> None:
        watched = engine(always_armed=True)
        watched.pause()
        decisions = list(run(film("vvvvvvv"), watched))
        assert gates_of(decisions) == {GateName.PAUSED}
        assert watched.is_paused

    def test_nobody_is_said_to_be_armed(self) -> None:
        watched = engine(always_armed=True)
        assert watched.arm_left_s(0.0) == math.inf
        watched.pause()
        assert watched.arm_left_s(0.0) is None
        watched.resume()
        assert watched.arm_left_s(0.0) == math.inf

    def test_resuming_needs_arming_again(self) -> None:
        watched = engine()
        moments = film("ppppp" + "v" * 20)
        early = list(run(moments[:30], watched))
        watched.pause()
        watched.resume()
        assert told([*early, *run(moments[30:], watched)], 25) == "....A" + "." * 20

    def test_a_palm_still_held_from_its_order_must_be_let_go_to_arm_again(self) -> None:
        watched = engine()
        moments = film("p" * 40)
        decisions = list(run(moments[:100], watched))
        watched.pause()
        decisions += run(moments[100:110], watched)
        watched.resume()
        assert told([*decisions, *run(moments[110:], watched)], 40) == "....A......*" + "." * 28


def test_a_fist_has_nothing_to_disarm_when_always_armed() -> None:
    *_, last = run(film("ffffff"), engine(always_armed=True))
    assert last.phase is Phase.ARMED
    assert last.gate is not None
    assert last.gate.text == "does nothing"


class TestArmLeft:
    """How long orders will still be taken."""

    def test_it_counts_down_from_the_armed_window(self) -> None:
        watched = engine()
        assert watched.arm_left_s(0.0) is None
        list(run(film("ppppp"), watched))
        assert watched.arm_left_s(0.4) == pytest.approx(6.0)
        assert watched.arm_left_s(6.3) == pytest.approx(0.1)
        assert watched.arm_left_s(6.5) is None

    def test_it_is_infinite_when_always_armed(self) -> None:
        assert engine(always_armed=True).arm_left_s(5.0) == math.inf


def test_new_settings_apply_at_once_and_keep_hands_and_arming() -> None:
    watched = engine()
    moments = film("pppppvvvvvvv")
    early = list(run(moments[:30], watched))
    slower = [dataclasses.replace(binding, hold_ms=200) for binding in BINDINGS]
    watched.configure(engine_settings(), Bindings(slower))
    decisions = [*early, *run(moments[30:], watched)]
    assert told(decisions, 12) == "....A...>..."
    assert {decision.hand for decision in decisions} == {1}


def test_a_clock_that_jumps_back_begins_anew() -> None:
    watched = engine()
    assert told(run(film("ppppppvvvvvv"), watched), 12) == "....A......."
    assert told(run(film("vvvvvvvv"), watched), 8) == "........", "not armed any more"
    assert watched.arm_left_s(0.7) is None


def test_an_empty_picture_gives_no_decision() -> None:
    assert engine().step((), SIZE_PX, 0.0) == ()


def test_a_lost_hand_keeps_its_decision_for_the_grace_time() -> None:
    decisions = list(run(film("vvv....."), engine(always_armed=True)))
    last = decisions[-1]
    assert last.at_s == pytest.approx(0.28 + 0.3)
    assert last.phase is Phase.HELD
    assert last.gate is not None
    assert last.gate.text == "Victory not seen for 300 ms"
