"""Steers the page that prunes: reads what there is, puts jobs into the queue, and shows how they go."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import LabError
from gesture_app.core.lab.commands import shown
from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.extras import KIND as INSTALL
from gesture_app.core.lab.extras import install_order, missing_extras, typed
from gesture_app.core.lab.growing_file import Event
from gesture_app.core.lab.lab_job import JobOrder, JobState, LabJob
from gesture_app.core.lab.offers import LIST, Subject, look_up, other_subject, subjects_of
from gesture_app.core.lab.prune_news import PruneNews
from gesture_app.core.lab.prune_wish import KIND, Aim, PruneWish, drawing_order, draws_pictures, prune_order
from gesture_app.core.lab.verdicts import read_verdicts
from gesture_app.core.paths import verdicts_file
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.window.job_ties import JobTies
from gesture_app.window.lab_setting import PrunePlaces
from gesture_app.workers.command_run import CommandRun
from gesture_app.workers.lab_jobs import LabJobs

_TRAINING, _SPEAKER = "training", "gesture-train: "  # the module behind the command, and before its complaints


class PruneHelm(QObject):
    """Follows one job at a time: the one that runs, or the one that was chosen.

    Signals:
        failed(str): One sentence for what did not work.
        made: A job came to its end, so that the library has something new.
        use_wished(str): The remote control shall look with this model, by its folder.
    """

    failed = Signal(str)
    made = Signal()
    use_wished = Signal(str)

    def __init__(self, page: LabPage, queue: LabJobs, places: PrunePlaces) -> None:
        super().__init__(page)
        self._view, self._queue, self._places = page.prune, queue, places
        self._jobs: Mapping[str, LabJob] = {}
        self._news: dict[str, PruneNews] = {}
        self._shown = ""  # the key of the job that is followed
        self._has_list = False
        self._listing, self._looking = CommandRun(self), CommandRun(self)
        self._subjects: tuple[Subject, ...] = ()
        self._looked_up = ""  # the address that the answer is awaited of
        self._ties = JobTies(self._view.jobs, queue, {KIND, INSTALL})
        self._view.form.changed.connect(self._refresh)
        self._view.form.prune_wished.connect(self._prune)
        self._view.progress.use_wished.connect(self.use_wished)
        self._view.progress.library_wished.connect(page.show_library)
        self._view.install.install_wished.connect(self._install)
        self._view.jobs.chosen.connect(self._follow)
        self._view.shown.connect(self._list)
        self._ties.listed.connect(self._on_listed)
        self._listing.ended.connect(self._on_list)
        self._view.form.address_wished.connect(self._look_up)
        self._looking.ended.connect(self._on_looked_up)
        queue.heard.connect(self._on_heard)
        queue.printed.connect(self._on_printed)
        queue.added.connect(self._on_added)

    def close(self) -> None:
        """End what was asked; jobs go on."""
        self._listing.close()
        self._looking.close()

    @Slot()
    def _list(self) -> None:
        """Ask once what can be pruned; no other process of the app ever loads the suite."""
        if not self._has_list and not self._listing.is_running:
            self._listing.start(_TRAINING, LIST)
        self._refresh()

    @Slot(int, str, str)
    def _on_list(self, code: int, printed: str, complaint: str) -> None:
        try:
            if code:
                raise LabError(complaint or self.tr("What can be pruned could not be listed."))
            self._subjects = subjects_of(printed, read_verdicts(verdicts_file()))
            self._view.form.show_subjects(self._subjects)
            self._has_list = True
        except LabError as error:
            self.failed.emit(str(error))

    @Slot(str)
    def _look_up(self, address: str) -> None:
        """Have the command say what an address names; a look at another one ends."""
        if self._looking.is_running:
            self._looking.cancel()
        else:
            self._looked_up = address
            self._looking.start(_TRAINING, look_up(address))

    @Slot(int, str, str)
    def _on_looked_up(self, code: int, printed: str, complaint: str) -> None:
        address = self._view.form.address
        if address.asked != self._looked_up:
            self._look_up(address.asked)
            return
        try:
            if code:
                raise LabError(complaint.removeprefix(_SPEAKER) or self.tr("Looking the network up was ended."))
            self._view.form.show_other(other_subject(printed, self._subjects))
        except LabError as error:
            address.show_fault(str(error))

    @Slot()
    def _refresh(self) -> None:
        """Show the command of what is chosen, and what is missing for it."""
        subject, wish = self._view.form.subject, self._view.form.wish
        missing = missing_extras(subject.family if subject else Family.CNN, self._places.has)
        order = install_order("", missing)
        self._view.install.show_missing(missing, typed(order.command, sys.executable))
        orders = self._orders(wish) if wish else []
        self._view.form.command.show_commands(shown([one.command for one in orders]))
        self._view.form.set_ready(is_ready=wish is not None and not missing)

    def _orders(self, wish: PruneWish) -> list[JobOrder]:
        """What fulfils a wish, one after the other."""
        lab = self._places.lab
        drawing = [drawing_order(self.tr("Hands to train on"), lab)] if draws_pictures(wish, lab) else []
        return [*drawing, prune_order(wish, self._title(wish), lab, self._places.models)]

    def _title(self, wish: PruneWish) -> str:
        """What the job is called."""
        words = {
            Aim.AMOUNT: self.tr("{network}, {method}, {number} % removed"),
            Aim.UNDER_MS: self.tr("{network}, {method}, under {number} ms"),
            Aim.LOSE_AT_MOST: self.tr("{network}, {method}, points lost: at most {number}"),
        }[wish.aim]
        number = 100 * wish.number if wish.aim is Aim.AMOUNT else wish.number
        return words.format(network=wish.subject.title, method=wish.method.title, number=f"{number:g}")

    @Slot()
    def _prune(self) -> None:
        wish = self._view.form.wish
        for order in self._orders(wish) if wish else []:
            self._queue.add(order)

    @Slot()
    def _install(self) -> None:
        subject = self._view.form.subject
        missing = missing_extras(subject.family if subject else Family.CNN, self._places.has)
        title = self.tr("Install what pruning needs")
        self._queue.add(install_order(title, missing))

    @Slot(str, str)
    def _on_added(self, key: str, kind: str) -> None:
        if kind == KIND:
            self._follow(key)

    @Slot(str)
    def _follow(self, key: str) -> None:
        """Show this job from now on."""
        self._shown = key
        self._news.pop(key, None)
        self._queue.follow(key)
        self._show()

    @Slot(str, object)
    def _on_heard(self, key: str, events: tuple[Event, ...]) -> None:
        if key not in self._jobs:
            return  # of another page, whose command tells other things
        self._news[key] = self._news.get(key, PruneNews()).after(events)
        if key == self._shown:
            self._show()

    @Slot(str, object)
    def _on_printed(self, key: str, lines: tuple[str, ...]) -> None:
        if key in self._jobs and self._jobs[key].order.kind == INSTALL:
            self._view.install.show_lines(lines)

    @Slot(object)
    def _on_listed(self, jobs: tuple[LabJob, ...]) -> None:
        before, self._jobs = self._jobs, {job.key: job for job in jobs}
        running = next((job.key for job in jobs if job.state is JobState.RUNNING and job.order.kind == KIND), "")
        if running and (self._shown not in self._jobs or self._jobs[self._shown].state.is_over):
            self._shown = running
        if any(_has_ended(before.get(job.key), job) for job in jobs):
            self.made.emit()
            self._refresh()
        self._show_installation(jobs)
        self._show()

    def _show_installation(self, jobs: tuple[LabJob, ...]) -> None:
        """Offer an installation unless one is under way."""
        last = next((job for job in reversed(jobs) if job.order.kind == INSTALL), None)
        self._view.install.set_installing(is_installing=last is not None and not last.state.is_over)

    def _show(self) -> None:
        job = self._jobs.get(self._shown)
        if job is None:
            self._view.progress.hide()
        elif job.order.kind == KIND:
            self._view.progress.show_job(job, self._news.get(job.key, PruneNews()))


def _has_ended(before: LabJob | None, now: LabJob) -> bool:
    """Whether a job that was seen to go on is over."""
    return before is not None and not before.state.is_over and now.state.is_over
