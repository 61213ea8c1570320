from __future__ import annotations

import json

import pytest

from gesture_app.commands._report import JsonReport, Reporter, TextReport
from gesture_app.core.errors import ModelError, PlayerError, SourceError
from gesture_app.core.source import SourceState
from gesture_app.core.types import Box, Command, Decision, Gate, GateName, Order, Outcome, Phase, PlayerState
from gesture_app.workers.headless import Fatal, PlayerNews, SourceNews, Step

NEXT = Order(Command.NEXT)
NEXT_HAPPENED = Outcome(NEXT, "VLC", obeyed=True, text="VLC plays Noon.", before=None, after=None, latency_s=0.0312)
HELD = Gate(GateName.HOLD, "hold 120 ms left", 120.0)


def step(order=None, index=0):
    phase, gate = (Phase.FIRED, None) if order else (Phase.HELD, HELD)
    decision = Decision(index / 10, 1, "peace", 0.87654, phase, gate, order, 0.7, Box(0, 0, 9, 9))
    return Step(index, index / 10, (1280, 720), (), (decision,), False, 0.008, 0.0001, 0.0123456)


@pytest.fixture
def json_rows(capsys):
    """What a JSON report makes of events."""

    def rows(*events, dropped=0):
        reporter = Reporter(JsonReport())
        for event in events:
            reporter.take(event)
        reporter.conclude(dropped)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return rows


def test_a_decision_that_waits_carries_its_gate(json_rows):
    row, _ = json_rows(step())
    assert (row["gesture"], row["score"], row["phase"], row["latency_ms"]) == ("peace", 0.877, "held", 12.35)
    assert (row["gate"], row["why"]) == ("hold", "hold 120 ms left")
    assert (row["command"], row["player"], row["obeyed"]) == (None, None, None)


def test_a_decision_that_fired_is_told_when_the_player_has_reacted(json_rows):
    held, fired, _ = json_rows(step(NEXT), step(index=1), NEXT_HAPPENED)
    assert held["phase"] == "held"
    assert (fired["phase"], fired["command"], fired["gate"]) == ("fired", "next", None)
    assert (fired["player"], fired["obeyed"], fired["player_ms"]) == ("VLC", True, 31.2)


def test_an_order_without_an_answer_is_told_at_the_end(json_rows):
    fired, summary = json_rows(step(NEXT))
    assert (fired["command"], fired["obeyed"]) == ("next", None)
    assert (summary["orders"], summary["obeyed"]) == (1, 0)


def test_the_summary_counts(json_rows):
    *_, summary = json_rows(step(NEXT), step(index=1), step(index=2), NEXT_HAPPENED, dropped=4)
    assert summary == {
        "summary": True,
        "frames": 3,
        "seconds": 0.212,
        "fps": 14.1,
        "dropped": 4,
        "decisions": 3,
        "orders": 1,
        "obeyed": 1,
        "refused": 0,
        "unverified": 0,
    }


def test_people_read_orders_and_a_sentence_at_the_end(capsys):
    reporter = Reporter(TextReport())
    for event in (step(NEXT), step(index=1), NEXT_HAPPENED):
        reporter.take(event)
    reporter.conclude(0)
    order, summary = capsys.readouterr().out.splitlines()
    assert order.endswith("  peace -> next: VLC plays Noon.")
    assert summary.startswith("2 frames in 0.1 s (")


def test_a_run_that_never_began_has_no_summary_for_people(capsys):
    Reporter(TextReport()).conclude(0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("events", "has_problem"),
    [
        pytest.param([step()], False, id="all is well"),
        pytest.param([PlayerError("VLC is gone; start it.")], True, id="the player is gone"),
        pytest.param([PlayerError("VLC is gone; start it."), PlayerNews(PlayerState(), "VLC")], False, id="and back"),
        pytest.param([SourceError("Cam is taken; wait.")], True, id="the camera is awaited"),
        pytest.param(
            [SourceError("Cam is taken; wait."), SourceNews(SourceState.LIVE, "Cam works.")], False, id="and works"
        ),
        pytest.param([Fatal(ModelError("It broke; take another."))], True, id="the network broke"),
        pytest.param(
            [Fatal(ModelError("It broke; take another.")), PlayerNews(PlayerState(), "VLC")],
            True,
            id="a player does not mend a network",
        ),
    ],
)
def test_it_remembers_whether_something_does_not_work(events, has_problem, capsys):
    reporter = Reporter(TextReport())
    for event in events:
        reporter.take(event)
    assert reporter.has_problem is has_problem


def test_news_of_the_source_are_told(capsys):
    Reporter(TextReport()).take(SourceNews(SourceState.DARK, "The webcam sees very little; switch on a light."))
    assert capsys.readouterr().err == "gesture-app: The webcam sees very little; switch on a light.\n"
