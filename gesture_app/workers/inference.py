"""The inference thread: takes the newest frame, runs the line on it and tells what came of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gesture_app.core.errors import AppError
from gesture_app.core.types import Frame
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.mailbox import Mailbox

_WAIT_S = 0.1  # how late the thread notices stop() when no frame comes


@dataclass(frozen=True, slots=True)
class InferenceEvents:
    """Whom the thread tells; both are called on the thread itself and must not wait for anything."""

    on_result: Callable[[LineResult], None]
    on_error: Callable[[AppError], None]  # the thread ends after it


class Inference:
    """Runs the line on its own thread; it owns the line from start() on, and closes it at the end."""

    def __init__(self, line: Line, frames: Mailbox[Frame], events: InferenceEvents) -> None:
        self._line = line
        self._frames = frames
        self._events = events
        self._changes: queue.SimpleQueue[Callable[[Line], None]] = queue.SimpleQueue()
        self._should_stop = threading.Event()
        self._is_last_call = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inference")

    def start(self) -> None:
        """Begin to take frames."""
        self._thread.start()

    def change(self, change: Callable[[Line], None]) -> None:
        """Have the thread change its line before the next frame: other settings, another network."""
        self._changes.put(change)

    def take_changes(self) -> Iterator[Callable[[Line], None]]:
        """What the thread has not come to, for the one that runs in its place; only to be asked once it has ended."""
        while not self._changes.empty():
            yield self._changes.get()

    def finish(self) -> None:
        """Look at the frame that still waits, if any, and end; waits for that."""
        self._is_last_call.set()
        self._join()

    def stop(self) -> None:
        """Finish the frame at hand and end; waits for that, and may be called twice."""
        self._should_stop.set()
        self._join()

    def _run(self) -> None:
        try:
            while not self._should_stop.is_set():
                self._apply_changes()
                is_last_call = self._is_last_call.is_set()
                frame = self._frames.take(0.0 if is_last_call else _WAIT_S)
                if frame is not None:
                    self._events.on_result(self._line.step(frame))
                elif is_last_call:
                    return
        except AppError as error:
            self._events.on_error(error)
        finally:
            self._line.close()

    def _join(self) -> None:
        if self._thread.is_alive():
            self._thread.join()

    def _apply_changes(self) -> None:
        while not self._changes.empty():
            self._changes.get()(self._line)
