"""The engine room alone; with a window in front of it, it is tested in tests/window."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.bindings import Bindings
from gesture_app.core.detector import Detector
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError, PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.sections import DetectorSettings, EngineSettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.types import Detection, Frame
from gesture_app.players import dry_run
from gesture_app.workers import engine_room as engine_room_module
from gesture_app.workers.engine_room import MODEL, STAND_IN, BlindDetector, EngineRoom, Openers
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge
from gesture_app.workers.user_input import OnInput, Stop


class ShadeSource:
    """Frames of one shade, so that one can tell from which source they came."""

    title = "Shade"
    is_live = False

    def __init__(self, shade: int) -> None:
        self._shade = shade
        self._index = 0
        self.is_closed = False

    def read(self) -> Frame | None:
        time.sleep(0.005)
        self._index += 1
        return Frame(np.full((4, 4, 3), self._shade, np.uint8), self._index, time.monotonic())

    def close(self) -> None:
        self.is_closed = True


class SlowDetector:
    """Needs its time for the first frame, as a network does that is compiled then."""

    title = "Slow"

    def __init__(self) -> None:
        self.is_compiled = threading.Event()
        self.looked_at: list[int] = []  # shades
        self.breaks = False
        self.is_closed = False

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        if self.breaks:
            raise ModelError("The model does not accept such pictures; export it again.")
        self.looked_at.append(int(frame.pixels[0, 0, 0]))
        self.is_compiled.wait()
        return ()

    def close(self) -> None:
        self.is_closed = True


class Room:
    """An engine room and what it opened."""

    def __init__(self) -> None:
        self.sources: list[ShadeSource] = []
        self.detectors: dict[str, SlowDetector] = {}
        self.bridge = QtBridge()
        self.jobs = Jobs()
        openers = Openers(self._open_source, self._open_detector, {"dry_run": dry_run.KIND}, self._listen)
        self.room = EngineRoom(openers, Engine(EngineSettings(), Bindings([])), self.bridge, self.jobs)

    def _open_source(self, request: SourceRequest) -> Source:
        self.sources.append(ShadeSource(int(request.spec)))
        return self.sources[-1]

    def _open_detector(self, settings: DetectorSettings) -> Detector:
        if settings.model not in self.detectors:
            raise ModelError(f"There is no model called {settings.model}; pick another.")
        return self.detectors[settings.model]

    def _listen(self, on_input: OnInput) -> Stop:
        raise AssertionError("nobody asked for this")

    def shade(self) -> int:
        """The shade of the newest picture; -1 while there is none."""
        result = self.bridge.results.take()
        return -1 if result is None else int(result.frame.pixels[0, 0, 0])


@pytest.fixture
def engine_room(qapp: object) -> Iterator[Room]:
    room = Room()
    yield room
    room.room.close()


def test_frames_flow_before_there_is_a_model(engine_room: Room, qtbot: QtBot) -> None:
    engine_room.room.watch(SourceRequest("7"))
    qtbot.waitUntil(lambda: engine_room.shade() == 7, timeout=3000)


def test_another_source_takes_over_and_the_old_one_is_let_go_of(engine_room: Room, qtbot: QtBot) -> None:
    engine_room.room.watch(SourceRequest("7"))
    qtbot.waitUntil(lambda: engine_room.shade() == 7, timeout=3000)
    engine_room.room.watch(SourceRequest("9"))
    qtbot.waitUntil(lambda: engine_room.shade() == 9, timeout=3000)
    assert [source.is_closed for source in engine_room.sources] == [True, False]


def test_a_stand_in_is_looked_at_beside_the_source_and_no_frame_of_it_after_its_end(
    engine_room: Room, qtbot: QtBot
) -> None:
    engine_room.room.watch(SourceRequest("7"))
    engine_room.room.stand_in(SourceRequest("9"))
    qtbot.waitUntil(lambda: engine_room.shade() == 9, timeout=3000)
    slow = SlowDetector()
    slow.is_compiled.set()
    engine_room.detectors["slow"] = slow
    engine_room.room.look_with(DetectorSettings("slow"))
    qtbot.waitUntil(lambda: 9 in slow.looked_at, timeout=3000)
    with qtbot.waitSignal(engine_room.jobs.done, timeout=3000, check_params_cb=lambda topic, _: topic == STAND_IN):
        engine_room.room.stand_in(None)
    slow.looked_at.clear()
    qtbot.waitUntil(lambda: len(slow.looked_at) > 5, timeout=3000)
    assert set(slow.looked_at) == {7}


def test_another_source_ends_the_stand_in(engine_room: Room, qtbot: QtBot) -> None:
    engine_room.room.stand_in(SourceRequest("9"))
    qtbot.waitUntil(lambda: engine_room.shade() == 9, timeout=3000)
    with qtbot.waitSignal(engine_room.bridge.source_opening, timeout=3000) as opening:
        engine_room.room.watch(SourceRequest("7"))
    assert opening.args == [SourceRequest("7")]
    assert engine_room.sources[0].is_closed


def test_a_model_that_cannot_be_opened_is_told_and_frames_flow_on(engine_room: Room, qtbot: QtBot) -> None:
    engine_room.room.watch(SourceRequest("7"))
    with qtbot.waitSignal(engine_room.jobs.failed, timeout=3000) as failed:
        engine_room.room.look_with(DetectorSettings("nonsense"))
    assert str(failed.args[1]) == "There is no model called nonsense; pick another."
    engine_room.shade()
    qtbot.waitUntil(lambda: engine_room.shade() == 7, timeout=3000)


def test_frames_flow_while_a_model_is_compiled(engine_room: Room, qtbot: QtBot) -> None:
    slow = engine_room.detectors["slow"] = SlowDetector()
    engine_room.room.watch(SourceRequest("7"))
    engine_room.room.look_with(DetectorSettings("slow"))
    qtbot.waitUntil(lambda: slow.looked_at == [7], timeout=3000)
    engine_room.shade()
    qtbot.waitUntil(lambda: engine_room.shade() == 7, timeout=3000)
    assert slow.looked_at == [7]
    with qtbot.waitSignal(engine_room.jobs.done, timeout=3000):
        slow.is_compiled.set()
    qtbot.waitUntil(lambda: len(slow.looked_at) > 1, timeout=3000)


def test_a_model_that_fails_its_first_frame_is_told_and_let_go_of(engine_room: Room, qtbot: QtBot) -> None:
    slow = engine_room.detectors["slow"] = SlowDetector()
    slow.breaks = True
    engine_room.room.watch(SourceRequest("7"))
    with qtbot.waitSignal(engine_room.jobs.failed, timeout=3000):
        engine_room.room.look_with(DetectorSettings("slow"))
    assert slow.is_closed
    engine_room.shade()
    qtbot.waitUntil(lambda: engine_room.shade() == 7, timeout=3000)


def test_a_source_that_gives_nothing_does_not_keep_the_model_waiting(
    engine_room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_room_module, "FIRST_FRAME_LIMIT_S", 0.05)
    slow = engine_room.detectors["slow"] = SlowDetector()
    slow.is_compiled.set()
    with qtbot.waitSignal(engine_room.jobs.done, timeout=3000) as done:
        engine_room.room.look_with(DetectorSettings("slow"))
    assert done.args == [MODEL, "Slow"]
    assert slow.looked_at == [0]  # it was tried with a black picture, so that the first real one need not wait


def test_a_player_that_does_not_exist_is_refused(engine_room: Room) -> None:
    with pytest.raises(PlayerError, match="there are: dry_run"):
        engine_room.room.control(PlayerRequest("walkman"))


def test_everything_can_be_closed_twice(engine_room: Room) -> None:
    engine_room.room.watch(SourceRequest("7"))
    engine_room.room.close()
    engine_room.room.close()


def test_the_stand_in_sees_nothing() -> None:
    assert BlindDetector().detect(Frame(np.zeros((4, 4, 3), np.uint8), 0, 0.0)) == ()
