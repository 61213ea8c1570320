"""Has two networks compared layer by layer, in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError, LabError
from gesture_app.core.files import write_atomically
from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.layers import MODULE, LayersWish, read_diff
from gesture_app.core.lab.layers_text import layers_csv
from gesture_app.ui.lab.diff_view import DiffView
from gesture_app.workers.command_run import CommandRun
from gesture_app.workers.jobs import Jobs

_SAVE = "lab save layers"  # topic of a job
_SPEAKER = "gesture-train: "  # before every complaint on a terminal


class LabLayers(QObject):
    """Turns the wish to see two networks side by side into a process, and what it prints into rows.

    Signals:
        failed(str): One sentence for what does not work.
    """

    failed = Signal(str)

    def __init__(self, view: DiffView, jobs: Jobs) -> None:
        super().__init__(view)
        self._view = view
        self._jobs = jobs
        self._run = CommandRun(self)
        self._is_cancelled = False
        self._run.ended.connect(self._on_ended)
        view.compare_wished.connect(self._start)
        view.progress.cancel_wished.connect(self.cancel)
        view.save_wished.connect(self._save)
        jobs.failed.connect(self._on_failed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these networks."""
        self._view.show_entries(entries)

    @Slot()
    def cancel(self) -> None:
        """End what is under way; what is shown stays."""
        self._is_cancelled = True
        self._run.cancel()

    def close(self) -> None:
        """End what is under way; may be called twice."""
        self._run.close()

    @Slot(object)
    def _start(self, wish: LayersWish) -> None:
        self._is_cancelled = False
        self._view.set_busy(is_busy=True)
        self._view.progress.show_step(self.tr("Reading and timing the layers of both networks"), wish.command, 0, 0)
        self._run.start(MODULE, wish.arguments)

    @Slot(int, str, str)
    def _on_ended(self, code: int, printed: str, complaint: str) -> None:
        self._view.progress.hide()
        self._view.set_busy(is_busy=False)
        if self._is_cancelled:
            return
        if code:
            self.failed.emit(complaint.removeprefix(_SPEAKER) or self.tr("The comparison was ended from outside."))
            return
        try:
            self._view.show_diff(read_diff(printed))
        except LabError as error:
            self.failed.emit(str(error))

    @Slot(str)
    def _save(self, name: str) -> None:
        """Write all layers to a file."""
        if self._view.diff is not None:
            text = layers_csv(self._view.diff)
            self._jobs.start(_SAVE, lambda: _write(Path(name), text))

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _SAVE:
            self.failed.emit(str(error))


def _write(path: Path, text: str) -> None:
    """Write a file, whole or not at all.

    Raises:
        LabError: It cannot be written.
    """
    try:
        write_atomically(path, text)
    except OSError as error:
        raise LabError(f"{path} cannot be written ({error.strerror}); choose another place.") from error
