from __future__ import annotations

import pytest

from gesture_app.core.bindings import Bindings, default_bindings
from gesture_app.core.gesture_advice import Advice, Proposal, proposals
from gesture_app.core.gesture_check import Showing, Table
from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import EngineSettings, Settings, with_value
from gesture_app.core.types import Command

VOCABULARY = read_vocabulary(vocabulary_file())
BINDINGS: Bindings = default_bindings(VOCABULARY)
ASKED = tuple(binding.gesture for binding in BINDINGS if binding.command is not None)


def advised(*showings: tuple[str, str | None, float]) -> tuple[Proposal, ...]:
    table = Table(ASKED, tuple(Showing(*showing) for showing in showings))
    return proposals(table, BINDINGS, VOCABULARY, EngineSettings())


def test_where_everything_was_recognised_nothing_is_proposed() -> None:
    assert advised(*((gesture, gesture, 0.9) for gesture in ASKED)) == ()


def test_a_single_slip_is_nobodys_fault() -> None:
    assert advised(("peace", "call", 0.9), ("peace", "peace", 0.9), ("peace", "peace", 0.9)) == ()


def test_a_gesture_that_is_seen_but_never_surely_enough_is_accepted_sooner() -> None:
    (proposal,) = advised(("peace", None, 0.55), ("peace", None, 0.57), ("peace", "peace", 0.7))
    assert (proposal.advice, proposal.times) == (Advice.LOWER_SCORE, 2)
    settings = applied(proposal)
    assert bindings_for(VOCABULARY, settings).of("peace").min_score == pytest.approx(0.51)


def test_a_gesture_that_is_hardly_seen_at_all_is_not_accepted_on_a_guess() -> None:
    (proposal,) = advised(("peace", None, 0.3), ("peace", None, 0.2))
    assert proposal.advice is Advice.OTHER_GESTURE


def test_one_that_is_surer_when_it_is_meant_is_treated_more_strictly() -> None:
    (proposal,) = advised(
        ("rock", "call", 0.65), ("rock", "call", 0.68), ("call", "call", 0.92), ("call", "call", 0.95)
    )
    assert (proposal.advice, proposal.taken_for) == (Advice.RAISE_SCORE, "call")
    assert bindings_for(VOCABULARY, applied(proposal)).of("call").min_score == pytest.approx(0.8)


def test_one_that_cannot_be_told_apart_makes_way_for_a_gesture_that_does_nothing_yet() -> None:
    (proposal,) = advised(("rock", "call", 0.93), ("rock", "call", 0.95), ("call", "call", 0.94))
    assert (proposal.advice, proposal.other) == (Advice.OTHER_GESTURE, "ok")
    bindings = bindings_for(VOCABULARY, applied(proposal))
    assert bindings.of("rock").command is None
    moved = bindings.of("ok")
    assert (moved.command, moved.hold_ms) == (Command.PREVIOUS, BINDINGS.of("rock").hold_ms)


def test_an_amount_moves_with_its_command() -> None:
    (proposal,) = advised(("two_up", "peace", 0.9), ("two_up", "peace", 0.9))
    moved = bindings_for(VOCABULARY, applied(proposal)).of(proposal.other)
    before = BINDINGS.of("two_up")
    assert (moved.command, moved.amount, moved.mode) == (before.command, before.amount, before.mode)


def test_two_proposals_never_want_the_same_gesture() -> None:
    found = advised(*[("rock", "four", 0.9)] * 2, *[("one", None, 0.1)] * 2)
    assert [proposal.other for proposal in found] == ["ok", "dislike"]


def test_the_most_frequent_mistake_comes_first() -> None:
    found = advised(*[("one", None, 0.1)] * 2, *[("rock", None, 0.1)] * 3)
    assert [proposal.gesture for proposal in found] == ["rock", "one"]


def applied(proposal: Proposal) -> Settings:
    settings = Settings()
    for key, text in proposal.changes.items():
        settings = with_value(settings, f"bindings.{key}", text)
    return settings
