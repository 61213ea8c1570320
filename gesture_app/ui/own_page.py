"""The page of own gestures: the overview, and the two steps to a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gesture_app.ui.own_overview import OwnOverview
from gesture_app.ui.own_recording import OwnRecording
from gesture_app.ui.own_review import OwnReview
from gesture_app.ui.theme import Theme


class OwnPage(QWidget):
    """Shows one step at a time.

    Signals:
        seen_changed(bool): The page can be seen now, or not any more.
    """

    seen_changed = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("My gestures"))
        self.overview = OwnOverview(theme)
        self.recording = OwnRecording(theme)
        self.review = OwnReview(theme)
        self._steps = QStackedWidget()
        for step in (self.overview, self.recording, self.review):
            self._steps.addWidget(step)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._steps)

    @property
    def step(self) -> QWidget | None:
        """The one that is shown."""
        return self._steps.currentWidget()

    def turn_to(self, step: QWidget) -> None:
        """Show one of the steps."""
        self._steps.setCurrentWidget(step)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that somebody looks."""
        super().showEvent(event)
        self.seen_changed.emit(self.isVisible())

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody looks."""
        super().hideEvent(event)
        self.seen_changed.emit(self.isVisible())
