"""The first run: one question on each page, with the way back, the way on and the way out always in the same place."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.first_run import Step
from gesture_app.core.gestures import Gesture
from gesture_app.ui.first_run_camera import CameraStep
from gesture_app.ui.first_run_consent import ConsentStep
from gesture_app.ui.first_run_gestures import GesturesStep
from gesture_app.ui.first_run_parts import Pages, StepBar
from gesture_app.ui.first_run_player import PlayerStep
from gesture_app.ui.first_run_room import RoomStep
from gesture_app.ui.first_run_summary import SummaryStep
from gesture_app.ui.first_run_words import step_title
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

WIDEST_PX = 1040  # lines longer than this are not read
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FirstRunView(QWidget):
    """Shows one step at a time.

    Signals:
        forward_wished: On to the next step.
        back_wished: Back to the one before.
        leave_wished: Out of the first run, to the app.
    """

    forward_wished = Signal()
    back_wished = Signal()
    leave_wished = Signal()

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("First run"))
        self.consent = ConsentStep(theme)
        self.camera = CameraStep(theme)
        self.room = RoomStep(theme)
        self.gestures = GesturesStep(theme, vocabulary)
        self.player = PlayerStep(theme)
        self.summary = SummaryStep(theme)
        self._step = Step.CONSENT
        self._is_complete = False
        self._bar = StepBar(theme)
        self._title = QLabel(wordWrap=True)
        self._title.setObjectName("display")
        self._pages = Pages()
        for page in (self.consent, self.camera, self.room, self.gestures, self.player, self.summary):
            self._pages.addWidget(page)
        self._back = QPushButton(self.tr("Back"))
        self._leave = QPushButton(self.tr("Set up later"))
        self._forward = QPushButton()
        self._back.clicked.connect(self.back_wished)
        self._leave.clicked.connect(self.leave_wished)
        self._forward.clicked.connect(self.forward_wished)
        back_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self)
        back_key.activated.connect(self.back_wished)
        self._lay_out()
        self._dress_forward()

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self._step

    @property
    def title(self) -> str:
        """What the step asks for."""
        return self._title.text()

    @property
    def forward_button(self) -> QPushButton:
        """The way on."""
        return self._forward

    def show_step(self, step: Step) -> None:
        """Turn to a step; nothing of it is complete yet."""
        self._step = step
        self._bar.show_step(step)
        self._title.setText(step_title(step))
        self._pages.show_page(step.number)
        self._back.setVisible(step.previous is not None)
        self._leave.setVisible(step.following is not None)
        self.set_is_complete(is_complete=step is Step.SUMMARY)
        (self.gestures if self._is_forward_quiet else self._forward).setFocus()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._title.text()))

    def set_is_complete(self, *, is_complete: bool) -> None:
        """Say whether going on leaves something out."""
        self._is_complete = is_complete
        self._forward.setText(self._forward_words())
        self._dress_forward()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button with the focus, or goes on; Escape leaves."""
        if event.key() in _ENTER:
            self._press_enter()
        elif event.key() == Qt.Key.Key_Escape and self._leave.isVisible():
            self.leave_wished.emit()
        else:
            super().keyPressEvent(event)

    @property
    def _is_forward_quiet(self) -> bool:
        """Whether going on would break off what one is in the middle of: the gestures that are asked for."""
        return self._step is Step.GESTURES and not self._is_complete

    def _press_enter(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and not focus.isCheckable():
            focus.click()
        elif not self._is_forward_quiet:
            self._forward.click()

    def _dress_forward(self) -> None:
        """Have the way on stand out, and take the focus, only where it is what one most likely wants."""
        name = "" if self._is_forward_quiet else "primary"
        if self._forward.objectName() == name:
            return
        self._forward.setObjectName(name)
        self._forward.style().polish(self._forward)  # which goes by the name
        if self._is_forward_quiet:
            self.gestures.setFocus()
        elif self.gestures.hasFocus():
            self._forward.setFocus()

    def _forward_words(self) -> str:
        if self._step is Step.CONSENT:
            return self.tr("Yes, use the camera")
        if self._step is Step.SUMMARY:
            return self.tr("Start")
        return self.tr("Continue") if self._is_complete else self.tr("Skip this step")

    def _lay_out(self) -> None:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("The step at hand"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._pages)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_PX)
        buttons.addWidget(self._back)
        buttons.addStretch()
        buttons.addWidget(self._leave)
        buttons.addWidget(self._forward)
        middle = QWidget()
        middle.setMaximumWidth(WIDEST_PX)
        lines = QVBoxLayout(middle)
        lines.setContentsMargins(MARGIN_PX, 2 * MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.setSpacing(MARGIN_PX)
        lines.addWidget(self._bar)
        lines.addWidget(self._title)
        lines.addWidget(scroll, 1)
        lines.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(middle, 1000)
        row.addStretch()
