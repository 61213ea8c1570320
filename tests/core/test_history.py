from __future__ import annotations

from typing import Any

import pytest

from gesture_app.core.history import COLUMNS, History, history_text
from gesture_app.core.types import Box, Command, Decision, Order, Outcome, Phase

NEXT, MUTE = Order(Command.NEXT), Order(Command.MUTE)


def decision(order: Order, gesture: str = "peace") -> Decision:
    return Decision(1.0, 1, gesture, 0.9, Phase.FIRED, None, order, 1.0, Box(0, 0, 9, 9))


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def outcome(order: Order, text: str = "VLC changed the track.") -> Outcome:
    return Outcome(order, "VLC", True, text, None, None, 0.0124)


def test_an_order_waits_for_its_outcome() -> None:
    history = History(clock=lambda: 100.0)
    history.ordered(decision(NEXT))
    (event,) = history.events
    assert (event.at_s, event.order, event.outcome) == (100.0, NEXT, None)
    history.answered(outcome(NEXT))
    (event,) = history.events
    assert event.outcome == outcome(NEXT)
    assert event.decision == decision(NEXT)


def test_equal_orders_are_answered_in_their_order_and_the_newest_comes_first() -> None:
    history = History()
    for gesture in ("peace", "ok"):
        history.ordered(decision(NEXT, gesture))
    history.answered(outcome(NEXT, "first"))
    assert [event.outcome.text if event.outcome else "" for event in history.events] == ["", "first"]
    assert [event.decision.gesture for event in history.events if event.decision] == ["ok", "peace"]


def held(history: History, clock: Clock, *texts: str, every_s: float = 0.3, gesture: str = "peace") -> None:
    """One order after the other, with these outcomes."""
    for text in texts:
        clock.now_s += every_s
        history.ordered(decision(NEXT, gesture))
        history.answered(outcome(NEXT, text))


def test_an_order_that_is_held_and_comes_to_the_same_each_time_is_one_event_with_its_number() -> None:
    clock = Clock()
    history = History(clock=clock)
    held(history, clock, "louder", "full", "full", "full")
    assert [(event.outcome.text, event.count) for event in history.events if event.outcome] == [
        ("full", 3),
        ("louder", 1),
    ]
    assert history.events[0].at_s == clock.now_s
    assert history_text(history.events).splitlines()[1].endswith("full\t3")


def test_orders_that_wait_for_an_answer_together_become_one_event_too() -> None:
    history = History(clock=Clock())
    for _ in range(3):
        history.ordered(decision(NEXT))
    for _ in range(3):
        history.answered(outcome(NEXT))
    assert [event.count for event in history.events] == [3]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"every_s": 2.1}, id="later"),
        pytest.param({"gesture": "ok"}, id="by another gesture"),
    ],
)
def test_what_is_ordered_once_more_is_an_event_of_its_own(other: dict[str, Any]) -> None:
    clock = Clock()
    history = History(clock=clock)
    held(history, clock, "full")
    held(history, clock, "full", **other)
    assert [event.count for event in history.events] == [1, 1]


def test_what_no_gesture_ordered_stands_by_itself() -> None:
    history = History()
    history.answered(outcome(MUTE))
    assert [event.decision for event in history.events] == [None]


def test_only_so_many_orders_are_kept() -> None:
    history = History(limit=2)
    for gesture in ("peace", "ok", "one"):
        history.ordered(decision(NEXT, gesture))
    assert [event.decision.gesture for event in history.events if event.decision] == ["one", "ok"]
    history.clear()
    assert history.events == ()


def test_a_decision_without_an_order_is_no_event() -> None:
    history = History()
    history.ordered(Decision(1.0, 1, "palm", 0.9, Phase.ARMED, None, None, 1.0, Box(0, 0, 9, 9)))
    assert history.events == ()


def test_the_text_has_a_column_for_everything_and_none_for_what_is_unknown() -> None:
    history = History(clock=lambda: 0.0)
    history.ordered(decision(Order(Command.SEEK_FORWARD, 10.0)))
    history.ordered(decision(NEXT))
    history.answered(outcome(NEXT))
    head, answered, waiting = (line.split("\t") for line in history_text(history.events).splitlines())
    assert tuple(head) == COLUMNS
    assert answered[1:] == ["peace", "0.90", "next", "", "VLC", "yes", "12", "VLC changed the track.", "1"]
    assert waiting[1:] == ["peace", "0.90", "seek_forward", "10", "", "", "", "", "1"]
    assert waiting[0].startswith(("1970-01-01T", "1969-12-31T"))
