"""One job of the queue: what it is, how it stands, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.lab.lab_job import JobState, LabJob
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme


def state_word(state: JobState) -> str:
    """How a job stands, for a person."""
    tr = QCoreApplication.translate
    return {
        JobState.QUEUED: tr("Jobs", "Waits for its turn"),
        JobState.RUNNING: tr("Jobs", "Runs"),
        JobState.DONE: tr("Jobs", "Done"),
        JobState.FAILED: tr("Jobs", "Failed"),
        JobState.CANCELLED: tr("Jobs", "Cancelled"),
        JobState.INTERRUPTED: tr("Jobs", "Interrupted"),
    }[state]


class JobRow(QFrame):
    """A card.

    Signals:
        cancel_wished(str): The job of this key shall end.
        resume_wished(str): It shall go on.
        remove_asked(str): It shall be forgotten, unless it made something that may be wanted.
        remove_wished(str): It shall be forgotten.
        remove_all_wished(str): And what it made on the way shall be deleted.
        chosen(str): It shall be shown.
    """

    cancel_wished = Signal(str)
    resume_wished = Signal(str)
    remove_asked = Signal(str)
    remove_wished = Signal(str)
    remove_all_wished = Signal(str)
    chosen = Signal(str)

    def __init__(self, theme: Theme, job: LabJob) -> None:
        super().__init__()
        self.setObjectName("card")
        self._job = job
        self._title = ForeignLabel("cardtitle")
        self._state = QLabel()
        self._state.setObjectName("muted")
        self._complaint = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)  # what to do stands at its end
        self._complaint.setObjectName("error")
        self._show = IconButton(theme, "search")
        self._copy = IconButton(theme, "copy")
        self._resume = IconButton(theme, "play", self.tr("Resume"))
        self._cancel = IconButton(theme, "stop", self.tr("Cancel"))
        self._remove = IconButton(theme, "delete")
        self._question = QLabel(wordWrap=True)
        self._keep = QPushButton(self.tr("Keep the folder"))
        self._delete = QPushButton(self.tr("Delete it too"))
        describe(self._show, self.tr("Show this job"))
        describe(self._copy, self.tr("Copy the command that does this"))
        describe(self._remove, self.tr("Forget this job"))
        self._connect()
        self._lay_out()
        self.show_job(job)

    def ask_removal(self, folder: Path) -> None:
        """Ask whether this folder, which the job made, goes with it; nobody is asked any more once the job goes on."""
        words = self.tr("Forget this job? The steps of its run are in {folder}; a network that came of them stays.")
        self._question.setText(words.format(folder=folder))
        self._show_question(is_asked=True)
        self._keep.setFocus()

    def show_job(self, job: LabJob) -> None:
        """Show how it stands now."""
        self._job = job
        self._title.setText(job.order.title)
        self._state.setText(state_word(job.state))
        self._complaint.setText(job.standing.complaint)
        self._complaint.setVisible(bool(job.standing.complaint))
        self._resume.setVisible(job.state.is_resumable)
        self._cancel.setVisible(not job.state.is_over)
        self._remove.setVisible(job.state.is_over)
        if not job.state.is_over:
            self._show_question(is_asked=False)

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._job.order.shown)

    @Slot()
    def _wish_cancel(self) -> None:
        self.cancel_wished.emit(self._job.key)

    @Slot()
    def _wish_resume(self) -> None:
        self.resume_wished.emit(self._job.key)

    @Slot()
    def _ask_remove(self) -> None:
        """A second press takes the question back."""
        if self._question.isHidden():
            self.remove_asked.emit(self._job.key)
        else:
            self._show_question(is_asked=False)

    @Slot()
    def _wish_remove(self) -> None:
        self.remove_wished.emit(self._job.key)

    @Slot()
    def _wish_remove_all(self) -> None:
        self.remove_all_wished.emit(self._job.key)

    def _show_question(self, *, is_asked: bool) -> None:
        for widget in (self._question, self._keep, self._delete):
            widget.setVisible(is_asked)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self._job.key)

    def _connect(self) -> None:
        self._show.clicked.connect(self._choose)
        self._copy.clicked.connect(self._copy_command)
        self._cancel.clicked.connect(self._wish_cancel)
        self._resume.clicked.connect(self._wish_resume)
        self._remove.clicked.connect(self._ask_remove)
        self._keep.clicked.connect(self._wish_remove)
        self._delete.clicked.connect(self._wish_remove_all)

    def _lay_out(self) -> None:
        words: list[QWidget] = [self._title, self._state, self._complaint]
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for widget in words:
            lines.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addLayout(lines, 1)
        for button in (self._show, self._copy, self._resume, self._cancel, self._remove):
            row.addWidget(button)
        question = QHBoxLayout()
        question.setSpacing(GAP_PX)
        question.addWidget(self._question, 1)
        question.addWidget(self._keep)
        question.addWidget(self._delete)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        whole.addLayout(row)
        whole.addLayout(question)
        self._show_question(is_asked=False)
