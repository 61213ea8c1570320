"""Records an own gesture: its name, a countdown, and the two recordings one after the other."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.own_pictures import Take
from gesture_app.core.sampling import TAKE_S
from gesture_app.ui.icons import IconButton
from gesture_app.ui.picture import PictureView
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import said

_TENTHS = 10


class OwnRecording(QWidget):
    """Shows what to do next, and the camera's picture while it is done.

    Signals:
        named(str): The gesture shall be called so.
        record_wished: The countdown shall begin.
        stop_wished: What is being recorded shall be forgotten.
        keep_wished: What was recorded shall be kept on disk.
        left: The person does not want to go on.
    """

    named = Signal(str)
    record_wished = Signal()
    stop_wished = Signal()
    keep_wished = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.picture = PictureView(theme, self.tr("Picture of the camera"))
        self._heading = QLabel(wordWrap=True)
        self._heading.setObjectName("heading")
        self._advice = QLabel(wordWrap=True)
        self._advice.setObjectName("muted")
        self._count = QLabel()
        self._count.setObjectName("display")
        self._error = QLabel(wordWrap=True)
        self._error.setObjectName("error")
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name of the gesture"))
        self._name.setPlaceholderText(self.tr("Name of the gesture"))
        self._progress = QProgressBar(textVisible=False)
        self._progress.setAccessibleName(self.tr("How far the recording is"))
        self._progress.setRange(0, round(TAKE_S * _TENTHS))
        self._go_on = QPushButton(self.tr("Go on"))
        self._record = IconButton(theme, "record", self.tr("Record"))
        self._stop = IconButton(theme, "stop", self.tr("Stop"))
        self._keep = IconButton(theme, "save", self.tr("Keep these pictures"))
        self._again = IconButton(theme, "record", self.tr("Record again"))
        self._leave = QPushButton(self.tr("Back to my gestures"))
        self._connect()
        self._lay_out()
        self.ask_name()

    def ask_name(self) -> None:
        """Begin with a new gesture."""
        self._name.clear()
        self._show(self._name, self._go_on)
        self._heading.setText(self.tr("What is the gesture called?"))
        self._advice.setText(
            self.tr(
                "You will record 20 seconds of it and 20 seconds of anything else. "
                "The pictures stay on this computer, and nothing is written before you say so."
            )
        )
        self._name.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say why the name is not taken."""
        self._error.setText(said(sentence))
        self._error.setVisible(bool(sentence))

    def show_ready(self, take: Take, title: str) -> None:
        """Say what to do while it is recorded."""
        self._show(self._record)
        if take is Take.SHOWN:
            self._heading.setText(self.tr("1 of 2: show “{title}”").format(title=title))
            self._advice.setText(
                self.tr(
                    "Show it all the time, with either hand. Move around, come nearer and go back, turn the hand a "
                    "little: pictures that are alike are dropped."
                )
            )
        else:
            self._heading.setText(self.tr("2 of 2: do not show “{title}”").format(title=title))
            self._advice.setText(
                self.tr(
                    "Do anything else: other gestures, above all similar ones, scratch your head, drink, let the "
                    "hands rest, leave the picture."
                )
            )
        self._record.setFocus()

    def show_countdown(self, seconds: int) -> None:
        """Say when it begins."""
        self._show(self._count, self._stop)
        self._count.setText(self.tr("Begins in {seconds}").format(seconds=seconds))
        self._announce(str(seconds))
        self._stop.setFocus()

    def show_progress(self, seconds: float, pictures: int) -> None:
        """Show how far the recording is."""
        self._show(self._count, self._progress, self._stop)
        self._progress.setValue(round(seconds * _TENTHS))
        left = max(round(TAKE_S - seconds), 0)
        self._count.setText(self.tr("{seconds} s left · {pictures} pictures").format(seconds=left, pictures=pictures))

    def show_recorded(self, pictures: int, least: int) -> None:
        """Ask whether to keep it."""
        is_enough = pictures >= least
        self._show(self._count, *((self._keep,) if is_enough else ()), self._again)
        self._count.setText(self.tr("{pictures} pictures that differ").format(pictures=pictures))
        text = self.tr("Nothing has been written yet.")
        if not is_enough:
            text = self.tr("At least {least} are needed; record again and move more.").format(least=least)
        self._advice.setText(text)
        self._announce(f"{self._count.text()}. {text}")
        (self._keep if is_enough else self._again).setFocus()

    def _show(self, *wanted: QWidget) -> None:
        self.refuse("")
        for widget in (self._name, self._go_on, self._record, self._count, self._progress, self._stop, self._keep):
            widget.setVisible(widget in wanted)
        self._again.setVisible(self._again in wanted)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def _tell_name(self) -> None:
        self.named.emit(self._name.text())

    def _connect(self) -> None:
        self._name.returnPressed.connect(self._tell_name)
        self._go_on.clicked.connect(self._tell_name)
        self._record.clicked.connect(self.record_wished)
        self._again.clicked.connect(self.record_wished)
        self._stop.clicked.connect(self.stop_wished)
        self._keep.clicked.connect(self.keep_wished)
        self._leave.clicked.connect(self.left)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        lines = QVBoxLayout(card)
        lines.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.setSpacing(GAP_PX)
        for widget in (self._heading, self._advice, self._name, self._error, self._count, self._progress):
            lines.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_PX)
        for button in (self._go_on, self._record, self._stop, self._keep, self._again):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._leave)
        lines.addLayout(buttons)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(MARGIN_PX)
        page.addWidget(self.picture, 1)
        page.addWidget(card)
