from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gesture_app.core.errors import PlayerError
from gesture_app.core.kiosk_watch import KEY_CODE
from gesture_app.window.event_loop import stoppable
from gesture_app.window.kiosk_run import BROKEN_CODE, ENDED_CODE, WayOut


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def way_out(qapp: QApplication, complaints: list[str]) -> WayOut:
    return WayOut(qapp, complaints.append)


def code_after(qapp: QApplication, event: Callable[[], None]) -> int:
    """How the application ends when this happens while it runs."""
    QTimer.singleShot(0, event)
    return qapp.exec()


def test_each_way_out_has_its_code_so_that_the_supervisor_knows_which_it_was(
    qapp: QApplication, way_out: WayOut, complaints: list[str]
) -> None:
    assert code_after(qapp, way_out.by_key) == KEY_CODE
    assert code_after(qapp, way_out.by_signal) == ENDED_CODE
    assert code_after(qapp, way_out.orphaned.emit) == ENDED_CODE
    assert complaints == []
    assert code_after(qapp, lambda: way_out.by_failure(PlayerError("No VLC."))) == BROKEN_CODE
    assert complaints == ["No VLC."]
    assert len({KEY_CODE, ENDED_CODE, BROKEN_CODE, 0}) == 4


def test_a_signal_ends_the_application_though_its_window_refuses_to_close(qapp: QApplication, way_out: WayOut) -> None:
    with stoppable(way_out.by_signal):
        # Not sent: OpenVINO, used by a test before, may leave the thread a signal stack that is gone.
        hear = signal.getsignal(signal.SIGTERM)
        assert callable(hear)
        assert code_after(qapp, lambda: hear(signal.SIGTERM, None)) == ENDED_CODE
