"""Runs what may take long, such as opening a model, on a thread of its own and brings the result back."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import AppError

Job = Callable[[], object]


class Jobs(QObject):
    """Runs jobs one after the other; lives on the thread that wants the results.

    Signals:
        done(str, object): The topic of a job, and what it returned.
        failed(str, AppError): The topic of a job, and why it came to nothing.
    """

    done = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._queue: queue.SimpleQueue[tuple[str, Job] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="jobs")
        self._thread.start()

    def start(self, topic: str, job: Job) -> None:
        """Run a job when those before it are done."""
        self._queue.put((topic, job))

    def finish(self) -> None:
        """Wait for all jobs, also those whose turn has not come; may be called twice."""
        self._queue.put(None)
        self._thread.join()

    def close(self) -> None:
        """Wait for the job at hand and forget the others; may be called twice."""
        with contextlib.suppress(queue.Empty):
            while True:  # not as long as there is one: the thread may take it in between
                self._queue.get_nowait()
        self.finish()

    def _run(self) -> None:
        while (entry := self._queue.get()) is not None:
            topic, job = entry
            try:
                result = job()
            except AppError as error:
                self.failed.emit(topic, error)
            else:
                self.done.emit(topic, result)
