"""Runs what may take long, such as opening a model, on a thread of its own and brings the result back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

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
        self._is_closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")

    def start(self, topic: str, job: Job) -> None:
        """Run a job when those before it are done; after the end nothing is begun any more."""
        if not self._is_closed:
            self._thread.submit(job).add_done_callback(partial(self._tell, topic))

    def finish(self) -> None:
        """Wait for all jobs, also those whose turn has not come; may be called twice."""
        self._is_closed = True
        self._thread.shutdown()

    def close(self) -> None:
        """Wait for the job at hand and forget the others; may be called twice."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.finish()

    def _tell(self, topic: str, ran: Future[object]) -> None:
        """Tell what came of a job; a mistake in one of them leaves the thread to the others."""
        if ran.cancelled():
            return
        error = ran.exception()
        if error is None:
            self.done.emit(topic, ran.result())
            return
        if not isinstance(error, AppError):
            _LOG.exception("The job '%s' ended in a mistake of the app.", topic, exc_info=error)
        self.failed.emit(topic, error if isinstance(error, AppError) else _mistake(error))


def _mistake(error: BaseException) -> AppError:
    """What a person is told of something that nobody foresaw."""
    reason = f"{type(error).__name__}: {error}"
    return AppError(f"The app made a mistake ({reason}); its log tells where, so please report it.")
