"""Runs a command of this project as a process of its own, so that it can be ended at once and can break nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

_PATIENCE_MS = 800  # from being asked to end to being ended


class CommandRun(QObject):
    """One process at a time; lives on the thread that wants its words.

    Signals:
        ended(int, str, str): Its exit code, all that it printed, and its last words on standard error.
    """

    ended = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._end = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._end.timeout.connect(self._kill)

    @property
    def is_running(self) -> bool:
        """Whether a process is under way."""
        return self._process is not None

    def start(self, module: str, arguments: Sequence[str]) -> None:
        """Run `python -m module arguments...`; nothing may be running."""
        if self._process is not None:
            raise RuntimeError("a process is running already")
        process = QProcess(self)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        process.start(sys.executable, ["-m", module, *arguments])

    def cancel(self) -> None:
        """Ask the process to end, and end it if it does not."""
        if self._process is not None:
            self._process.terminate()
            self._end.start()

    def close(self) -> None:
        """End the process and wait for that; nobody is told any more. May be called twice."""
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
            process.terminate()
            if not process.waitForFinished(_PATIENCE_MS):
                process.kill()
                process.waitForFinished()

    @Slot()
    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        """Tell of a process that never began; every other fault is followed by its end."""
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            process, self._process = self._process, None
            self.ended.emit(1, "", process.errorString())
            process.deleteLater()

    @Slot(int)
    def _on_finished(self, code: int) -> None:
        process, self._process = self._process, None
        self._end.stop()
        if process is None:
            return
        printed = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
        complaint = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        process.deleteLater()
        self.ended.emit(code, printed, complaint.splitlines()[-1] if complaint else "")
