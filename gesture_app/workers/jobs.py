"""Runs what may take long, such as opening a model, on a thread of its own and brings the result back."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import AppError

Job = Callable[[], object]

_LOG = logging.getLogger(__name__)


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
            self._do(*entry)

    def _do(self, topic: str, job: Job) -> None:
        """Run one job; a mistake in one of them must not end the thread, on which all later ones wait."""
        try:
            result = job()
        except AppError as error:
            self.failed.emit(topic, error)
        except Exception as error:  # noqa: BLE001 - logged, told, and the thread lives on
            _LOG.exception("The job '%s' ended in a mistake of the app.", topic)
            self.failed.emit(topic, _mistake(error))
        else:
            self.done.emit(topic, result)


def _mistake(error: Exception) -> AppError:
    """What a person is told of something that nobody foresaw."""
    reason = f"{type(error).__name__}: {error}"
    return AppError(f"The app made a mistake ({reason}); its log tells where, so please report it.")
