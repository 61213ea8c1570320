"""Has detectors shown labelled pictures, one after the other, each in a process of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from gesture_app.core.errors import AppError, LabError
from gesture_app.core.lab.confusions import Confusions, ConfusionsWish, read_confusions
from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.layers import MODULE
from gesture_app.ui.lab.confusions_view import ConfusionsView
from gesture_app.ui.lab.picture_strip import HEIGHT_PX
from gesture_app.workers.command_run import CommandRun
from gesture_app.workers.jobs import Jobs

_FOLDERS, _PICTURES = "lab labelled folders", "lab pictures"  # topics of jobs
_SPEAKER = "gesture-train: "  # before every complaint on a terminal
_SHARP = 2  # pixels read for each that is shown, for dense screens


class LabConfusions(QObject):
    """A list of detectors that is worked off; what is found is shown when all are done.

    Signals:
        failed(str): One sentence for what does not work.
    """

    failed = Signal(str)

    def __init__(self, view: ConfusionsView, jobs: Jobs, folders: Callable[[], Sequence[Path]]) -> None:
        super().__init__(view)
        self._view = view
        self._jobs = jobs
        self._folders = folders
        self._run = CommandRun(self)
        self._work: tempfile.TemporaryDirectory[str] | None = None
        self._left: list[ConfusionsWish] = []
        self._found: list[Confusions] = []
        self._is_cancelled = False
        self._run.ended.connect(self._on_ended)
        view.measure_wished.connect(self._start)
        view.chosen.connect(self._show_commands)
        view.progress.cancel_wished.connect(self.cancel)
        view.panel.strip.pictures_wished.connect(self._read)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these detectors, and the folders there are now."""
        self._view.show_entries(entries)
        self._jobs.start(_FOLDERS, self._folders)

    def pick(self, entries: Sequence[Entry]) -> None:
        """Choose detectors."""
        self._view.pick([str(entry.place) for entry in entries])

    @Slot()
    def cancel(self) -> None:
        """Leave it; what was shown before stays."""
        self._is_cancelled = True
        self._run.cancel()

    def close(self) -> None:
        """End what is under way; may be called twice."""
        self._run.close()
        self._finish()

    @Slot()
    def _start(self) -> None:
        self._work = tempfile.TemporaryDirectory(prefix="confusions-")
        self._left = self._wishes(Path(self._work.name))
        self._found, self._is_cancelled = [], False
        self._view.set_busy(is_busy=True)
        self._next()

    def _wishes(self, work: Path) -> list[ConfusionsWish]:
        """What is chosen, one detector after the other; what comes of it goes into a folder."""
        view = self._view
        return [
            ConfusionsWish(model, view.folder, view.split, work / f"{number}.json")
            for number, model in enumerate(view.chosen_models)
        ]

    @Slot()
    def _show_commands(self) -> None:
        """Show what finds the same in a terminal."""
        wishes = self._wishes(Path()) if self._view.has_choice else []
        self._view.command.show_commands("\n".join(wish.command for wish in wishes))

    def _next(self) -> None:
        """Begin with the next detector."""
        wish, done = self._left[0], len(self._found)
        words = self.tr("Showing {model} the pictures of {folder}")
        told = words.format(model=wish.model.parent.name, folder=wish.folder.name)
        self._view.progress.show_step(told, wish.command, done, done + len(self._left))
        self._run.start(MODULE, wish.arguments)

    @Slot(int, str, str)
    def _on_ended(self, code: int, _printed: str, complaint: str) -> None:
        wish, *self._left = self._left
        if self._is_cancelled:
            self._finish()
            return
        try:
            if code:
                raise LabError(complaint.removeprefix(_SPEAKER) or self.tr("The measurement was ended from outside."))
            self._found.append(read_confusions(wish.out))
        except LabError as error:
            self.failed.emit(str(error))
            self._finish()
            return
        if self._left:
            self._next()
            return
        self._view.show_confusions(self._found)
        self._finish()

    def _finish(self) -> None:
        """Clear up."""
        self._left = []
        self._view.progress.hide()
        self._view.set_busy(is_busy=False)
        if self._work is not None:
            self._work.cleanup()
            self._work = None

    @Slot(object)
    def _read(self, paths: Sequence[Path]) -> None:
        self._jobs.start(_PICTURES, lambda: {path: read_picture(path) for path in paths})

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _FOLDERS and isinstance(result, list):
            self._view.offer_folders(result)
        elif topic == _PICTURES and isinstance(result, dict):
            self._view.panel.strip.show_pictures(result)

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic in (_FOLDERS, _PICTURES):
            self.failed.emit(str(error))


def read_picture(path: Path) -> QImage:
    """A picture as small as it is shown; an empty one where it cannot be read. May be called on any thread."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # as the detector was shown it
    size = reader.size()
    if size.isValid() and size.height() > _SHARP * HEIGHT_PX:
        reader.setScaledSize(size * (_SHARP * HEIGHT_PX / size.height()))
    return reader.read()
