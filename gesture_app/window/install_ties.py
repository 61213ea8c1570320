"""Ties a card that says what is missing to the queue, which installs it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.extras import KIND, has_module, install_order, missing_extras, typed
from gesture_app.core.lab.lab_job import LabJob
from gesture_app.ui.lab.install_card import InstallCard
from gesture_app.workers.lab_jobs import LabJobs


class InstallTies(QObject):
    """Knows what training a detector needs and whether it is there.

    Args:
        has: Whether a module is installed.

    Signals:
        changed: Something may have been installed.
    """

    changed = Signal()

    def __init__(self, card: InstallCard, queue: LabJobs, has: Callable[[str], bool] = has_module) -> None:
        super().__init__(card)
        self._card, self._queue, self._has = card, queue, has
        self._jobs: tuple[LabJob, ...] = ()
        card.install_wished.connect(self._install)
        queue.listed.connect(self._on_listed)
        queue.printed.connect(self._on_printed)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not missing_extras(Family.DETECTOR, self._has)

    @Slot()
    def show(self) -> None:
        """Say what is missing, if anything is."""
        missing = missing_extras(Family.DETECTOR, self._has)
        self._card.show_missing(missing, typed(install_order("", missing).command, sys.executable))

    @Slot()
    def _install(self) -> None:
        missing = missing_extras(Family.DETECTOR, self._has)
        self._queue.add(install_order(self.tr("Install what training needs"), missing))

    @Slot(object)
    def _on_listed(self, jobs: tuple[LabJob, ...]) -> None:
        """Follow the last installation."""
        before, self._jobs = self._jobs, tuple(job for job in jobs if job.order.kind == KIND)
        is_installing = bool(self._jobs) and not self._jobs[-1].state.is_over
        self._card.set_installing(is_installing=is_installing)
        if [job.state for job in before] != [job.state for job in self._jobs]:
            self.show()
            self.changed.emit()

    @Slot(str, object)
    def _on_printed(self, key: str, lines: tuple[str, ...]) -> None:
        if any(job.key == key for job in self._jobs):
            self._card.show_lines(lines)
