from __future__ import annotations

import pytest

from gesture_app.core.types import Box, Command, Decision, Gate, GateName, Order, Outcome, Phase
from gesture_app.workers.decision_log import DecisionLog, Tally

NEXT, MUTE = Order(Command.NEXT), Order(Command.MUTE)


def decision(order=None, hand=1):
    phase, gate = (Phase.FIRED, None) if order else (Phase.HELD, Gate(GateName.HOLD, "hold 100 ms left", 100.0))
    return Decision(1.0, hand, "peace", 0.9, phase, gate, order, 1.0, Box(0, 0, 10, 10))


def outcome(order, obeyed):
    return Outcome(order, "VLC", obeyed, "VLC did something.", None, None, 0.02)


@pytest.fixture
def log():
    return DecisionLog(clock=lambda: 1000.0)


def test_what_orders_nothing_is_complete_at_once(log):
    entries = log.decided([decision(), decision(hand=2)], 0.01)
    assert [(entry.decision.hand, entry.outcome, entry.latency_s) for entry in entries] == [
        (1, None, 0.01),
        (2, None, 0.01),
    ]


def test_an_order_is_complete_once_its_outcome_is_known(log):
    assert log.decided([decision(NEXT)], 0.01) == ()
    entry = log.answered(outcome(NEXT, obeyed=True))
    assert (entry.time_s, entry.decision.order, entry.outcome.obeyed) == (1000.0, NEXT, True)
    assert log.unanswered() == ()


def test_outcomes_find_their_own_orders_in_the_order_they_were_given(log):
    log.decided([decision(NEXT, hand=1)], 0.01)
    log.decided([decision(MUTE, hand=2), decision(NEXT, hand=3)], 0.01)
    hands = [log.answered(outcome(order, obeyed=True)).decision.hand for order in (NEXT, NEXT, MUTE)]
    assert hands == [1, 3, 2]


def test_an_outcome_of_nobodys_order_belongs_to_no_entry(log):
    log.decided([decision(NEXT)], 0.01)
    assert log.answered(outcome(MUTE, obeyed=True)) is None


def test_an_order_that_is_never_answered_is_not_lost(log):
    log.decided([decision(NEXT)], 0.01)
    assert [entry.decision.order for entry in log.unanswered()] == [NEXT]
    assert log.unanswered() == ()


def test_the_tally_tells_obeyed_refused_and_unverified_apart(log):
    log.decided([decision(NEXT), decision(MUTE), decision()], 0.01)
    log.decided([decision(NEXT)], 0.01)
    for order, obeyed in ((NEXT, True), (MUTE, False), (NEXT, None)):
        log.answered(outcome(order, obeyed))
    assert log.tally == Tally(frames=2, decisions=4, orders=3, obeyed=1, refused=1, unverified=1)
