"""What may go wrong under the running line: nothing is lost, and each fault costs one sentence at most."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from colour_network import RED, frame_with, write_colour_model

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import SourceError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.sections import DetectorSettings, EngineSettings
from gesture_app.core.source import SourceRequest, SourceState
from gesture_app.core.types import Box, Command, Detection, Frame
from gesture_app.players import dry_run
from gesture_app.workers import source_health
from gesture_app.workers.care import Care, Patience
from gesture_app.workers.headless import Ended, Event, Fatal, HeadlessLine, HeadlessParts, SourceNews, Step
from gesture_app.workers.line import Line

LIMIT_S = 60.0  # ends a test that hangs
PALM = Detection("palm", 0.9, Box(10, 10, 90, 90))
PATCH = (64, 64, 96, 96)  # one cell of the colour network


class PalmDetector:
    title = "Palm"

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        return (PALM,) if frame.pixels.mean() > 50 else ()

    def close(self) -> None:
        pass


class TroubledCamera:
    """A camera whose pictures a test makes; it gives a hundred a second."""

    title = "Cam"
    is_live = True

    def __init__(self, picture: Callable[[int], np.ndarray | None]) -> None:
        self._picture = picture
        self._index = 0

    def read(self) -> Frame | None:
        time.sleep(0.01)
        pixels = self._picture(self._index)
        self._index += 1
        return None if pixels is None else Frame(pixels, self._index - 1, time.monotonic())

    def close(self) -> None:
        pass


def fine(index: int) -> np.ndarray:
    return np.full((96, 128, 3), 100 + index % 2, np.uint8)


def events_before(*pictures: Callable[[int], np.ndarray | None], until: Callable[[list[Event]], bool]) -> list[Event]:
    """Everything a line tells whose camera is opened with these, one after the other."""
    cameras = [TroubledCamera(picture) for picture in pictures]
    settings = EngineSettings(always_armed=True, entry_quiet_ms=0, vote_window_ms=0, grace_ms=2000)
    line = Line(PalmDetector(), Engine(settings, Bindings([Binding("palm", "Palm", Command.PLAY_PAUSE, hold_ms=300)])))
    parts = HeadlessParts(
        line=line,
        open_source=lambda request: cameras.pop(0),
        source=SourceRequest("cam"),
        player_kinds={"dry_run": dry_run.KIND},
        player=PlayerRequest("dry_run"),
        follow_player=lambda line, state, title: None,
        care=Care(Patience(LIMIT_S, 0.01, 0.04)),
    )
    told: list[Event] = []
    with contextlib.closing(HeadlessLine(parts).events(LIMIT_S)) as events:
        for event in events:
            told.append(event)
            if until(told):
                break
    return told


def news(events: list[Event]) -> list[SourceNews]:
    return [event for event in events if isinstance(event, SourceNews)]


def orders(events: list[Event]) -> int:
    return sum(d.order is not None for event in events if isinstance(event, Step) for d in event.decisions)


@pytest.mark.parametrize(
    ("trouble", "state", "sentence"),
    [
        pytest.param(
            lambda index: np.full((96, 128, 3), index % 2, np.uint8),
            SourceState.BLACK,
            "Cam shows only black; open its shutter or uncover the lens.",
            id="goes black",
        ),
        pytest.param(
            lambda index: np.full((96, 128, 3), 130, np.uint8),
            SourceState.FROZEN,
            "Cam shows the same frame again and again; unplug it and plug it in again.",
            id="freezes",
        ),
        pytest.param(
            lambda index: np.full((96, 128, 3), 30 + index % 2, np.uint8),
            SourceState.DARK,
            "Cam sees very little; switch on a light.",
            id="goes dark",
        ),
    ],
)
def test_a_picture_that_is_worth_nothing_costs_one_sentence_and_another_when_it_is_over(
    monkeypatch, trouble, state, sentence
):
    monkeypatch.setattr(source_health, "PATIENCE_S", 0.1)

    heard: list[SourceNews] = []

    def picture(index):
        return trouble(index) if index >= 20 and not heard else fine(index)

    def is_over(events):
        heard[:] = news(events)
        return len(heard) == 2

    told = news(events_before(picture, until=is_over))
    assert told == [SourceNews(state, sentence), SourceNews(SourceState.LIVE, "Cam works.")]


def test_a_camera_that_raises_is_opened_again_and_its_hand_is_obeyed():
    def breaks(index):
        if index == 10:
            raise SourceError("The camera Cam gives no more frames; plug it in again.")
        return fine(index)

    told = events_before(breaks, fine, until=lambda events: orders(events) == 1)
    assert [event.text for event in news(told)] == [
        "The camera Cam gives no more frames; plug it in again.",
        "Cam works.",
    ]
    assert not any(isinstance(event, Fatal) for event in told)


def test_a_camera_that_slows_down_is_obeyed_after_the_same_time():
    def slow(index):
        if index > 3:
            time.sleep(0.09)  # ten frames a second are left
        return fine(index)

    told = events_before(slow, until=lambda events: orders(events) == 1)
    steps = [event for event in told if isinstance(event, Step)]
    before, fired = steps[-2].taken_at_s - steps[0].taken_at_s, steps[-1].taken_at_s - steps[0].taken_at_s
    assert before < 0.3 <= fired  # by the first frame that could, however many a busy machine has missed
    assert news(told) == []


def test_a_source_that_ends_ends_the_run_without_a_complaint():
    told = events_before(lambda index: fine(index) if index < 20 else None, until=lambda events: False)
    assert told.count(Ended()) == 1
    assert news(told) == []


def swap_in_place(model: Path) -> None:
    model.write_bytes(b"no network at all")


def swap_by_another(model: Path) -> None:
    other = model.with_suffix(".new")
    other.write_bytes(model.read_bytes()[:100])
    other.replace(model)


@pytest.mark.parametrize("swap", [swap_in_place, swap_by_another, Path.unlink])
@pytest.mark.parametrize("engine", ["openvino", "onnx"])
def test_a_model_file_that_is_swapped_while_it_runs_changes_nothing(tmp_path, engine, swap):
    file = write_colour_model(tmp_path / "colours")
    settings = DetectorSettings(model=str(file.parent), engine=engine)
    detector = open_detector(settings, load_vocabulary())
    with contextlib.closing(Line(detector, Engine(EngineSettings(), Bindings([])))) as line:
        frame, wider = frame_with([(RED, PATCH)]), frame_with([(RED, PATCH)], size_px=(640, 192))
        before = line.step(frame).detections
        swap(file)
        assert [detection.gesture for detection in before] == ["palm"]
        assert line.step(frame).detections == before
        line.step(wider)  # another shape is compiled anew
