"""Steers retraining: has folders looked over, puts the commands into the queue, and shows what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError, LabError
from gesture_app.core.gesture_folder import own_folders
from gesture_app.core.gestures import Gesture
from gesture_app.core.lab.commands import shown
from gesture_app.core.lab.extras import KIND as INSTALL
from gesture_app.core.lab.growing_file import Event
from gesture_app.core.lab.lab_job import JobOrder, JobState, LabJob
from gesture_app.core.lab.retrain_plan import RetrainPlan, read_plan
from gesture_app.core.lab.retrain_progress import RetrainProgress
from gesture_app.core.lab.retraining import (
    RetrainPlaces,
    RetrainWish,
    drawing_command,
    is_drawn,
    plan_arguments,
    retrain_command,
)
from gesture_app.core.own_vocabulary import add_new, title_of
from gesture_app.ui.lab.retrain_view import RetrainView
from gesture_app.ui.words import gesture_word
from gesture_app.window.install_ties import InstallTies
from gesture_app.window.job_ties import JobTies
from gesture_app.workers.command_run import CommandRun
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.lab_jobs import LabJobs

KIND = "retrain"
_MODULE, _SPEAKER = "training", "gesture-train: "  # of the command, and before its complaints
_OWN, _LEARN = "retrain own gestures", "retrain labels"  # topics of jobs


@dataclass(frozen=True, slots=True)
class RetrainSetting:
    """What the helm needs to know of the app."""

    places: RetrainPlaces
    vocabulary: Path  # the file of the user's own gestures
    gestures: Mapping[str, Gesture]  # all there are, by label


class RetrainHelm(QObject):
    """Turns wishes about a folder of pictures into jobs of the queue.

    Signals:
        use_wished(str): The remote control shall look with this model, by name.
        made: There is a new network.
        learned(dict): The user's own gestures (Gesture by label), now that a network may have brought new ones.
        failed(str): One sentence for what could not be done.
    """

    use_wished = Signal(str)
    made = Signal()
    learned = Signal(object)
    failed = Signal(str)

    def __init__(self, view: RetrainView, queue: LabJobs, jobs: Jobs, setting: RetrainSetting) -> None:
        super().__init__(view)
        self._view, self._queue, self._jobs, self._setting = view, queue, jobs, setting
        self._plan: RetrainPlan | None = None  # of what is wished
        self._asked: tuple[str, ...] = ()  # the arguments of which `_plan` is the answer, or will be
        self._is_asked_anew = False
        self._looking = CommandRun(self)
        self._listed: dict[str, LabJob] = {}
        self._progress: dict[str, RetrainProgress] = {}
        self._key = ""  # of the job that is shown
        self._in_use = ""  # the model that the remote control looks with, by name or path
        view.jobs.chosen.connect(self._show_job)  # before it is told once more, which the ties ask for
        self._ties = JobTies(view.jobs, queue, {KIND, INSTALL})
        self._install = InstallTies(view.install, queue, setting.places.has)
        self._connect()

    def close(self) -> None:
        """End a look at a folder; jobs of the queue go on. May be called twice."""
        self._looking.close()

    @Slot()
    def _refresh(self) -> None:
        """Offer the gestures that were recorded, and say what is missing."""
        self._install.show()
        self._jobs.start(_OWN, lambda: tuple(own_folders(self._setting.places.own)))

    @Slot()
    def _on_installed(self) -> None:
        """What could not be looked at before may be looked at now."""
        if self._view.wish.folders and self._plan is None:
            self._view.pictures.show_folders(self._view.wish.folders)
            self._look()

    @Slot(str)
    def show_in_use(self, model: str) -> None:
        """Say which model the remote control looks with, by name or path."""
        self._in_use = model
        made = self._view.run.progress.model
        self._view.run.set_in_use(is_in_use=bool(made) and model in (made, Path(made).name))

    @Slot(object)
    def _choose(self, folders: tuple[Path, ...]) -> None:
        """Have other folders looked at."""
        if folders:
            self._view.show_folders(folders, self._proposed(folders))
            self._look()

    def _proposed(self, folders: tuple[Path, ...]) -> str:
        """A name for the network."""
        if folders[0].parent == self._setting.places.own:
            labels = (folder.name for folder in folders)
            return ", ".join(self._titles.get(label, title_of(label)) for label in labels)
        return folders[0].name

    @property
    def _titles(self) -> dict[str, str]:
        return {label: gesture_word(gesture.title) for label, gesture in self._setting.gestures.items()}

    def _look(self) -> None:
        """Have the folders looked over, if there is what it takes."""
        if self._install.is_complete:
            self._ask()
        else:
            self._view.show_fault(self.tr("The pictures can be looked at when what is missing is installed."))

    def _ask(self) -> None:
        """Have the folders looked over for what is wished; a look that is under way for something else ends."""
        arguments = plan_arguments(self._view.wish, self._setting.places)
        if arguments == self._asked or not self._install.is_complete:
            return
        self._asked, self._plan = arguments, None
        if self._looking.is_running:
            self._is_asked_anew = True
            self._looking.cancel()
        else:
            self._looking.start(_MODULE, arguments)

    @Slot(int, str, str)
    def _on_looked(self, code: int, printed: str, complaint: str) -> None:
        if self._is_asked_anew:
            self._is_asked_anew = False
            self._looking.start(_MODULE, self._asked)
            return
        try:
            if code:
                raise LabError(complaint.removeprefix(_SPEAKER) or self.tr("Looking at the pictures was ended."))
            self._plan = read_plan(printed)
        except LabError as error:
            self._asked = ()
            self._view.show_fault(str(error))
            return
        self._view.show_plan(self._plan, self._titles)
        self._show_command()

    @Slot(object)
    def _on_changed(self, _wish: RetrainWish) -> None:
        """Something else is wished of the same folders."""
        self._ask()
        self._show_command()

    def _commands(self) -> list[tuple[str, ...]]:
        """What does what is wished, one after the other."""
        if self._plan is None:
            return []
        is_added, places = self._plan.is_added, self._setting.places
        drawing = [drawing_command(places)] if is_added and not is_drawn(places) else []
        return [*drawing, retrain_command(self._view.wish, places, is_added=is_added)]

    def _show_command(self) -> None:
        commands = self._commands()
        self._view.choices.show_command(shown(commands))
        self._view.choices.set_ready(is_ready=bool(commands) and self._install.is_complete)

    @Slot(object)
    def _start(self, wish: RetrainWish) -> None:
        """Put the commands into the queue."""
        *drawing, command = self._commands()
        for before in drawing:
            self._queue.add(JobOrder(self.tr("Draw hands to rehearse with"), KIND, before))
        # The name is taken at once, so that nobody else's job gets it before this one begins.
        run = Path(command[command.index("--out") + 1])
        try:
            run.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(str(LabError(f"{run} cannot be made ({error.strerror}); make room on the disk.")))
            return
        self._queue.add(JobOrder(wish.name, KIND, command))
        self._show_command()

    @Slot(str, str)
    def _on_added(self, key: str, kind: str) -> None:
        if kind == KIND:
            self._key = key

    @Slot(object)
    def _on_listed(self, jobs: tuple[LabJob, ...]) -> None:
        """Show the job that was asked for last, or one that runs."""
        self._listed = {job.key: job for job in jobs}
        if self._key not in self._listed:
            running = [job.key for job in jobs if job.state is JobState.RUNNING]
            self._key = running[0] if running else ""
        self._show()

    @Slot(str)
    def _show_job(self, key: str) -> None:
        self._key = key
        self._progress.pop(key, None)  # it is told once more from its beginning

    @Slot(str, object)
    def _on_heard(self, key: str, events: tuple[Event, ...]) -> None:
        job = self._listed.get(key)
        if job is None:
            return
        before = self._progress.get(key, RetrainProgress())
        progress = before
        for event in events:
            progress = progress.hearing(event)
        self._progress[key] = progress
        if not self._key:
            self._key = key
        if progress.model and not before.model:
            self._jobs.start(
                _LEARN, partial(add_new, self._setting.vocabulary, progress.labels, self._setting.gestures)
            )
            self.made.emit()
        self._show()

    def _show(self) -> None:
        job = self._listed.get(self._key)
        if job is None:
            self._view.run.hide()
        elif self._key in self._progress:
            self._view.run.show_progress(job.order.title, self._progress[self._key])
            self.show_in_use(self._in_use)

    @Slot(str)
    def _use(self, folder: str) -> None:
        """Wish for it; whether it is in use is told once it looks."""
        self.use_wished.emit(Path(folder).name)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _OWN and isinstance(result, tuple):
            self._view.pictures.show_own(result)
        elif topic == _LEARN:
            self.learned.emit(result)

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic in (_OWN, _LEARN):
            self.failed.emit(str(error))

    def _connect(self) -> None:
        self._looking.ended.connect(self._on_looked)
        self._install.changed.connect(self._on_installed)
        self._view.shown.connect(self._refresh)
        self._view.chosen.connect(self._choose)
        self._view.changed.connect(self._on_changed)
        self._view.start_wished.connect(self._start)
        self._view.use_wished.connect(self._use)
        self._queue.added.connect(self._on_added)
        self._queue.heard.connect(self._on_heard)
        self._ties.listed.connect(self._on_listed)
        self._jobs.done.connect(self._on_done)
        self._jobs.failed.connect(self._on_failed)
