from __future__ import annotations

import contextlib
import dataclasses

import pytest
from colour_network import frame_with

from gesture_app.app import player_request
from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError, PlayerError, SourceError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.sections import EngineSettings, PlayerSettings
from gesture_app.core.source import SourceRequest, SourceState
from gesture_app.core.types import Box, Command, Detection, GateName, Outcome
from gesture_app.players import dry_run
from gesture_app.workers import actuator
from gesture_app.workers.care import Care, Patience
from gesture_app.workers.headless import Ended, Fatal, HeadlessLine, HeadlessParts, PlayerNews, Step
from gesture_app.workers.line import Line
from tests.players.fake_player import FakePlayer, kind_of

PALM = Detection("palm", 0.9, Box(100, 50, 180, 130))
LONG_S = 60.0  # ends a test that hangs


class FewFrames:
    """A film of some frames, a tenth of a second apart; unpaced, so that none is lost."""

    title = "Few frames"
    is_live = False

    def __init__(self, count):
        self.left = list(range(count))
        self.is_closed = False

    def read(self):
        if not self.left:
            return None
        index = self.left.pop(0)
        return frame_with(index=index, taken_at_s=index / 10)

    def close(self):
        self.is_closed = True


class PalmDetector:
    """Sees a palm in every frame, and breaks at the frame it is told to."""

    title = "Palm"

    def __init__(self, breaks_at=None):
        self.breaks_at = breaks_at
        self.is_closed = False

    def detect(self, frame):
        if frame.index == self.breaks_at:
            raise ModelError("The network broke; take another.")
        return (PALM,)

    def close(self):
        self.is_closed = True


class DeafPlayer(FakePlayer):
    """Takes orders and does nothing."""

    def __init__(self):
        super().__init__("Deaf")
        self.is_deaf = True


def parts_of(
    source,
    detector=None,
    player="dry_run",
    follow_player=lambda line, state, title: None,
    command=Command.PLAY_PAUSE,
):
    settings = EngineSettings(always_armed=True, entry_quiet_ms=0, vote_window_ms=0)
    engine = Engine(settings, Bindings([Binding("palm", "Palm", command, hold_ms=300)]))
    return HeadlessParts(
        line=Line(detector or PalmDetector(), engine),
        open_source=lambda request: source,
        source=SourceRequest("few", is_paced=False),
        player_kinds={"dry_run": dry_run.KIND},
        player=PlayerRequest(player),
        follow_player=follow_player,
    )


def run(parts, seconds=LONG_S):
    with contextlib.closing(HeadlessLine(parts).events(seconds)) as events:
        return list(events)


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_every_frame_of_a_film_is_looked_at_and_then_the_run_ends():
    source, detector = FewFrames(12), PalmDetector()
    events = run(parts_of(source, detector))
    assert [step.index for step in of_kind(events, Step)] == list(range(12))
    assert of_kind(events, Ended) == [Ended()]
    assert source.is_closed
    assert detector.is_closed


def test_an_order_of_the_very_last_frame_still_gets_its_outcome():
    events = run(parts_of(FewFrames(4)))
    assert of_kind(events, Ended) == [Ended()]  # before the outcome or after it: they come from two threads
    assert [outcome.obeyed for outcome in of_kind(events, Outcome)] == [True]


def test_the_outcome_comes_after_the_decision_that_ordered_it():
    events = run(parts_of(FewFrames(10)))
    fired = next(n for n, event in enumerate(events) if isinstance(event, Step) and event.decisions[0].order)
    answered = next(n for n, event in enumerate(events) if isinstance(event, Outcome))
    assert fired < answered


def test_a_broken_network_is_told_and_ends_the_run():
    events = run(parts_of(FewFrames(50), PalmDetector(breaks_at=3)))
    assert [str(fatal.error) for fatal in of_kind(events, Fatal)] == ["The network broke; take another."]
    assert len(of_kind(events, Step)) == 3


def test_a_source_that_cannot_be_opened_is_told_and_ends_the_run():
    def refuse(request):
        raise SourceError("There is no such camera; plug it in.")

    detector = PalmDetector()
    parts = dataclasses.replace(parts_of(None, detector), open_source=refuse)
    assert [str(fatal.error) for fatal in of_kind(run(parts), Fatal)] == ["There is no such camera; plug it in."]
    assert detector.is_closed


def test_a_camera_that_is_taken_is_told_once_and_awaited_by_who_wants_to():
    taken = SourceError("The camera is used by another program; close that one.", SourceState.BUSY)
    tries = [taken, taken]

    def open_source(request):
        if tries:
            raise tries.pop()
        return FewFrames(3)

    waiting = dataclasses.replace(parts_of(None), open_source=open_source, waits_for_source=True)
    waiting = dataclasses.replace(waiting, care=Care(Patience(first_wait_s=0.01)))
    events = run(waiting)
    assert of_kind(events, SourceError) == [taken]
    assert len(of_kind(events, Step)) == 3
    tries.append(taken)
    assert [fatal.error for fatal in of_kind(run(dataclasses.replace(parts_of(None), open_source=open_source)), Fatal)]


def test_an_unknown_player_is_refused_before_anything_starts():
    source, detector = FewFrames(3), PalmDetector()
    with pytest.raises(PlayerError, match="no player called gramophone"):
        run(parts_of(source, detector, player="gramophone"))
    assert len(source.left) == 3
    assert detector.is_closed


def test_whoever_stops_reading_stops_the_line():
    source, detector = FewFrames(10_000), PalmDetector()
    with contextlib.closing(HeadlessLine(parts_of(source, detector)).events(LONG_S)) as events:
        next(event for event in events if isinstance(event, Step))
    assert source.is_closed
    assert detector.is_closed


def test_it_ends_when_the_time_is_up():
    events = run(parts_of(FewFrames(1_000_000)), seconds=0.2)
    assert of_kind(events, Step)
    assert not of_kind(events, Ended)


def test_the_engine_learns_from_an_outcome_how_loud_the_player_is(monkeypatch):
    monkeypatch.setattr(actuator, "POLL_S", LONG_S)
    heard = []
    monkeypatch.setattr(Engine, "note_volume", lambda engine, volume: heard.append(volume))
    parts = parts_of(FewFrames(1_000_000), command=Command.VOLUME_UP)
    with contextlib.closing(HeadlessLine(parts).events(LONG_S)) as events:
        volume = next(event for event in events if isinstance(event, Outcome)).after.volume
        next(event for event in events if heard)
    assert heard[0] == volume == pytest.approx(0.55)


def test_the_line_and_the_reader_learn_whom_they_control():
    told = []
    parts = parts_of(FewFrames(1_000_000), follow_player=lambda line, state, title: told.append((title, state.volume)))
    with contextlib.closing(HeadlessLine(parts).events(LONG_S)) as events:
        news = next(event for event in events if isinstance(event, PlayerNews))
        next(event for event in events if told)
    assert news.title == "Dry run"
    assert told[0] == ("Dry run", 0.5)


def test_while_paused_a_gesture_is_seen_but_not_obeyed():
    line = HeadlessLine(parts_of(FewFrames(1_000_000)))
    with contextlib.closing(line.events(LONG_S)) as events:
        next(event for event in events if isinstance(event, Outcome))
        line.pause()
        next(event for event in events if isinstance(event, Step) and is_paused(event))
        line.resume()
        next(event for event in events if isinstance(event, Step) and not is_paused(event) and event.is_armed)


def test_where_it_is_allowed_the_media_key_is_pressed_for_a_player_that_does_not_react():
    keys = FakePlayer("Media keys")
    kinds = {"deaf": kind_of(DeafPlayer, "deaf"), "media_keys": kind_of(lambda: keys, "media_keys")}
    player = player_request(PlayerSettings("deaf", media_keys=True))
    run(dataclasses.replace(parts_of(FewFrames(4)), player_kinds=kinds, player=player))
    assert [order.command for order in keys.received] == [Command.PLAY_PAUSE]
    keys.received.clear()
    run(dataclasses.replace(parts_of(FewFrames(4)), player_kinds=kinds, player=player_request(PlayerSettings("deaf"))))
    assert keys.received == []


def is_paused(step):
    gates = [decision.gate.name for decision in step.decisions if decision.gate]
    return GateName.PAUSED in gates and not step.is_armed
