"""Takes one picture of each of several sources, one after the other, so that a person can tell cameras apart.

Only sources that somebody listed are opened, by their lasting identity; no number is ever tried. Each is open for about
a second, and one whose driver hangs is left behind.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import AppError
from gesture_app.core.source import Source, SourceRequest, SourceState
from gesture_app.core.types import Frame
from gesture_app.workers.source_health import SENTENCES, brightness_state

LIMIT_S = 6.0  # a driver that takes longer to open a camera hangs
SETTLE_S = 0.7  # a camera's first pictures are too dark, until it has found its exposure
_LOOK_S = 0.02  # how late it is noticed that nobody wants the picture any more

OpenSource = Callable[[SourceRequest], Source]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a source showed."""

    spec: str
    frame: Frame | None  # None where it gave none
    sentence: str = ""  # what is wrong with it, and what to do


class Snapshots(QObject):
    """Lives on the thread that wants the pictures.

    Signals:
        taken(Snapshot): A picture of one source, or why there is none.
    """

    taken = Signal(object)

    def __init__(self, open_source: OpenSource, limit_s: float = LIMIT_S) -> None:
        super().__init__()
        self._open_source = open_source
        self._limit_s = limit_s
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, requests: Sequence[SourceRequest]) -> None:
        """Begin with these; those of an earlier call that were not taken yet are forgotten."""
        self.close()
        self._is_closed = threading.Event()
        arguments = (tuple(requests), self._is_closed)
        self._thread = threading.Thread(target=self._run, args=arguments, name="snapshots")
        self._thread.start()

    def close(self) -> None:
        """Take no more and wait for that; may be called twice."""
        self._is_closed.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, requests: Sequence[SourceRequest], is_closed: threading.Event) -> None:
        for request in requests:
            shot = self._shot(request, is_closed)
            if shot is None or is_closed.is_set():
                return
            self.taken.emit(shot)

    def _shot(self, request: SourceRequest, is_closed: threading.Event) -> Snapshot | None:
        """One picture; None when nobody wants it any more."""
        shots: list[Snapshot] = []
        # A daemon: a hanging driver must not keep the program from ending.
        looker = threading.Thread(
            target=lambda: shots.append(_look(self._open_source, request, is_closed)), name="snapshot", daemon=True
        )
        looker.start()
        until_s = time.monotonic() + self._limit_s
        while looker.is_alive() and time.monotonic() < until_s and not is_closed.is_set():
            looker.join(_LOOK_S)
        if shots or is_closed.is_set():
            return shots[0] if shots else None
        title = request.spec.rpartition("|")[2].removeprefix("webcam:")
        return Snapshot(request.spec, None, f"{title} does not answer; unplug it and plug it in again.")


def _look(open_source: OpenSource, request: SourceRequest, is_closed: threading.Event) -> Snapshot:
    """Open a source, wait until its pictures have settled, and close it again."""
    try:
        source = open_source(request)
        try:
            frame = _settled(source, is_closed)
        finally:
            source.close()
    except AppError as error:
        return Snapshot(request.spec, None, str(error))
    if frame is None:
        return Snapshot(request.spec, None, SENTENCES[SourceState.LOST].format(title=source.title))
    state = brightness_state(frame.pixels[::16, ::16])
    sentence = "" if state is SourceState.LIVE else SENTENCES[state].format(title=source.title)
    return Snapshot(request.spec, frame, sentence)


def _settled(source: Source, is_closed: threading.Event) -> Frame | None:
    """The first picture after a moment; what does not change its exposure gives its first one."""
    until_s = time.monotonic() + (SETTLE_S if source.is_live else 0.0)
    frame = source.read()
    while frame is not None and time.monotonic() < until_s and not is_closed.is_set():
        frame = source.read()
    return frame
