"""Capture while there is a reason to rest, and with a sentinel; the rest of it is in test_capture.py."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from gesture_app.core.errors import SourceError
from gesture_app.core.meter import SourcePace
from gesture_app.core.rest import Rest, Resting
from gesture_app.core.sections import PrivacySettings
from gesture_app.core.source import SourceRequest, SourceState, SourceUse
from gesture_app.core.types import Frame
from gesture_app.workers.capture import Capture, CaptureEvents
from gesture_app.workers.care import Care, Patience
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.sentinel import LOOK_S, Sentinel

LIMIT_S = 60.0  # ends a test that hangs


class Camera:
    """A camera that only one may open at a time, as a real one."""

    title = "Cam"

    def __init__(self, studio: Studio) -> None:
        self.is_live = studio.is_live
        self._studio = studio
        self._index = 0

    def read(self) -> Frame | None:
        time.sleep(0.002)
        self._index += 1
        self._studio.read += 1
        return Frame(np.full((90, 160, 3), 100 + self._studio.read % 2, np.uint8), self._index - 1, time.monotonic())

    def skip(self) -> None:
        time.sleep(0.002)
        self._studio.skipped += 1

    def close(self) -> None:
        self._studio.open_now -= 1


class Studio:
    """A capture, its camera, and everything that was told."""

    def __init__(self) -> None:
        self.is_live = True
        self.open_now = self.opened = self.read = self.skipped = 0
        self.resting = Resting()
        self.sentinel: Sentinel | None = None
        self.states: list[tuple[SourceState, str]] = []
        self.uses: list[SourceUse] = []
        self.errors: list[object] = []
        self.frames: Mailbox[Frame] = Mailbox()
        self._capture: Capture | None = None

    def start(self) -> None:
        events = CaptureEvents(
            lambda *news: self.states.append(news), self.uses.append, self.errors.append, lambda: None
        )
        care = Care(Patience(LIMIT_S, 0.01, 0.04), self.resting, self.sentinel)
        self._capture = Capture(self._open, SourceRequest("cam"), self.frames, events, care)
        self._capture.start()

    def pace(self) -> SourcePace:
        assert self._capture is not None
        return self._capture.pace()

    def stop(self) -> None:
        if self._capture is not None:
            self._capture.stop()

    def _open(self, _request: SourceRequest) -> Camera:
        if self.open_now:
            raise SourceError("The camera is used by another program.")
        self.opened += 1
        self.open_now += 1
        return Camera(self)


@pytest.fixture
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    studio.stop()
    assert studio.open_now == 0


def until(is_so: Callable[[], object]) -> None:
    waiting = threading.Event()
    deadline_s = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < deadline_s
        waiting.wait(0.005)


def test_a_camera_is_closed_while_there_is_a_reason_and_opened_again_after_it(studio: Studio) -> None:
    studio.start()
    until(lambda: studio.read > 3)
    studio.resting.begin(Rest.LOCKED)
    until(lambda: studio.states)
    assert studio.open_now == 0
    assert studio.states == [(SourceState.RESTING, "Cam is off while the screen is locked.")]
    studio.frames.take()
    seen = studio.read
    assert studio.frames.take(0.1) is None
    assert studio.read == seen
    studio.resting.end(Rest.LOCKED)
    until(lambda: len(studio.states) == 2)
    assert studio.states[1] == (SourceState.LIVE, "Cam works.")
    assert studio.opened == 2
    assert studio.errors == []


def test_what_the_lamp_does_is_told_with_its_reason(studio: Studio) -> None:
    studio.start()
    until(lambda: studio.uses)
    studio.resting.begin(Rest.PAUSED)
    until(lambda: len(studio.uses) == 2)
    studio.resting.end(Rest.PAUSED)
    until(lambda: len(studio.uses) == 3)
    studio.stop()
    assert studio.uses == [
        SourceUse("Cam", is_open=True),
        SourceUse("Cam", is_open=False, rest=Rest.PAUSED),
        SourceUse("Cam", is_open=True),
        SourceUse("Cam", is_open=False),
    ]


@pytest.mark.parametrize("is_resting_at_last", [True, False])
def test_however_fast_it_is_switched_the_last_word_counts(studio: Studio, is_resting_at_last: bool) -> None:
    studio.start()
    until(lambda: studio.read > 3)
    for _ in range(50):
        studio.resting.begin(Rest.PAUSED)
        studio.resting.end(Rest.PAUSED)
    if is_resting_at_last:
        studio.resting.begin(Rest.PAUSED)
        until(lambda: studio.states and studio.states[-1][0] is SourceState.RESTING)
        assert studio.open_now == 0
    else:
        seen = studio.read
        until(lambda: studio.read > seen + 3)
        assert not any(state is SourceState.LOST for state, _ in studio.states)


def test_a_camera_is_not_even_opened_while_there_is_a_reason(studio: Studio) -> None:
    studio.resting.begin(Rest.LOCKED)
    studio.start()
    until(lambda: studio.states)
    assert studio.states == [(SourceState.RESTING, "cam is off while the screen is locked.")]
    assert studio.opened == 0
    studio.resting.end(Rest.LOCKED)
    until(lambda: studio.read)


def test_another_reason_is_told_too(studio: Studio) -> None:
    studio.start()
    until(lambda: studio.read)
    studio.resting.begin(Rest.PAUSED)
    until(lambda: len(studio.states) == 1)
    studio.resting.begin(Rest.LOCKED)
    until(lambda: len(studio.states) == 2)
    assert studio.states[1][1] == "Cam is off while the screen is locked."


def test_a_file_goes_on(studio: Studio) -> None:
    studio.is_live = False
    studio.start()
    until(lambda: studio.frames.take() and studio.read > 3)
    studio.resting.begin(Rest.LOCKED)
    seen = studio.read
    until(lambda: studio.read > seen + 30)
    assert (studio.opened, studio.states, studio.uses) == (1, [], [])


def test_a_reason_that_the_user_does_not_heed_changes_nothing(studio: Studio) -> None:
    studio.resting = Resting(PrivacySettings(camera_off_paused=False))
    studio.start()
    until(lambda: studio.read > 3)
    studio.resting.begin(Rest.PAUSED)
    seen = studio.read
    until(lambda: studio.read > seen + 30)
    assert studio.opened == 1


def test_stopping_while_it_rests_is_quick(studio: Studio) -> None:
    studio.resting.begin(Rest.LOCKED)
    studio.start()
    until(lambda: studio.states)
    began_s = time.monotonic()
    studio.stop()
    assert time.monotonic() - began_s < LIMIT_S / 2


def test_while_nothing_moves_a_camera_is_drained_but_hardly_read(studio: Studio) -> None:
    studio.sentinel = Sentinel(after_s=0.05)
    studio.start()
    until(lambda: studio.skipped > 20)
    read, skipped = studio.read, studio.skipped
    until(lambda: studio.skipped > skipped + 100)
    assert studio.read - read < 20
    studio.sentinel.note_hand(time.monotonic() + LIMIT_S)
    read = studio.read
    until(lambda: studio.read > read + 50)
    assert studio.states == []  # frames that pass are a sign of life


def test_frames_that_are_left_out_do_not_count_as_lost(studio: Studio) -> None:
    studio.sentinel = Sentinel(after_s=0.0)
    studio.start()
    shown = []
    until(lambda: (frame := studio.frames.take()) and (shown.append(frame.index) or len(shown) == 2))
    assert shown == [0, 1]
    assert studio.read > 2


def test_frames_that_are_let_pass_count_for_the_rate_of_the_camera(studio: Studio) -> None:
    studio.sentinel = Sentinel(after_s=0.0)
    studio.start()
    until(lambda: studio.pace().is_watched_rarely and studio.skipped > 100)
    fps = studio.pace().fps
    assert fps is not None
    assert fps > 5 / LOOK_S  # one frame every LOOK_S is read, and of those one every second is handed on


def test_a_file_is_never_let_pass(studio: Studio) -> None:
    studio.is_live = False
    studio.sentinel = Sentinel(after_s=0.0)
    studio.start()
    until(lambda: studio.frames.take() and studio.read > 100)
    assert studio.skipped == 0
    assert not studio.pace().is_watched_rarely
