from __future__ import annotations

import pytest

from gesture_app.core.drift import Drift
from gesture_app.core.first_run import Step
from gesture_app.core.gesture_advice import Advice, Proposal
from gesture_app.core.room import Check, Finding, Level, Remedy
from gesture_app.ui.first_run_words import (
    advice_words,
    check_word,
    drift_words,
    finding_words,
    problem_words,
    proposal_words,
    remedy_word,
    step_title,
    step_word,
)


def test_there_are_words_for_everything() -> None:
    told = [
        *(word(step) for step in Step for word in (step_word, step_title)),
        *map(check_word, Check),
        *map(remedy_word, Remedy),
        *map(drift_words, Drift),
        *(finding_words(Finding(check, level, 0.2)) for check in Check for level in Level),
    ]
    assert all(told)


def test_no_two_remedies_sound_alike() -> None:
    assert len({remedy_word(remedy) for remedy in Remedy}) == len(Remedy)


def test_a_distance_is_told_in_metres_and_a_speed_in_pictures() -> None:
    assert finding_words(Finding(Check.HAND, Level.GOOD, 0.2)) == "Good · about 1.1 m"
    assert finding_words(Finding(Check.HAND, Level.FAIR, 0.11, Remedy.NEARER)).startswith("Far")
    assert finding_words(Finding(Check.HAND, Level.FAIR, 0.9, Remedy.FARTHER)).startswith("Too near")
    assert finding_words(Finding(Check.RATE, Level.GOOD, 29.7)) == "Good · 30 pictures a second"


def test_a_hand_that_is_near_enough_hears_how_far_it_may_go() -> None:
    assert advice_words(Finding(Check.HAND, Level.GOOD, 0.2)) == "Works up to about 2.2 m away."
    assert advice_words(Finding(Check.HAND, Level.BAD, 0.05, Remedy.NEARER)) == remedy_word(Remedy.NEARER)
    assert advice_words(Finding(Check.LIGHT, Level.GOOD, 150.0)) == ""


@pytest.mark.parametrize(
    ("proposal", "problem", "help_"),
    [
        (
            Proposal(Advice.LOWER_SCORE, "peace", None, 2, {}),
            "Victory was not recognised 2 times.",
            "Accept Victory sooner",
        ),
        (
            Proposal(Advice.RAISE_SCORE, "rock", "call", 3, {}),
            "Horns was taken for Phone 3 times.",
            "Be stricter with Phone",
        ),
        (
            Proposal(Advice.OTHER_GESTURE, "rock", "call", 3, {}, "ok"),
            "Horns was taken for Phone 3 times.",
            "Use OK ring instead",
        ),
    ],
    ids=lambda value: value.advice.value if isinstance(value, Proposal) else "",
)
def test_each_proposal_says_what_went_wrong_and_what_would_help(vocabulary, proposal, problem, help_) -> None:
    assert (problem_words(proposal, vocabulary), proposal_words(proposal, vocabulary)) == (problem, help_)
