from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.workers import snapshots
from gesture_app.workers.snapshots import Snapshot, Snapshots


class Camera:
    """Gives frames that become brighter, as a camera that finds its exposure."""

    title = "Camera"
    is_live = True

    def __init__(self, brightness: int, frames: int = 10_000) -> None:
        self._brightness = brightness
        self._frames = frames
        self.read_count = 0
        self.is_closed = False

    def read(self) -> Frame | None:
        if self.read_count >= self._frames:
            return None
        self.read_count += 1
        threading.Event().wait(0.005)
        light = min(self._brightness, 10 * self.read_count)
        return Frame(np.full((64, 64, 3), light, np.uint8), self.read_count, self.read_count / 30)

    def close(self) -> None:
        self.is_closed = True


class Shelf:
    """Cameras by spec; notes which were opened, and in what order."""

    def __init__(self) -> None:
        self.cameras: dict[str, Camera] = {"good": Camera(120), "black": Camera(2), "ended": Camera(120, 0)}
        self.opened: list[str] = []
        self.hangs = threading.Event()

    def open(self, request: SourceRequest) -> Source:
        self.opened.append(request.spec)
        if request.spec == "busy":
            raise SourceError("The camera busy is used by another program; close that one and try again.")
        if request.spec == "webcam:id|Hanging":
            self.hangs.wait(100)
        return self.cameras.get(request.spec, Camera(100))


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(snapshots, "SETTLE_S", 0.1)
    shelf = Shelf()
    yield shelf
    shelf.hangs.set()


def taken(qtbot: QtBot, shelf: Shelf, *specs: str, limit_s: float = 60.0) -> list[Snapshot]:
    shots: list[Snapshot] = []
    taker = Snapshots(shelf.open, limit_s)
    taker.taken.connect(shots.append)
    taker.take([SourceRequest(spec) for spec in specs])
    qtbot.waitUntil(lambda: len(shots) == len(specs), timeout=5000)
    taker.close()
    return shots


def test_each_source_is_opened_once_after_the_other_and_closed_again(qtbot: QtBot, shelf: Shelf) -> None:
    shots = taken(qtbot, shelf, "good", "black")
    assert [shot.spec for shot in shots] == shelf.opened == ["good", "black"]
    assert all(shelf.cameras[spec].is_closed for spec in shelf.opened)


def test_the_picture_is_taken_when_the_exposure_has_settled(
    qtbot: QtBot, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = shelf.cameras["good"]
    monkeypatch.setattr(snapshots, "time", SimpleNamespace(monotonic=lambda: camera.read_count * 0.005))
    (shot,) = taken(qtbot, shelf, "good")
    assert shot.frame is not None
    assert shot.frame.pixels.mean() == 120
    assert shot.sentence == ""


def test_a_black_picture_says_what_to_do(qtbot: QtBot, shelf: Shelf) -> None:
    (shot,) = taken(qtbot, shelf, "black")
    assert shot.frame is not None
    assert shot.sentence == "Camera shows only black; open its shutter or uncover the lens."


def test_a_busy_camera_says_so_and_the_next_has_its_turn(qtbot: QtBot, shelf: Shelf) -> None:
    busy, good = taken(qtbot, shelf, "busy", "good")
    assert busy.frame is None
    assert "used by another program" in busy.sentence
    assert good.frame is not None


def test_one_that_gives_nothing_says_so(qtbot: QtBot, shelf: Shelf) -> None:
    (shot,) = taken(qtbot, shelf, "ended")
    assert (shot.frame, shot.sentence) == (
        None,
        "Camera gives no frames; check its plug, it is opened again by itself.",
    )


def test_a_driver_that_hangs_is_left_behind(qtbot: QtBot, shelf: Shelf) -> None:
    hanging, good = taken(qtbot, shelf, "webcam:id|Hanging", "good", limit_s=1.0)
    assert hanging.sentence == "Hanging does not answer; unplug it and plug it in again."
    assert good.frame is not None


def test_closing_waits_for_no_driver(qtbot: QtBot, shelf: Shelf) -> None:
    taker = Snapshots(shelf.open)
    taker.take([SourceRequest("webcam:id|Hanging"), SourceRequest("good")])
    qtbot.waitUntil(lambda: bool(shelf.opened), timeout=3000)
    taker.close()
    taker.close()
    assert shelf.opened == ["webcam:id|Hanging"]
