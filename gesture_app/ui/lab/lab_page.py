"""The lab's page: the library, the comparison, and what a measurement comes to."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.ui.lab.ab_view import AbView
from gesture_app.ui.lab.compare_view import CompareView
from gesture_app.ui.lab.confusions_view import ConfusionsView
from gesture_app.ui.lab.diff_view import DiffView
from gesture_app.ui.lab.library_view import LibraryView
from gesture_app.ui.lab.progress_row import ProgressRow
from gesture_app.ui.lab.prune_view import PruneView
from gesture_app.ui.lab.retrain_view import RetrainView
from gesture_app.ui.theme import GAP_PX, Theme


class LabPage(QWidget):
    """Several views of the same networks, one at a time.

    Signals:
        shown: The page can be seen now, so that it should be up to date.
        hidden: It cannot be seen any more.
    """

    shown = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Lab: all networks"))
        self.library = LibraryView(theme)
        self.compare = CompareView(theme)
        self.ab = AbView(theme)
        self.diff = DiffView(theme)
        self.confusions = ConfusionsView(theme)
        self.prune = PruneView(theme)
        self.retrain = RetrainView(theme)
        self.progress = ProgressRow(theme)
        self._views = QStackedWidget()
        self._buttons = QButtonGroup(self, exclusive=True)
        self._names = QHBoxLayout()
        self._names.setSpacing(GAP_PX // 2)  # German has long words for seven views
        self._add_view(self.tr("Library"), self.library)
        self._add_view(self.tr("Compare"), self.compare)
        self._add_view(self.tr("Side by side"), self.ab)
        self._add_view(self.tr("Layers"), self.diff)
        self._add_view(self.tr("Confusions"), self.confusions)
        self._add_view(self.tr("Prune"), self.prune)
        self._add_view(self.tr("Retrain"), self.retrain)
        self._names.addStretch()
        self._buttons.idClicked.connect(self.show_view)
        self.show_view(0)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(self._names)
        lines.addWidget(self._views, 1)
        lines.addWidget(self.progress)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what only a page that is seen needs."""
        super().hideEvent(event)
        self.hidden.emit()

    @Slot(int)
    def show_view(self, number: int) -> None:
        """Turn to a view, counted from 0."""
        self._views.setCurrentIndex(number)
        self._buttons.button(number).setChecked(True)

    def turn_to(self, view: QWidget) -> None:
        """Turn to one of the views."""
        self.show_view(self._views.indexOf(view))

    @Slot()
    def show_library(self) -> None:
        """Turn to all networks."""
        self.turn_to(self.library)

    def _add_view(self, name: str, view: QWidget) -> None:
        button = QPushButton(name)
        button.setCheckable(True)
        self._buttons.addButton(button, self._views.addWidget(view))
        self._names.addWidget(button)
