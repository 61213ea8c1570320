"""What a program with a window needs around Qt's event loop: it hears signals, and garbage is collected in its thread.

Python's cycle collector runs in whichever thread happens to allocate. Where that is a worker's, it would destroy there
what is left of a window that was built anew: Qt cannot stop a timer from another thread, and the timer's next beat
would reach what is gone. So Python is kept from collecting by itself, and does it between two events of the window.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QObject, QTimer, QTimerEvent

_ALERT_MS = 200  # how late Ctrl-C is noticed: Python looks for signals only when it runs
_COLLECT_MS = 1_000


class _Alert(QObject):
    """Runs a little Python now and then, which is when Python sees to its signals."""

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Nothing else to do."""


@contextmanager
def stoppable(quit_app: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and the service manager close the window in an orderly way."""
    alert = _Alert()
    alert.startTimer(_ALERT_MS)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        # By way of the event loop: before that runs, quit() would be forgotten.
        QTimer.singleShot(0, quit_app)

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Collector(QObject):
    """Collects in the thread of the event loop, what Python would have collected by now."""

    def __init__(self) -> None:
        super().__init__()
        self._long_lived = 0  # objects, after all of them were looked at

    def timerEvent(self, _event: QTimerEvent) -> None:
        """See to what has come together."""
        limits = gc.get_threshold()
        is_young, is_middle, is_old = (0 < limit < count for limit, count in zip(limits, gc.get_count(), strict=True))
        if is_middle and is_old and self._have_grown():
            gc.collect()
            self._long_lived = len(gc.get_objects(generation=2))
        elif is_middle or is_young:
            gc.collect(1 if is_middle else 0)

    def _have_grown(self) -> bool:
        """Whether a quarter has been added to the old ones: looking at all of them takes a tenth of a second."""
        return len(gc.get_objects(generation=2)) > 1.25 * self._long_lived


@contextmanager
def collecting_here() -> Iterator[None]:
    """Collect garbage in this thread, whose event loop runs meanwhile, and in no other."""
    was_enabled = gc.isenabled()
    gc.disable()
    collector = _Collector()
    collector.startTimer(_COLLECT_MS)
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
