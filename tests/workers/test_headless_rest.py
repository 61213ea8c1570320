"""The headless line while there is a reason to rest; the rest of it is in test_headless.py."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace

import numpy as np

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.player import PlayerRequest
from gesture_app.core.rest import Rest
from gesture_app.core.sections import EngineSettings
from gesture_app.core.source import SourceRequest, SourceState, SourceUse
from gesture_app.core.types import Box, Command, Detection, Frame, GateName
from gesture_app.players import dry_run
from gesture_app.workers.engine_room import BlindDetector
from gesture_app.workers.headless import HeadlessLine, HeadlessParts, SourceNews, Step
from gesture_app.workers.line import Line

LIMIT_S = 60.0  # ends a test that hangs


class Camera:
    title = "Cam"
    is_live = True

    def read(self):
        time.sleep(0.005)
        return Frame(np.full((90, 160, 3), 128, np.uint8), 0, time.monotonic())

    def close(self):
        pass


class Session:
    """A desktop that a test locks and unlocks."""

    def __init__(self):
        self.begin = self.end = None
        self.is_watched = False

    def watch(self, begin, end):
        self.begin, self.end, self.is_watched = begin, end, True
        return self.unwatch

    def unwatch(self):
        self.is_watched = False


class OnePalm:
    """Sees the same palm in every frame."""

    title = "Palm"

    def detect(self, _frame):
        return (Detection("palm", 0.9, Box(40, 20, 100, 80)),)

    def close(self):
        pass


def test_who_types_is_not_obeyed_and_at_the_end_nobody_listens():
    typing = []

    def listen(on_input):
        typing.append(on_input)
        return typing.clear

    settings = EngineSettings(always_armed=True, entry_quiet_ms=0, suppress_after_input_ms=60_000)
    engine = Engine(settings, Bindings([Binding("palm", "Palm", Command.MUTE, hold_ms=60_000)]))
    parts = replace(parts_of(Session()), line=Line(OnePalm(), engine), listen=listen)
    with contextlib.closing(HeadlessLine(parts).events(LIMIT_S)) as events:
        steps = (event for event in events if isinstance(event, Step))
        assert not is_suppressed(next(steps))
        typing[0]()
        assert any(is_suppressed(step) for step in steps)
    assert typing == []


def is_suppressed(step):
    return any(decision.gate and decision.gate.name is GateName.SUPPRESSED for decision in step.decisions)


def parts_of(session):
    return HeadlessParts(
        line=Line(BlindDetector(), Engine(EngineSettings(), Bindings([]))),
        open_source=lambda request: Camera(),
        source=SourceRequest("cam"),
        player_kinds={"dry_run": dry_run.KIND},
        player=PlayerRequest("dry_run"),
        follow_player=lambda line, state, title: None,
        watch_session=session.watch,
    )


def test_a_locked_screen_puts_the_camera_out_and_an_unlocked_one_on_again():
    session, told = Session(), []
    with contextlib.closing(HeadlessLine(parts_of(session)).events(LIMIT_S)) as events:
        for event in events:
            told += [event] if isinstance(event, SourceNews | SourceUse) else []
            if isinstance(event, Step) and not any(isinstance(news, SourceNews) for news in told):
                session.begin(Rest.LOCKED)
            if isinstance(event, SourceNews) and event.state is SourceState.RESTING:
                session.end(Rest.LOCKED)
            if isinstance(event, SourceNews) and event.state is SourceState.LIVE:
                break
    assert not session.is_watched
    assert [news for news in told if isinstance(news, SourceNews)] == [
        SourceNews(SourceState.RESTING, "Cam is off while the screen is locked."),
        SourceNews(SourceState.LIVE, "Cam works."),
    ]
    assert [use.is_open for use in told if isinstance(use, SourceUse)] == [True, False, True]


def test_a_pause_stops_obedience_and_the_camera_until_resumed():
    parts = parts_of(Session())
    line, paused = HeadlessLine(parts), []
    with contextlib.closing(line.events(LIMIT_S)) as events:
        for event in events:
            if isinstance(event, Step) and not paused:
                line.pause()
            if isinstance(event, SourceNews) and event.state is SourceState.RESTING:
                paused.append(parts.line.engine.is_paused)
                line.resume()
            if isinstance(event, SourceNews) and event.state is SourceState.LIVE:
                break
    assert paused == [True]
    assert not parts.line.engine.is_paused
