"""Timing orders by a clock of the test's own."""

from __future__ import annotations

import pytest

from gesture_app.commands._reaction import (
    PLAYER_LIMIT_S,
    Reaction,
    Stopwatch,
    _without_faults,
    summary,
    time_orders,
)
from gesture_app.core.errors import ModelError, PlayerError, PlayerStartingError, SourceError
from gesture_app.core.types import Box, Command, Decision, Order, Outcome, Phase, PlayerState
from gesture_app.workers.headless import Ended, Fatal, PlayerNews, Step

NEXT, MUTE = Order(Command.NEXT), Order(Command.MUTE)


def step(taken_at_s, *orders):
    decisions = tuple(
        Decision(taken_at_s, 1, "x", 0.9, Phase.FIRED, None, order, 1.0, Box(0, 0, 1, 1)) for order in orders
    )
    times = {"taken_at_s": taken_at_s, "detect_s": 0.0, "decide_s": 0.0, "latency_s": 0.01}
    return Step(index=0, size_px=(1, 1), detections=(), decisions=decisions, is_armed=True, **times)


def outcome(order, obeyed=True):
    return Outcome(order, "VLC", obeyed, "", None, None, 0.0)


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watch(clock):
    begun = Stopwatch(clock)
    begun.begin(0.0)
    return begun


def test_an_order_is_timed_from_its_frame_to_its_outcome(watch, clock):
    watch.note(step(100.0, NEXT))
    clock.now_s = 100.04
    watch.note(outcome(NEXT))
    assert watch.reactions == [Reaction("next", 0.01, pytest.approx(0.04))]


def test_outcomes_find_their_own_orders_the_oldest_first(watch, clock):
    for taken_at_s, order in ((1.0, NEXT), (2.0, MUTE), (3.0, NEXT)):
        watch.note(step(taken_at_s, order))
    clock.now_s = 4.0
    for order in (MUTE, NEXT, NEXT):
        watch.note(outcome(order))
    assert [(reaction.command, reaction.reaction_s) for reaction in watch.reactions] == [
        ("mute", 2.0),
        ("next", 3.0),
        ("next", 1.0),
    ]


@pytest.mark.parametrize("obeyed", [False, None])
def test_what_was_not_seen_to_be_obeyed_has_no_time(watch, obeyed):
    watch.note(step(1.0, NEXT))
    watch.note(outcome(NEXT, obeyed))
    assert watch.reactions == [Reaction("next", 0.01, None)]


def test_other_events_and_answers_to_nobody_are_passed_over(watch):
    for event in (step(1.0), Ended(), outcome(NEXT)):
        watch.note(event)
    assert watch.reactions == []


STARTING = PlayerStartingError("VLC is still starting; wait a moment.")


def told(*events, seconds=10.0):
    watch = Stopwatch()
    time_orders(_without_faults(iter(events)), watch, "vlc_http", seconds)
    return [reaction.command for reaction in watch.reactions]


def test_what_is_ordered_before_the_player_is_there_is_not_counted_even_if_it_is_answered_later():
    news = PlayerNews(PlayerState(), "VLC")
    early, late = (step(1.0, MUTE), STARTING, outcome(MUTE, False), step(2.0, NEXT)), (step(3.0, MUTE), outcome(MUTE))
    assert told(*early, news, outcome(NEXT), *late) == ["mute"]


def test_the_seconds_count_from_the_players_coming():
    steps = [event for at_s in range(20) for event in (step(float(at_s), NEXT), outcome(NEXT))]
    assert len(told(*steps[:10], PlayerNews(PlayerState(), "VLC"), *steps[10:], seconds=6.5)) == 7


def test_a_player_that_never_comes_is_not_waited_for_for_ever():
    steps = [step(at_s * 1.0) for at_s in range(100)]
    with pytest.raises(PlayerError, match=r"vlc_http was not there after 30 s; start it"):
        told(STARTING, *steps)
    assert PLAYER_LIMIT_S == 30


@pytest.mark.parametrize("event", [PlayerError("VLC has ended."), Fatal(ModelError("No network."))])
def test_what_waiting_does_not_mend_ends_it_at_once(event):
    with pytest.raises((PlayerError, ModelError), match=r"has ended|No network"):
        told(STARTING, event, step(1.0))


def test_the_summary_counts_and_sorts_by_command():
    reactions = [Reaction("next", 0.01, 0.1), Reaction("mute", 0.02, 0.02), Reaction("next", 0.03, None)]
    result = summary(reactions, "mpris:vlc", "film.mp4", 60.0)
    assert (result.orders, result.obeyed) == (3, 2)
    assert (result.decision_ms_p50, result.reaction_ms_p50) == (20.0, 60.0)
    assert result.reaction_ms_p95 == pytest.approx(96.0)
    assert result.reaction_ms_p50_by_command == {"mute": 20.0, "next": 100.0}


def test_where_nothing_was_obeyed_there_is_no_figure():
    with pytest.raises(SourceError, match=r"Of 1 orders from film\.mp4 none was seen to be obeyed by media_keys"):
        summary([Reaction("next", 0.01, None)], "media_keys", "film.mp4", 60.0)
