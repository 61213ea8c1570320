"""What each trigger mode orders while its gesture is held."""

from __future__ import annotations

from itertools import pairwise

import pytest
from film import LEFT_HAND, SIZE_PX, Moment, engine, film, play, run, told

from gesture_app.core.types import Box, Command, Decision, Detection, Order


def orders(decisions: list[Decision]) -> list[Order]:
    return [decision.order for decision in decisions if decision.order is not None]


class TestRepeat:
    """`repeat`: order after order while held, each a little sooner."""

    def test_the_pauses_shrink_to_the_fastest(self) -> None:
        moments = film("u" * 40, fps=100)
        fired_s = [d.at_s for d in run(moments, engine(always_armed=True)) if d.order is not None]
        pauses_ms = [round((later - earlier) * 1000) for earlier, later in pairwise(fired_s)]
        assert fired_s[0] == pytest.approx(0.3)
        assert pauses_ms[:4] == pytest.approx([400, 340, 289, 246], abs=10)
        assert set(pauses_ms[-5:]) == {120}

    def test_it_ends_with_the_gesture(self) -> None:
        assert play("uuuuuuuu....", always_armed=True) == "...+...+....", "and nothing comes after"

    def test_no_order_leaves_while_the_hand_is_out_of_view(self) -> None:
        assert play("uuuuuu..uuuu", always_armed=True) == "...+....+.+."

    @pytest.mark.parametrize("fps", [15, 30, 120])
    def test_every_frame_rate_repeats_as_often(self, fps: float) -> None:
        assert 22 <= len(orders(list(run(film("u" * 40, fps), engine(always_armed=True))))) <= 23

    def test_a_held_gesture_keeps_the_hand_armed(self) -> None:
        story = play("ppppp" + "u" * 90)
        assert story.rstrip(".").endswith("+")
        assert len(story.rstrip(".")) > 90

    def test_another_gesture_waits_for_the_cooldown_of_the_last_repetition(self) -> None:
        assert play("uuuuuuuu" + "v" * 9, always_armed=True) == "...+...+.......>."

    def test_each_order_carries_the_amount_of_the_binding(self) -> None:
        first, *_ = orders(list(run(film("uuuu"), engine(always_armed=True))))
        assert first == Order(Command.VOLUME_UP, 0.05)


class TestHold:
    """`hold`: one order when it begins, its opposite when it ends."""

    @pytest.mark.parametrize(
        ("seen", "happens"),
        [
            pytest.param("mmmmmmmmmvvv", "...m.....m..", id="another gesture ends it"),
            pytest.param("mmmmmmmmm....", "...m........m", id="so does the hand's leaving, after the grace"),
            pytest.param("mmmmmm..mmmm", "...m........", id="a hand lost for a moment does not"),
        ],
    )
    def test_letting_go_gives_the_opposite(self, seen: str, happens: str) -> None:
        assert play(seen, always_armed=True) == happens

    def test_pausing_the_engine_lets_go(self) -> None:
        watched = engine(always_armed=True)
        moments = film("m" * 8)
        decisions = list(run(moments[:30], watched))
        watched.pause()
        assert told([*decisions, *run(moments[30:], watched)], 8) == "...m..m."


def test_toggle_gives_the_opposite_the_second_time() -> None:
    seen = "oooo......oooo......oooo"
    assert play(seen, always_armed=True) == "...P.........S.........P"


class Dial:
    """A hand that shows four fingers, then moves, then does something else."""

    def __init__(self, volume: float | None) -> None:
        self.engine = engine(always_armed=True)
        self.engine.note_volume(volume)
        self._at_s = 0.0
        self._lifted = 0.0
        self.decisions: list[Decision] = []

    def show(self, gesture: str, seconds: float, lifted_hands: float = 0.0) -> Dial:
        """Hold a gesture and move it, at five hands a second, to this many hand sizes above where it began."""
        for _ in range(round(seconds * 50)):
            self._lifted += max(-0.1, min(0.1, lifted_hands - self._lifted))
            up_px = self._lifted * LEFT_HAND.size_px
            box = Box(LEFT_HAND.left, LEFT_HAND.top - up_px, LEFT_HAND.right, LEFT_HAND.bottom - up_px)
            self.decisions += self.engine.step((Detection(gesture, 0.9, box),), SIZE_PX, self._at_s)
            self._at_s = round(self._at_s + 0.02, 2)
        return self

    @property
    def orders(self) -> list[Order]:
        return orders(self.decisions)


class TestContinuous:
    """`continuous`: the height of the hand is the volume, in hand sizes from where it began."""

    def test_a_fifth_of_its_travel_is_a_fifth_of_the_volume(self) -> None:
        dial = Dial(volume=0.2).show("four", 0.4).show("four", 0.3, lifted_hands=0.6)
        assert dial.orders[-1] == Order(Command.SET_VOLUME, pytest.approx(0.4))

    def test_it_stops_at_silence_and_at_full_volume(self) -> None:
        assert Dial(0.9).show("four", 0.4).show("four", 0.3, 1.0).orders[-1].amount == pytest.approx(1.0)
        assert Dial(0.1).show("four", 0.4).show("four", 0.3, -0.8).orders[-1].amount == pytest.approx(0.0)

    def test_the_last_bit_to_full_volume_may_be_smaller_than_a_step(self) -> None:
        dial = Dial(0.925).show("four", 0.4).show("four", 0.2, 0.2)
        assert dial.orders[-1].amount == pytest.approx(0.925 + 0.2 / 3)
        assert dial.show("four", 0.2, 0.3).orders[-1].amount == pytest.approx(1.0)

    def test_a_trembling_hand_turns_nothing(self) -> None:
        dial = Dial(0.5).show("four", 0.4)
        for lifted in (0.03, -0.03, 0.05, -0.05):
            dial.show("four", 0.1, lifted)
        assert dial.orders == []

    def test_letting_go_keeps_the_volume(self) -> None:
        dial = Dial(0.2).show("four", 0.4).show("four", 0.3, 0.6).show("no_gesture", 0.5, -1.0)
        assert dial.orders[-1].amount == pytest.approx(0.4)

    def test_the_fist_takes_it_back(self) -> None:
        dial = Dial(0.2).show("four", 0.4).show("four", 0.3, 0.6).show("fist", 0.3, 0.6)
        assert dial.orders[-1] == Order(Command.SET_VOLUME, pytest.approx(0.2))

    def test_the_fist_comes_too_late_once_the_hand_has_done_something_else(self) -> None:
        dial = Dial(0.2).show("four", 0.4).show("four", 0.3, 0.6).show("no_gesture", 0.6, 0.6).show("fist", 0.3, 0.6)
        assert dial.orders[-1].amount == pytest.approx(0.4)

    def test_without_knowing_the_volume_it_goes_by_steps(self) -> None:
        dial = Dial(None).show("four", 0.4).show("four", 0.3, 0.6).show("fist", 0.3, 0.6)
        *louder, back = dial.orders
        assert {order.command for order in louder} == {Command.VOLUME_UP}
        assert sum(order.amount or 0.0 for order in louder) == pytest.approx(0.2)
        assert back == Order(Command.VOLUME_DOWN, pytest.approx(0.2))

    def test_a_player_is_not_flooded(self) -> None:
        dial = Dial(0.0).show("four", 0.4)
        for step in range(100):
            dial.show("four", 0.02, abs(50 - step) * 0.06)
        assert 20 <= len(dial.orders) <= 2.0 / 0.05 + 1


def test_every_film_of_a_dial_says_what_it_waits_for() -> None:
    moments = [*film("4444"), Moment(0.42, film("4")[0].detections)]
    last = list(run(moments, engine(always_armed=True)))[-1]
    assert last.gate is not None
    assert last.gate.text == "goes on until released"
