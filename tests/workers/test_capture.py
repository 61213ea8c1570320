from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest, SourceState, SourceUse
from gesture_app.core.types import Frame
from gesture_app.workers.capture import Capture, CaptureEvents
from gesture_app.workers.care import Care, Patience
from gesture_app.workers.mailbox import Mailbox

LIMIT_S = 60.0  # ends a test that hangs
FAST = Care(Patience(silence_s=LIMIT_S, first_wait_s=0.01, longest_wait_s=0.04))
TAKEN = SourceError("The camera Fake is used by another program.", SourceState.BUSY)
MISSING = SourceError("The camera Fake is not connected.", SourceState.NOT_FOUND)
HASTY = Care(Patience(silence_s=0.3, first_wait_s=0.01, longest_wait_s=0.04))  # for a camera that is to be given up


class FakeSource:
    """Does what its script says for each read: a frame, an error, the end, or hanging until released."""

    def __init__(self, steps: list[str], is_live: bool) -> None:
        self.title = "Fake"
        self.is_live = is_live
        self.steps = steps
        self.given = 0
        self.closed = threading.Event()
        self.release = threading.Event()

    def read(self) -> Frame | None:
        step = self.steps.pop(0) if self.steps else "wait"
        if step == "fail":
            raise SourceError("The fake has failed.")
        if step == "end":
            return None
        if step == "hang":
            self.release.wait(LIMIT_S)
            return None
        if step == "wait":
            time.sleep(0.005)
        self.given += 1
        return Frame(np.full((16, 16, 3), 100 + self.given % 100, np.uint8), self.given - 1, time.monotonic())

    def close(self) -> None:
        self.closed.set()


class Listener:
    """Keeps what a capture tells, and waits for it."""

    def __init__(self) -> None:
        self.states: list[tuple[SourceState, str]] = []
        self.uses: list[SourceUse] = []
        self.errors: list[str] = []
        self.waits: list[str] = []
        self.ended = threading.Event()
        self._changed = threading.Condition()

    def events(self, waits: bool = True) -> CaptureEvents:
        on_wait = self._on_wait if waits else None
        return CaptureEvents(self._on_state, self._on_use, self._on_error, self.ended.set, on_wait)

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, LIMIT_S)

    def _on_state(self, state: SourceState, text: str) -> None:
        with self._changed:
            self.states.append((state, text))
            self._changed.notify_all()

    def _on_use(self, use: SourceUse) -> None:
        with self._changed:
            self.uses.append(use)
            self._changed.notify_all()

    def _on_wait(self, error: Exception) -> None:
        with self._changed:
            self.waits.append(str(error))
            self._changed.notify_all()

    def _on_error(self, error: Exception) -> None:
        with self._changed:
            self.errors.append(str(error))
            self._changed.notify_all()


def started(
    sources: list[FakeSource | SourceError | threading.Event],
    is_paced: bool = True,
    care: Care | None = None,
    waits: bool = True,
) -> tuple[Capture, Mailbox[Frame], Listener]:
    """A running capture that opens these, one after the other; opening an event hangs until that is set."""
    waiting = list(sources)

    def open_source(_: SourceRequest) -> FakeSource:
        source = waiting.pop(0)
        if isinstance(source, SourceError):
            raise source
        if isinstance(source, threading.Event):
            source.wait(LIMIT_S)
            raise TAKEN
        return source

    frames, listener = Mailbox[Frame](), Listener()
    request = SourceRequest("fake", is_paced=is_paced)
    capture = Capture(open_source, request, frames, listener.events(waits), care or FAST)
    capture.start()
    return capture, frames, listener


def camera(*steps: str) -> FakeSource:
    return FakeSource(list(steps), is_live=True)


def file(*steps: str) -> FakeSource:
    return FakeSource(list(steps), is_live=False)


def test_the_newest_frame_is_in_the_mailbox_and_stopping_closes_the_source():
    source = camera()
    capture, frames, listener = started([source])
    first, later = frames.take(LIMIT_S), frames.take(LIMIT_S)
    capture.stop()
    assert later.index > first.index
    assert source.closed.is_set()
    assert listener.errors == []
    assert listener.states == []


def test_an_unpaced_file_loses_no_frame_and_its_end_is_told_after_the_last():
    source = file(*["frame"] * 40, "end")
    capture, frames, listener = started([source], is_paced=False)
    taken = []
    while len(taken) < 40 and (frame := frames.take(LIMIT_S)) is not None:
        taken.append(frame.index)
    assert taken == list(range(40))
    assert listener.ended.wait(LIMIT_S)
    assert frames.take() is None
    capture.stop()
    assert frames.dropped == 0


def test_a_paced_file_waits_until_its_first_frame_was_looked_at_and_no_longer():
    source = file()
    capture, frames, _ = started([source])
    taken = [frames.take(LIMIT_S).index]
    while source.given < 3:  # the second frame waits in the mailbox, the third at its door
        frames.wait_until_empty(0.01)
    time.sleep(0.03)  # time enough for a source that would not wait
    taken += [frames.take(LIMIT_S).index, frames.take(LIMIT_S).index]
    while source.given <= 4:
        frames.wait_until_empty(0.01)
    capture.stop()
    assert taken == [0, 1, 2]
    assert frames.dropped > 0


def test_a_source_that_cannot_be_opened_is_an_error_not_a_retry():
    capture, _, listener = started([SourceError("There is no camera.")])
    assert listener.wait_for(lambda: bool(listener.errors))
    capture.stop()
    assert listener.errors == ["There is no camera."]
    assert listener.states == []


def test_a_camera_that_is_missing_or_taken_at_first_is_awaited_and_each_told_once():
    capture, _, listener = started([MISSING, MISSING, TAKEN, TAKEN, camera("fail")])
    assert listener.wait_for(lambda: bool(listener.errors))
    capture.stop()
    assert listener.waits == [str(MISSING), str(TAKEN)]
    assert listener.errors == ["The fake has failed."]  # which is no reason to wait


def test_a_camera_that_was_awaited_is_told_to_work():
    again = camera()
    capture, _, listener = started([TAKEN, TAKEN, again])
    assert listener.wait_for(lambda: bool(listener.states or listener.errors))
    capture.stop()
    assert listener.states == [(SourceState.LIVE, "Fake works.")]
    assert (listener.waits, listener.errors) == ([str(TAKEN)], [])


def test_where_nobody_wants_to_wait_a_missing_camera_is_an_error():
    capture, _, listener = started([MISSING], waits=False)
    assert listener.wait_for(lambda: bool(listener.errors))
    capture.stop()
    assert listener.errors == [str(MISSING)]


def test_a_file_that_fails_is_an_error():
    capture, _, listener = started([file("frame", "fail")])
    assert listener.wait_for(lambda: bool(listener.errors))
    capture.stop()
    assert listener.errors == ["The fake has failed."]


def test_a_camera_that_fails_is_opened_again_until_it_works():
    again = camera()
    capture, _, listener = started([camera("frame", "fail"), SourceError("Busy."), SourceError("Busy."), again])
    assert listener.wait_for(lambda: len(listener.states) == 3)
    capture.stop()
    assert [state for state, _ in listener.states] == [SourceState.LOST, SourceState.LOST, SourceState.LIVE]
    assert [text for _, text in listener.states] == ["The fake has failed.", "Busy.", "Fake works."]
    assert listener.errors == []
    assert again.given > 0


def test_a_lost_camera_that_another_program_has_taken_meanwhile_is_busy_until_it_works():
    taken = SourceError("The camera Fake is used by another program.", SourceState.BUSY)
    capture, _, listener = started([camera("frame", "fail"), taken, taken, camera()])
    assert listener.wait_for(lambda: len(listener.states) == 3)
    capture.stop()
    assert [state for state, _ in listener.states] == [SourceState.LOST, SourceState.BUSY, SourceState.LIVE]
    assert listener.states[1][1] == str(taken)


def test_a_camera_that_hangs_is_left_behind_and_opened_again():
    hanging, again = camera("frame", "hang"), camera()
    capture, _, listener = started([hanging, again], care=HASTY)
    assert listener.wait_for(lambda: len(listener.states) >= 2)
    capture.stop()
    hanging.release.set()
    assert hanging.closed.wait(LIMIT_S)
    assert listener.states[0][1] == "Fake gives no frames; check its plug, it is opened again by itself."
    assert [state for state, _ in listener.states][:2] == [SourceState.LOST, SourceState.LIVE]


def test_a_camera_that_hangs_while_it_is_opened_is_told_left_behind_and_opened_again():
    patience = Patience(silence_s=LIMIT_S, first_wait_s=0.01, longest_wait_s=0.04, opening_s=0.3)
    opening, again = threading.Event(), camera()
    capture, _, listener = started([opening, again], care=Care(patience))
    assert listener.wait_for(lambda: len(listener.states) >= 2)
    capture.stop()
    opening.set()
    assert listener.states[0] == (
        SourceState.LOST,
        "fake gives no frames; check its plug, it is opened again by itself.",
    )
    assert listener.states[1] == (SourceState.LIVE, "Fake works.")
    assert listener.errors == []


def test_a_driver_that_lets_go_late_does_not_put_out_the_camera_that_was_opened_since():
    hanging, again = camera("frame", "hang"), camera()
    patience = Patience(silence_s=1.0, first_wait_s=0.01, longest_wait_s=0.04)
    capture, _, listener = started([hanging, again], care=Care(patience))
    assert listener.wait_for(lambda: len(listener.uses) == 2)
    hanging.release.set()
    assert hanging.closed.wait(LIMIT_S)
    while sum(thread.name == "capture-reader" for thread in threading.enumerate()) > 1:
        time.sleep(0.005)
    capture.stop()
    assert [use.is_open for use in listener.uses] == [True, True, False]


def test_the_rate_is_what_was_measured():
    capture, frames, _ = started([camera()])
    for _ in range(30):
        frames.take(LIMIT_S)
    pace = capture.pace()
    capture.stop()
    assert pace.fps is not None
    assert not pace.is_watched_rarely
    assert 1 < pace.fps < 210  # at most what the source gives, and less where it is kept waiting


def test_stopping_while_a_lost_camera_is_awaited_is_quick():
    patient = Care(Patience(silence_s=LIMIT_S, first_wait_s=LIMIT_S, longest_wait_s=LIMIT_S))
    capture, _, listener = started([camera("frame", "fail"), camera()], care=patient)
    assert listener.wait_for(lambda: bool(listener.states))
    began_s = time.monotonic()
    capture.stop()
    assert time.monotonic() - began_s < LIMIT_S / 2
