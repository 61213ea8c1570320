"""The page that prunes: what is missing, what is wished, how it goes, and the jobs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.ui.down_area import DownArea
from gesture_app.ui.lab.install_card import InstallCard
from gesture_app.ui.lab.job_list import JobList
from gesture_app.ui.lab.prune_form import PruneForm
from gesture_app.ui.lab.prune_progress import PruneProgress
from gesture_app.ui.theme import GAP_PX, Theme


class PruneView(QWidget):
    """Four parts below each other; each says what it wishes itself.

    Args:
        form: The second of them, where it was built before.

    Signals:
        shown: The view can be seen now, so that it should be up to date.
    """

    shown = Signal()

    def __init__(self, theme: Theme, form: PruneForm | None = None) -> None:
        super().__init__()
        self.install = InstallCard(theme)
        self.form = form or PruneForm(theme)
        self.progress = PruneProgress(theme)
        self.jobs = JobList(theme)
        content = QWidget()
        parts = QVBoxLayout(content)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(GAP_PX)
        for part in (self.install, self.form, self.progress, self.jobs):
            parts.addWidget(part)
        parts.addStretch()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(DownArea(content, self.tr("Prune")))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is."""
        super().showEvent(event)
        self.shown.emit()
