"""The capture threads: one reads frames into a mailbox, one watches it and opens a lost camera again."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from gesture_app.core.errors import AppError, fault_state
from gesture_app.core.meter import SourcePace
from gesture_app.core.source import SkipsFrames, Source, SourceRequest, SourceState, SourceUse
from gesture_app.core.types import Frame
from gesture_app.workers.care import Care
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.sentinel import Sentinel
from gesture_app.workers.source_health import SENTENCES, SourceHealth

_TICK_S = 0.05  # how late the watcher notices anything
_FPS_WINDOW_S = 1.0
_LAST_FRAME_S = 1.0  # the end is told after the last frame was taken, if anybody takes it
_AWAITED = frozenset({SourceState.NOT_FOUND, SourceState.BUSY})  # these end by themselves, sooner or later
_JOIN_S = 3.0  # a driver that does not return by then is left behind
# The first frame has the network compiled, which takes longer than many a gesture. It is taken at once, the second
# waits in the mailbox meanwhile, and there is no room for the third before the first is done.
_PATIENT_FRAMES = 3


@dataclass(frozen=True, slots=True)
class CaptureEvents:
    """Whom the threads tell; called on those threads, and must not wait for anything."""

    on_state: Callable[[SourceState, str], None]  # with one sentence for a person
    on_use: Callable[[SourceUse], None]  # a live source was really opened, or really closed
    on_error: Callable[[AppError], None]  # the source cannot be used; capture ends after it
    on_end: Callable[[], None]  # the source has no more frames; capture ends after it
    # A camera that is missing or taken is tried until it works, which is told as a state; None: that is an error, too.
    on_wait: Callable[[AppError], None] | None = None


class Capture:
    """Keeps a mailbox filled with the newest frame of a source.

    A camera or stream that goes silent, or hangs while it is opened, is opened again and again, and closed while there
    is a reason to rest; a source that was never open is not opened before that is over. An unpaced file or folder waits
    until each of its frames was taken, so that none is lost; a paced one waits with its first frames, and keeps its
    time from then on.
    """

    def __init__(
        self,
        open_source: Callable[[SourceRequest], Source],
        request: SourceRequest,
        frames: Mailbox[Frame],
        events: CaptureEvents,
        care: Care | None = None,
    ) -> None:
        self._open_source = open_source
        self._request = request
        self._frames = frames
        self._events = events
        self._care = care or Care()
        self._should_stop = threading.Event()
        self._told = (SourceState.LIVE, "")
        self._reader: _Reader | None = None
        self._thread = threading.Thread(target=self._run, name="capture")

    def pace(self) -> SourcePace:
        """What the source really gave during the last second; any thread may ask."""
        reader = self._reader
        return reader.pace() if reader else SourcePace()

    def start(self) -> None:
        """Begin to open and read the source."""
        self._thread.start()

    def stop(self) -> None:
        """End; waits for the source to be closed, unless its driver hangs."""
        self._should_stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        patience = self._care.patience
        wait_s, opening_s = patience.first_wait_s, patience.opening_s
        has_worked = False
        while not self._should_stop.is_set():
            if self._must_rest():
                self._rest()
                continue
            reader = self._reader = self._new_reader()
            reader.start()
            is_wanted = self._watch(reader, opening_s)
            reader.abandon()
            has_worked = has_worked or reader.has_worked
            if not is_wanted:
                reader.join(_JOIN_S)  # a camera can be opened again only once it is closed
                continue
            if not self._is_lost(reader, has_worked):
                break
            if reader.has_worked:
                wait_s = patience.first_wait_s
            if reader.is_live is None and not reader.has_ended.is_set():
                opening_s = min(2 * opening_s, patience.longest_opening_s)
            self._should_stop.wait(wait_s)
            wait_s = min(2 * wait_s, patience.longest_wait_s)
        if self._reader is not None:
            self._reader.join(_JOIN_S)

    def _new_reader(self) -> _Reader:
        return _Reader(self._open_source, self._request, self._frames, self._care.sentinel, self._tell_use)

    def _must_rest(self) -> bool:
        """Whether there is a reason to, and the source is none of those that wait anyway."""
        is_file = self._reader is not None and self._reader.is_live is False
        return self._care.resting.why_closed is not None and not is_file

    def _rest(self) -> None:
        """Say why the source is closed, and wait a little."""
        title = self._request.spec if self._reader is None else self._reader.title
        why = self._care.resting.why_closed
        if why is not None:
            self._tell(SourceState.RESTING, SENTENCES[SourceState.RESTING].format(title=title, why=why.value))
        self._should_stop.wait(_TICK_S)

    def _watch(self, reader: _Reader, opening_s: float) -> bool:
        """Return when the reader has ended or hangs, or is not wanted any more; whether it still is."""
        silence_s = self._care.patience.silence_s
        while not reader.has_ended.wait(_TICK_S):
            if self._should_stop.is_set() or self._must_rest():
                return False
            limits_s = {None: opening_s, True: silence_s, False: math.inf}  # nothing is known before it is open
            if reader.silent_s > limits_s[reader.is_live]:
                return True
            if reader.has_worked:
                self._tell(reader.state, SENTENCES[reader.state].format(title=reader.title))
        return not self._should_stop.is_set()

    def _is_lost(self, reader: _Reader, has_worked: bool) -> bool:
        """Whether it makes sense to try again; the reason is told in any case."""
        if reader.has_ended.is_set() and reader.error is None:
            self._frames.wait_until_empty(_LAST_FRAME_S)
            self._events.on_end()
            return False
        if reader.error is None:
            self._tell(SourceState.LOST, SENTENCES[SourceState.LOST].format(title=reader.title))
            return True
        if has_worked and reader.is_live is not False:
            self._tell(fault_state(reader.error) or SourceState.LOST, str(reader.error))
            return True
        if self._is_awaited(reader.error):
            return True
        self._events.on_error(reader.error)
        return False

    def _is_awaited(self, error: AppError) -> bool:
        """Whether a source that has not worked yet is worth waiting for, which is told once."""
        state, on_wait = fault_state(error), self._events.on_wait
        if state is None or state not in _AWAITED or on_wait is None:
            return False
        if self._told != (state, str(error)):
            self._told = (state, str(error))
            on_wait(error)
        return True

    def _tell(self, state: SourceState, text: str) -> None:
        """Say what is new; silence where nothing is."""
        news = (state, "" if state is SourceState.LIVE else text)
        if news != self._told:
            self._told = news
            self._events.on_state(state, text)

    def _tell_use(self, use: SourceUse) -> None:
        """Pass on what a reader has done, and why; runs on its thread."""
        told = use if use.is_open else replace(use, rest=self._care.resting.why_closed)
        self._care.lamp.note(told, self._events.on_use)


class _Reader:
    """Opens and reads one source on a thread of its own, which is left behind if the driver hangs."""

    def __init__(
        self,
        open_source: Callable[[SourceRequest], Source],
        request: SourceRequest,
        frames: Mailbox[Frame],
        sentinel: Sentinel | None,
        on_use: Callable[[SourceUse], None],
    ) -> None:
        self.title = request.spec.rpartition("|")[2]  # of a camera that was chosen from a list, the name
        self.is_live: bool | None = None  # not known before the source is open
        self.state = SourceState.LIVE
        self.error: AppError | None = None
        self.has_worked = False
        self.has_ended = threading.Event()
        self._open_source = open_source
        self._request = request
        self._frames = frames
        self._sentinel = sentinel
        self._on_use = on_use
        self._left_out = 0  # frames that the sentinel did not want to show
        self._is_abandoned = threading.Event()
        self._last_frame_s = time.monotonic()
        self._times_s: deque[float] = deque(maxlen=256)
        # A daemon: a hanging driver must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="capture-reader", daemon=True)

    @property
    def silent_s(self) -> float:
        """How long ago the last frame came, or the source was opened."""
        return time.monotonic() - self._last_frame_s

    def pace(self) -> SourcePace:
        """Frames a second during the last second, also of those that were let pass."""
        now_s = time.monotonic()
        recent = [at_s for at_s in list(self._times_s) if now_s - at_s <= _FPS_WINDOW_S]
        sentinel = self._sentinel
        is_rare = sentinel is not None and not sentinel.is_awake(now_s)
        # Two frames may bear one time where the clock is coarse.
        fps = (len(recent) - 1) / max(recent[-1] - recent[0], 1e-6) if len(recent) > 1 else None
        return SourcePace(fps, is_rare)

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
                if source.is_live:
                    self._on_use(SourceUse(self.title, is_open=False))
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
        if source.is_live:
            self._on_use(SourceUse(self.title, is_open=True))
        else:
            self._sentinel = None  # a film that somebody made is looked at from its first frame to its last
        while not self._is_abandoned.is_set():
            if self._lets_pass(source):
                self._note_frame()
                continue
            frame = source.read()
            if frame is None or self._is_abandoned.is_set():
                return
            self.has_worked = True
            self._note_frame()
            if source.is_live:
                self.state = health.judge(frame)
            if self._sentinel is None or self._sentinel.is_worth_showing(frame):
                # A gap in the numbers would say that a frame was lost, not that it was left out.
                self._deliver(replace(frame, index=frame.index - self._left_out))
            else:
                self._left_out += 1

    def _note_frame(self) -> None:
        """The source lives."""
        self._last_frame_s = time.monotonic()
        self._times_s.append(self._last_frame_s)

    def _lets_pass(self, source: Source) -> bool:
        """Drop a frame that is not even worth decoding; False if the next one is to be read."""
        sentinel = self._sentinel
        if sentinel is None or not isinstance(source, SkipsFrames) or sentinel.wants_frame(time.monotonic()):
            return False
        source.skip()
        return True

    def _deliver(self, frame: Frame) -> None:
        """Real time waits for nobody; a file waits for whoever takes, if it keeps no time or has only begun."""
        has_begun = len(self._times_s) > _PATIENT_FRAMES
        if self.is_live or (self._request.is_paced and has_begun):
            self._frames.put(frame)
            return
        while not self._is_abandoned.is_set() and not self._frames.put_when_empty(frame, _TICK_S):
            pass
