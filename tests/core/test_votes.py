"""The vote weighs time, and what has won does not flicker."""

from __future__ import annotations

import math

import pytest

from gesture_app.core.votes import LONGEST_WORD_S, Thresholds, Vote

WINDOW_S = 0.2


def thresholds(_: str) -> Thresholds:
    return Thresholds(0.6, 0.45)


def heard(*words: tuple[str, float, float], fps: float = 50) -> Vote:
    """A vote that was told gestures with a score for a time each."""
    vote, at_s = Vote(), 0.0
    for gesture, score, seconds in words:
        for _ in range(round(seconds * fps)):
            vote.hear(gesture, score, at_s, WINDOW_S)
            vote.elect(thresholds)
            at_s += 1 / fps
    return vote


def test_the_first_sight_counts_in_full() -> None:
    assert heard(("palm", 0.8, 0.02)).scores == {"palm": 0.8}


@pytest.mark.parametrize("fps", [20, 40, 100])
def test_every_frame_rate_comes_to_the_same_average(fps: float) -> None:
    vote = heard(("palm", 0.9, 1.0), ("fist", 0.9, 0.1), fps=fps)
    assert vote.scores["fist"] == pytest.approx(0.9 * (1 - math.exp(-1)))
    assert vote.scores["palm"] == pytest.approx(0.9 * math.exp(-1))


def test_a_new_gesture_wins_after_about_half_a_window() -> None:
    assert heard(("palm", 0.9, 1.0), ("fist", 0.9, 0.08)).winner is None, "the old one has gone, the new one not come"
    assert heard(("palm", 0.9, 1.0), ("fist", 0.9, 0.14)).winner == "fist"


def test_the_winner_stays_until_it_falls_below_the_lower_threshold() -> None:
    assert heard(("palm", 0.7, 1.0), ("palm", 0.5, 1.0)).winner == "palm"
    assert heard(("palm", 0.7, 1.0), ("palm", 0.4, 1.0)).winner is None
    assert heard(("palm", 0.5, 2.0)).winner is None


def test_while_nothing_wins_the_leader_speaks() -> None:
    vote = heard(("palm", 0.5, 0.5))
    assert (vote.winner, vote.gesture, vote.score) == (None, "palm", pytest.approx(0.5))


def test_equals_are_told_apart_by_the_alphabet() -> None:
    vote = Vote(scores={"palm": 0.5, "fist": 0.5})
    assert vote.leader() == "fist"


def test_a_single_detection_after_a_long_silence_does_not_speak_for_all_of_it() -> None:
    vote = heard(("palm", 0.9, 1.0))
    vote.hear("fist", 0.9, 2.0, WINDOW_S)
    assert vote.scores["fist"] == pytest.approx(0.9 * (1 - math.exp(-2 * LONGEST_WORD_S / WINDOW_S)))


def test_without_a_window_the_last_detection_decides() -> None:
    vote = Vote()
    vote.hear("palm", 0.9, 0.0, 0.0)
    vote.hear("fist", 0.7, 0.1, 0.0)
    assert vote.scores == {"palm": 0.0, "fist": 0.7}
