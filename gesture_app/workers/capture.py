"""The capture threads: one reads frames into a mailbox, one watches it and opens a lost camera again."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from gesture_app.core.errors import AppError
from gesture_app.core.source import Source, SourceRequest, SourceState
from gesture_app.core.types import Frame
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.source_health import SourceHealth

_TICK_S = 0.05  # how late the watcher notices anything
_FPS_WINDOW_S = 1.0
_LAST_FRAME_S = 1.0  # the end is told after the last frame was taken, if anybody takes it
_JOIN_S = 3.0  # a driver that does not return by then is left behind
# The first frame has the network compiled, which takes longer than many a gesture. It is taken at once, the second
# waits in the mailbox meanwhile, and there is no room for the third before the first is done.
_PATIENT_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """When a live source counts as lost, and how long to wait before opening it again."""

    silence_s: float = 1.5
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0  # the wait doubles up to this


@dataclass(frozen=True, slots=True)
class CaptureEvents:
    """Whom the threads tell; called on those threads, and must not wait for anything."""

    on_state: Callable[[SourceState, str], None]  # with one sentence for a person
    on_error: Callable[[AppError], None]  # the source cannot be used; capture ends after it
    on_end: Callable[[], None]  # the source has no more frames; capture ends after it


_SENTENCES = {
    SourceState.LIVE: "{title} works.",
    SourceState.LOST: "{title} gives no frames; trying to open it again.",
    SourceState.BLACK: "{title} shows only black; open its shutter or uncover the lens.",
    SourceState.DARK: "{title} sees very little; switch on a light.",
    SourceState.FROZEN: "{title} shows the same frame again and again; unplug it and plug it in again.",
}


class Capture:
    """Keeps a mailbox filled with the newest frame of a source.

    A camera or stream that goes silent is opened again and again. An unpaced file or folder waits until each of its
    frames was taken, so that none is lost; a paced one waits with its first frames, and keeps its time from then on.
    """

    def __init__(
        self,
        open_source: Callable[[SourceRequest], Source],
        request: SourceRequest,
        frames: Mailbox[Frame],
        events: CaptureEvents,
        patience: Patience | None = None,
    ) -> None:
        self._open_source = open_source
        self._request = request
        self._frames = frames
        self._events = events
        self._patience = patience or Patience()
        self._should_stop = threading.Event()
        self._state = SourceState.LIVE
        self._reader: _Reader | None = None
        self._thread = threading.Thread(target=self._run, name="capture")

    @property
    def fps(self) -> float:
        """Frames a second that the source really gave during the last second."""
        reader = self._reader
        return reader.fps if reader else 0.0

    def start(self) -> None:
        """Begin to open and read the source."""
        self._thread.start()

    def stop(self) -> None:
        """End; waits for the source to be closed, unless its driver hangs."""
        self._should_stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        wait_s = self._patience.first_wait_s
        has_worked = False
        while not self._should_stop.is_set():
            reader = self._reader = _Reader(self._open_source, self._request, self._frames)
            reader.start()
            self._watch(reader)
            reader.abandon()
            has_worked = has_worked or reader.has_worked
            if self._should_stop.is_set() or not self._is_lost(reader, has_worked):
                break
            if reader.has_worked:
                wait_s = self._patience.first_wait_s
            self._tell(SourceState.LOST, reader.title)
            self._should_stop.wait(wait_s)
            wait_s = min(2 * wait_s, self._patience.longest_wait_s)
        if self._reader is not None:
            self._reader.join(_JOIN_S)

    def _watch(self, reader: _Reader) -> None:
        """Return when the reader has ended, hangs, or is not wanted any more."""
        while not self._should_stop.is_set() and not reader.has_ended.wait(_TICK_S):
            if reader.is_live and reader.silent_s > self._patience.silence_s:
                return
            if reader.is_live and reader.has_worked:
                self._tell(reader.state, reader.title)

    def _is_lost(self, reader: _Reader, has_worked: bool) -> bool:
        """Whether it makes sense to try again; otherwise the reason is told."""
        if reader.has_ended.is_set() and reader.error is None:
            self._frames.wait_until_empty(_LAST_FRAME_S)
            self._events.on_end()
            return False
        if reader.error is not None and (not has_worked or reader.is_live is False):
            self._events.on_error(reader.error)
            return False
        return True

    def _tell(self, state: SourceState, title: str) -> None:
        """Say what is new; silence where nothing is."""
        if state is not self._state:
            self._state = state
            self._events.on_state(state, _SENTENCES[state].format(title=title))


class _Reader:
    """Opens and reads one source on a thread of its own, which is left behind if the driver hangs."""

    def __init__(
        self, open_source: Callable[[SourceRequest], Source], request: SourceRequest, frames: Mailbox[Frame]
    ) -> None:
        self.title = request.spec
        self.is_live: bool | None = None  # not known before the source is open
        self.state = SourceState.LIVE
        self.error: AppError | None = None
        self.has_worked = False
        self.has_ended = threading.Event()
        self._open_source = open_source
        self._request = request
        self._frames = frames
        self._is_abandoned = threading.Event()
        self._last_frame_s = time.monotonic()
        self._times_s: deque[float] = deque(maxlen=256)
        # A daemon: a hanging driver must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="capture-reader", daemon=True)

    @property
    def silent_s(self) -> float:
        """How long ago the last frame came, or the source was opened."""
        return time.monotonic() - self._last_frame_s

    @property
    def fps(self) -> float:
        """Frames a second during the last second."""
        newest_s = time.monotonic()
        recent = [at_s for at_s in list(self._times_s) if newest_s - at_s <= _FPS_WINDOW_S]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 1 else 0.0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def abandon(self) -> None:
        """Put no further frame; close the source as soon as its driver returns."""
        self._is_abandoned.set()

    def join(self, wait_s: float) -> None:
        """Wait for the end."""
        self._thread.join(wait_s)

    def _run(self) -> None:
        try:
            source = self._open_source(self._request)
            try:
                self._read(source)
            finally:
                source.close()
        except AppError as error:
            self.error = error
        finally:
            self.has_ended.set()

    def _read(self, source: Source) -> None:
        """Read until the end, an error, or until nobody wants frames any more."""
        health = SourceHealth()
        self.title = source.title
        self._last_frame_s = time.monotonic()
        self.is_live = source.is_live
        while not self._is_abandoned.is_set():
            frame = source.read()
            if frame is None or self._is_abandoned.is_set():
                return
            self.has_worked = True
            self._last_frame_s = time.monotonic()
            self._times_s.append(self._last_frame_s)
            if source.is_live:
                self.state = health.judge(frame)
            self._deliver(frame)

    def _deliver(self, frame: Frame) -> None:
        """Real time waits for nobody; a file waits for whoever takes, if it keeps no time or has only begun."""
        has_begun = len(self._times_s) > _PATIENT_FRAMES
        if self.is_live or (self._request.is_paced and has_begun):
            self._frames.put(frame)
            return
        while not self._is_abandoned.is_set() and not self._frames.put_when_empty(frame, _TICK_S):
            pass
