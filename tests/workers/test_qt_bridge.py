from __future__ import annotations

import threading
from concurrent.futures import Future

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import PlayerError
from gesture_app.core.meter import Figures, SourcePace
from gesture_app.core.player import PlayerInfo
from gesture_app.core.sections import DetectorSettings
from gesture_app.core.trial import ModelChange
from gesture_app.core.types import Box, Command, Decision, Frame, Order, Phase, Playback, PlayerState
from gesture_app.workers.line import LineResult
from gesture_app.workers.qt_bridge import QtBridge

ORDER = Order(Command.NEXT)
MODEL = ModelChange(DetectorSettings(), "OpenVINO, default")
FIRED = Decision(0.0, 1, "peace", 0.9, Phase.FIRED, None, ORDER, 1.0, Box(0, 0, 1, 1))


class Listener(QObject):
    """Counts calls, and remembers on which threads and with what they came."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[threading.Thread] = []
        self.values: list[object] = []

    @Slot()
    def wake(self) -> None:
        self.threads.append(threading.current_thread())

    @Slot(object)
    def take(self, value: object) -> None:
        self.threads.append(threading.current_thread())
        self.values.append(value)


def result(index: int, *decisions: Decision, armed_left_s: float | None = None) -> LineResult:
    frame = Frame(np.zeros((2, 2, 3), np.uint8), index, index * 0.02)
    return LineResult(frame, (), decisions, armed_left_s, 0.007, 0.0001, 0.012)


def on_a_worker(*jobs: object) -> None:
    """Run jobs on another thread, as workers do."""

    def run() -> None:
        for job in jobs:
            job()  # type: ignore[operator]

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.fixture
def bridge(qapp: object) -> QtBridge:
    return QtBridge()


def test_many_results_wake_the_window_once_and_it_finds_the_newest(bridge: QtBridge, qtbot: QtBot) -> None:
    listener = Listener()
    bridge.result_ready.connect(listener.wake)
    events = bridge.inference_events(lambda order: None)
    on_a_worker(*[lambda index=index: events.on_result(result(index)) for index in range(50)])
    qtbot.wait(20)
    assert listener.threads == [threading.main_thread()]
    newest = bridge.results.take()
    assert newest is not None
    assert newest.frame.index == 49


def test_an_order_goes_to_the_player_without_waiting_for_the_window(bridge: QtBridge) -> None:
    submitted: list[tuple[Order, threading.Thread]] = []
    events = bridge.inference_events(lambda order: submitted.append((order, threading.current_thread())))
    on_a_worker(lambda: events.on_result(result(0, FIRED)))
    ((order, thread),) = submitted
    assert order is ORDER
    assert thread is not threading.main_thread()


def test_no_order_is_lost_to_the_window_even_when_its_picture_is(bridge: QtBridge, qtbot: QtBot) -> None:
    listener = Listener()
    bridge.fired.connect(listener.take)
    events = bridge.inference_events(lambda order: None)
    on_a_worker(*[lambda index=index: events.on_result(result(index, FIRED)) for index in range(5)])
    qtbot.waitUntil(lambda: len(listener.values) == 5, timeout=1000)
    assert set(listener.threads) == {threading.main_thread()}


def test_being_armed_is_told_when_it_begins_and_ends_and_not_for_every_frame(bridge: QtBridge, qtbot: QtBot) -> None:
    listener = Listener()
    bridge.armed_changed.connect(listener.take)
    events = bridge.inference_events(lambda order: None)
    times_left = (None, None, 6.0, 5.9, 5.8, None, 6.0)
    on_a_worker(*[lambda left=left: events.on_result(result(0, armed_left_s=left)) for left in times_left])
    qtbot.waitUntil(lambda: listener.values == [True, False, True], timeout=1000)


def test_figures_are_told_now_and_then(bridge: QtBridge, qtbot: QtBot) -> None:
    listener = Listener()
    bridge.figures_ready.connect(listener.take)
    events = bridge.inference_events(lambda order: None)
    bridge.measure_source(lambda: SourcePace(60.0))
    looks = [lambda index=index: events.on_result(result(index)) for index in range(60)]
    on_a_worker(lambda: bridge.note_model(MODEL), *looks)
    qtbot.waitUntil(lambda: len(listener.values) == 3, timeout=1000)
    assert listener.values[-1].source == SourcePace(60.0)  # type: ignore[attr-defined]
    assert listener.values[-1].detector_fps == pytest.approx(50)  # type: ignore[attr-defined]


def test_nothing_is_said_of_the_detector_before_there_is_one(bridge: QtBridge, qtbot: QtBot) -> None:
    """What stands in for it sees nothing, in no time."""
    listener = Listener()
    bridge.figures_ready.connect(listener.take)
    events = bridge.inference_events(lambda order: None)
    on_a_worker(*[lambda index=index: events.on_result(result(index)) for index in range(60)])
    qtbot.waitUntil(lambda: len(listener.values) == 3, timeout=1000)
    assert listener.values[-1] == Figures(SourcePace(), None, None, None, None, 0)


def test_what_players_tell_arrives_on_the_windows_thread(bridge: QtBridge, qtbot: QtBot) -> None:
    error = PlayerError("VLC is gone; start it again.")
    events = bridge.actuator_events()
    with qtbot.waitSignals([bridge.player_failed, bridge.player_changed], timeout=1000):
        on_a_worker(lambda: events.on_error(error), lambda: events.on_state(PlayerState(Playback.PAUSED), "VLC"))


def test_the_list_of_players_is_told_once_it_is_there(bridge: QtBridge, qtbot: QtBot) -> None:
    listed: Future[tuple[PlayerInfo, ...]] = Future()
    bridge.tell_players(listed)
    with qtbot.waitSignal(bridge.players_listed, timeout=1000) as told:
        on_a_worker(lambda: listed.set_result((PlayerInfo("dry_run", "Dry run"),)))
    assert told.args == [(PlayerInfo("dry_run", "Dry run"),)]


def test_a_list_that_was_given_up_is_not_told(bridge: QtBridge, qtbot: QtBot) -> None:
    listed: Future[tuple[PlayerInfo, ...]] = Future()
    with qtbot.assertNotEmitted(bridge.players_listed, wait=20):
        bridge.tell_players(listed)
        listed.cancel()
