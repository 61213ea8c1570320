"""Builds what is large step by step, so that the event loop, and with it the live picture, never waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

Step = Callable[[], object]  # what it gives is not looked at


class Gradually(QObject):
    """Takes one step at a time, between which everything else has its turn.

    Signals:
        finished: All steps were taken.
    """

    finished = Signal()

    def __init__(self, parent: QObject, steps: Sequence[Step]) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._take_one)

    def add(self, steps: Sequence[Step]) -> None:
        """Take these after the others; only before it is finished."""
        self._steps += steps

    def begin(self) -> None:
        """Take the steps that were not taken yet; may be called again at any time."""
        if self._steps:
            self._timer.start()

    def pause(self) -> None:
        """Take no further step until it is begun again."""
        self._timer.stop()

    def finish(self) -> None:
        """Take all steps that are left now, one after the other; nothing to do where none is."""
        while self._steps:
            self._take_one()

    @property
    def is_finished(self) -> bool:
        """Whether all steps were taken."""
        return not self._steps

    @Slot()
    def _take_one(self) -> None:
        self._steps.pop(0)()
        if not self._steps:
            self._timer.stop()
            self.finished.emit()
