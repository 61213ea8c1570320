"""Has chosen detectors measured on this machine, one way to run them after the other, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError, LabError
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.measuring import Measurement, measurements, time_of
from gesture_app.core.lab.timings import way_of
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.workers.command_run import CommandRun
from gesture_app.workers.jobs import Jobs

_MODULE = "gesture_app"
_SPEAKER = "gesture-app: "  # before every complaint on a terminal
_ENGINES, _HERE = "lab engines", "lab engines here"  # topics of jobs: to measure in, and to show commands of


class LabMeasuring(QObject):
    """A list of measurements that is worked off.

    The remote control goes on meanwhile, so the times are those of a machine that has something else to do, too.

    Signals:
        measured(Path, str, Time): A network, how it was run, and how long it took.
        failed(str): One sentence for a way that does not work here; the others go on.
        commands_changed: The engines of this machine are known now.
    """

    measured = Signal(object, str, object)
    failed = Signal(str)
    commands_changed = Signal()

    def __init__(self, page: LabPage, jobs: Jobs, engines: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(page)
        self._page = page
        self._jobs = jobs
        self._engines = engines
        self._run = CommandRun(self)
        self._wanted: list[Path] = []  # networks, while the engines are looked up
        self._here: tuple[str, ...] = ()  # engines, as far as anybody asked
        self._left: list[Measurement] = []
        self._whole = 0
        self._is_cancelled = False
        self._run.ended.connect(self._on_ended)
        page.library.measure_wished.connect(self._measure_chosen)
        page.compare.measure_wished.connect(self._measure)
        page.shown.connect(self._ask_for_commands)
        page.progress.cancel_wished.connect(self.cancel)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    @property
    def commands(self) -> str:
        """What measures the chosen detectors in a terminal, one command a line."""
        files = _files(self._page.library.rows.chosen())
        return "\n".join(one.command for one in measurements(files, self._here, os.cpu_count() or 1))

    @Slot()
    def cancel(self) -> None:
        """Leave out what is left; what was measured is kept."""
        self._is_cancelled = True
        self._run.cancel()

    def close(self) -> None:
        """End what is under way; may be called twice."""
        self._left = []
        self._run.close()

    @Slot()
    def _measure_chosen(self) -> None:
        self._measure(self._page.library.rows.chosen())

    @Slot(object)
    def _measure(self, entries: Sequence[Entry]) -> None:
        """Look up in which engines the detectors among these can be measured."""
        self._wanted = _files(entries)
        self._show_measuring(is_measuring=True)
        self._jobs.start(_ENGINES, self._engines)

    def _show_measuring(self, *, is_measuring: bool) -> None:
        for view in (self._page.library, self._page.compare):
            view.set_measuring(is_measuring=is_measuring)

    @Slot()
    def _ask_for_commands(self) -> None:
        self._jobs.start(_HERE, self._engines)

    @Slot(str, object)
    def _on_done(self, topic: str, engines: tuple[str, ...]) -> None:
        if topic == _HERE:
            self._here = engines
            self.commands_changed.emit()
        elif topic == _ENGINES and not self._left:
            self._left = measurements(self._wanted, engines, os.cpu_count() or 1)
            self._whole, self._is_cancelled = len(self._left), False
            self._next()

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        """Without engines nothing begins, and the next try must be possible."""
        if topic == _ENGINES:
            self._show_measuring(is_measuring=bool(self._left))
            self.failed.emit(str(error))

    def _next(self) -> None:
        """Begin with the next, or end."""
        self._show_measuring(is_measuring=bool(self._left))
        if not self._left:
            self._page.progress.hide()
            return
        measurement = self._left[0]
        setup = measurement.setup
        words = self.tr("Measuring {model}: {way}").format(
            model=measurement.file.parent.name, way=way_of(setup.engine, setup.threads)
        )
        self._page.progress.show_step(words, measurement.command, self._whole - len(self._left), self._whole)
        self._run.start(_MODULE, measurement.arguments)

    @Slot(int, str, str)
    def _on_ended(self, code: int, printed: str, complaint: str) -> None:
        measurement, *self._left = self._left
        if self._is_cancelled:
            self._left = []
        elif code:
            self.failed.emit(complaint.removeprefix(_SPEAKER) or self.tr("A measurement was ended from outside."))
        else:
            self._tell(measurement, printed)
        self._next()

    def _tell(self, measurement: Measurement, printed: str) -> None:
        """Tell what a measurement came to."""
        setup = measurement.setup
        try:
            self.measured.emit(measurement.file, way_of(setup.engine, setup.threads), time_of(printed))
        except LabError as error:
            self.failed.emit(str(error))


def _files(entries: Sequence[Entry]) -> list[Path]:
    """The networks of the detectors among these."""
    detectors = (entry for entry in entries if entry.family is Family.DETECTOR)
    return [entry.place for entry in detectors if entry.place is not None]
