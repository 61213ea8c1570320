from __future__ import annotations

from collections.abc import Sequence

import pytest

from gesture_app.core.gesture_check import LIMIT_S, GestureCheck, Showing, Table
from gesture_app.core.types import Box, Detection

FPS = 30
BOX = Box(0, 0, 100, 100)


class Person:
    """Shows gestures to a check, frame by frame."""

    def __init__(self, *gestures: str, rounds: int = 1, least: float = 0.6, limit_s: float = LIMIT_S) -> None:
        self.check = GestureCheck(gestures, ["no_gesture"], lambda _gesture: least, rounds, limit_s)
        self.frame = 0

    def show(self, gesture: str | None, seconds: float, score: float = 0.9) -> list[Showing]:
        """Show one gesture for a while; gives what was counted."""
        return self.flicker([gesture], seconds, score)

    def flicker(self, gestures: Sequence[str | None], seconds: float, score: float = 0.9) -> list[Showing]:
        counted = []
        for number in range(round(seconds * FPS)):
            gesture = gestures[number % len(gestures)]
            hands = () if gesture is None else (Detection(gesture, score, BOX),)
            counted.append(self.check.step(hands, self.frame / FPS))
            self.frame += 1
        return [showing for showing in counted if showing is not None]


def test_gestures_are_asked_for_in_turn_round_after_round() -> None:
    person = Person("palm", "peace", rounds=2)
    asked = []
    for gesture in ("palm", "peace", "palm", "peace"):
        asked.append((person.check.asked, person.check.next))
        assert len(person.show(gesture, 1.0)) == 1
    assert asked == [("palm", "peace"), ("peace", "palm"), ("palm", "peace"), ("peace", None)]
    assert person.check.asked is None
    assert person.check.table.right == person.check.total == 4


def test_a_gesture_counts_once_it_was_held() -> None:
    person = Person("palm")
    assert person.show("palm", 0.3) == []
    assert 0 < person.check.progress < 1
    (showing,) = person.show("palm", 0.5)
    assert (showing.asked, showing.seen) == ("palm", "palm")
    assert showing.score == pytest.approx(0.9)


def test_a_missed_frame_now_and_then_does_not_matter() -> None:
    (showing,) = Person("palm").flicker(["palm", "palm", "palm", "palm", None], 1.0)
    assert showing.seen == "palm"


def test_the_answer_to_the_last_question_does_not_count_for_the_next() -> None:
    person = Person("palm", "peace")
    person.show("palm", 1.0)
    assert person.check.asked == "peace"
    assert person.show("palm", 2.5) == []  # still reading
    (showing,) = person.show("peace", 1.0)
    assert showing.seen == "peace"


def test_another_gesture_must_last_longer_than_the_right_one_to_count() -> None:
    person = Person("peace")
    assert person.show("call", 0.8) == []
    (showing,) = person.show("call", 0.5)
    assert (showing.asked, showing.seen) == ("peace", "call")


def test_a_hand_that_passes_through_another_gesture_is_not_held_against_the_network() -> None:
    person = Person("peace")
    person.show("three", 0.5)
    (showing,) = person.show("peace", 1.0)
    assert showing.seen == "peace"


def test_the_same_wrong_gesture_counts_for_the_next_question_once_the_hand_was_gone() -> None:
    person = Person("palm", "peace")
    person.show("palm", 1.0)
    person.show(None, 0.5)
    (showing,) = person.show("palm", 1.5)
    assert (showing.asked, showing.seen) == ("peace", "palm")


def test_a_hand_that_never_changes_in_all_the_time_is_taken_for_what_it_was() -> None:
    person = Person("palm", "peace")
    person.show("palm", 1.0)
    (showing,) = person.show("palm", LIMIT_S + 0.5)
    assert (showing.asked, showing.seen) == ("peace", "palm")


def test_what_is_never_sure_enough_is_not_recognised_and_its_best_score_is_kept() -> None:
    (showing,) = Person("palm").show("palm", LIMIT_S + 0.5, score=0.5)
    assert showing == Showing("palm", None, 0.5)


def test_whoever_needs_longer_to_read_is_given_longer_to_answer() -> None:
    person = Person("palm", limit_s=2 * LIMIT_S)
    assert person.show(None, LIMIT_S + 0.5) == []
    (showing,) = person.show(None, LIMIT_S)
    assert showing.seen is None


def test_a_hand_that_means_nothing_is_no_answer() -> None:
    (showing,) = Person("palm").show("no_gesture", LIMIT_S + 0.5)
    assert showing.seen is None


def test_a_gesture_that_cannot_be_shown_is_passed_over() -> None:
    person = Person("palm", "peace")
    person.check.skip()
    assert person.check.asked == "peace"
    assert person.check.table.showings == (Showing("palm", None, 0.0),)


def test_after_the_last_question_nothing_more_is_counted() -> None:
    person = Person("palm")
    person.show("palm", 1.0)
    person.check.skip()
    assert person.show("palm", 1.0) == []
    assert len(person.check.table.showings) == 1


def test_without_a_gesture_there_is_nothing_to_check() -> None:
    with pytest.raises(ValueError, match="at least one gesture"):
        Person()


def test_the_table_counts_what_was_taken_for_what() -> None:
    table = Table(
        ("palm", "peace"),
        (
            Showing("palm", "palm", 0.9),
            Showing("peace", "call", 0.8),
            Showing("peace", "call", 0.7),
            Showing("peace", None, 0.1),
        ),
    )
    assert table.seen == ("palm", "peace", "call", None)
    assert (table.count("palm", "palm"), table.count("peace", "call"), table.total("peace"), table.right) == (
        1,
        2,
        3,
        1,
    )
    assert list(table.confusions().items()) == [(("peace", "call"), 2), (("peace", None), 1)]
