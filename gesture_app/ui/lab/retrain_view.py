"""Retraining without a terminal: pictures, choices, how it goes, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.lab.retrain_plan import RetrainPlan
from gesture_app.core.lab.retraining import RetrainWish
from gesture_app.ui.down_area import DownArea
from gesture_app.ui.lab.install_card import InstallCard
from gesture_app.ui.lab.job_list import JobList
from gesture_app.ui.lab.retrain_choices import RetrainChoices
from gesture_app.ui.lab.retrain_pictures import RetrainPictures
from gesture_app.ui.lab.retrain_run import RetrainRun
from gesture_app.ui.theme import GAP_PX, Theme


class RetrainView(QWidget):
    """Cards below each other; a folder may be dropped anywhere.

    Signals:
        shown: The view can be seen now, so that it should be up to date.
        chosen(tuple): These folders (Path) shall be looked at.
        changed(RetrainWish): Something else is wished of them.
        start_wished(RetrainWish): It shall be done.
        use_wished(str): The remote control shall look with the network in this folder.
    """

    shown = Signal()
    chosen = Signal(object)
    changed = Signal(object)
    start_wished = Signal(object)
    use_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.pictures = RetrainPictures(theme)
        self.choices = RetrainChoices(theme)
        self.install = InstallCard(theme)
        self.run = RetrainRun(theme)
        self.jobs = JobList(theme)
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(GAP_PX)
        for widget in (self.install, self.pictures, self.choices, self.run, self.jobs):
            cards.addWidget(widget)
        cards.addStretch()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(DownArea(content, self.tr("Retrain")))
        self.pictures.chosen.connect(self.chosen)
        self.choices.changed.connect(self._tell_change)
        self.choices.start_wished.connect(self._wish_start)
        self.run.use_wished.connect(self.use_wished)

    @property
    def wish(self) -> RetrainWish:
        """What is wished now."""
        return self.choices.wish

    def show_folders(self, folders: tuple[Path, ...], name: str) -> None:
        """Show which folders are chosen, and propose a name for the network."""
        self.pictures.show_folders(folders)
        self.choices.show_folders(folders, name)

    def show_plan(self, plan: RetrainPlan, titles: Mapping[str, str]) -> None:
        """Show what is in them and what can be done with them."""
        self.pictures.show_plan(plan, titles)
        self.choices.show_plan(plan)

    def show_fault(self, sentence: str) -> None:
        """Show why nothing can be done with them."""
        self.pictures.show_fault(sentence)
        self.choices.set_ready(is_ready=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is."""
        super().showEvent(event)
        self.shown.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome folders."""
        if _folders(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.chosen.emit(_folders(event))
        event.acceptProposedAction()

    @Slot()
    def _tell_change(self) -> None:
        self.changed.emit(self.wish)

    @Slot()
    def _wish_start(self) -> None:
        self.start_wished.emit(self.wish)


def _folders(event: QDropEvent) -> tuple[Path, ...]:
    """The folders that are being dropped."""
    paths = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return tuple(path for path in paths if path.is_dir())
