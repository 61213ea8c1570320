"""The message bar: what went wrong, in the error's own sentence, with a button as a way out, or two to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from gesture_app.ui.icons import IconButton, describe, icon_pixmap
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, ICON_PX, MARGIN_PX, Theme
from gesture_app.ui.words import said


class Tone(Enum):
    """How serious a message is."""

    INFO = "info"
    ERROR = "warning"


class WayOut(Enum):
    """What the button of a message does."""

    RETRY = "retry"
    CHOOSE = "choose"  # opens the picker of the topic
    CHECK = "check"  # opens the checks of the first run
    SAVE = "save"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell; a newer one of the same topic takes its place."""

    topic: str  # "source", "player", "model"
    text: str  # one full sentence
    tone: Tone = Tone.ERROR
    way_out: WayOut | None = None
    other: WayOut | None = None  # of two ways out the second one


class MessageBar(QFrame):
    """Shows the newest message; the older ones come back when it is dismissed.

    Signals:
        way_out_wished(str, WayOut): The topic of the message, and what the user wants done about it.
        changed: There is another message, or one less.
    """

    way_out_wished = Signal(str, WayOut)
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = theme
        self._messages: dict[str, Message] = {}
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._more = QLabel()
        self._more.setObjectName("muted")
        self._button = QPushButton()
        self._button.clicked.connect(self._act)
        self._other = QPushButton()
        self._other.clicked.connect(self._act_otherwise)
        self._close = IconButton(theme, "close")
        describe(self._close, self.tr("Dismiss this message"))
        self._close.clicked.connect(self._dismiss)
        theme.changed.connect(self._refresh)
        self._lay_out()
        self._refresh()

    @property
    def message(self) -> Message | None:
        """The message that is shown."""
        return next(reversed(self._messages.values()), None)

    @property
    def problem(self) -> str:
        """The newest sentence about something that does not work; empty if everything does."""
        errors = (message.text for message in reversed(self._messages.values()) if message.tone is Tone.ERROR)
        return next(errors, "")

    def show_message(self, message: Message) -> None:
        """Show this message before all others."""
        self._messages.pop(message.topic, None)
        self._messages[message.topic] = message
        self._refresh()
        self.changed.emit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._text.text()))

    def clear(self, topic: str) -> None:
        """Whatever was wrong with this topic is over."""
        self._messages.pop(topic, None)
        self._refresh()
        self.changed.emit()

    @Slot()
    def _act(self) -> None:
        """Take the way out."""
        if self.message is not None:
            self._take(self.message.topic, self.message.way_out)

    @Slot()
    def _act_otherwise(self) -> None:
        """Take the other way out."""
        if self.message is not None:
            self._take(self.message.topic, self.message.other)

    def _take(self, topic: str, way_out: WayOut | None) -> None:
        """The message goes: if the way out leads nowhere, a new one comes."""
        if way_out is not None:
            self.clear(topic)
            self.way_out_wished.emit(topic, way_out)

    @Slot()
    def _dismiss(self) -> None:
        if self.message is not None:
            self.clear(self.message.topic)

    @Slot()
    def _refresh(self) -> None:
        message = self.message
        self.setVisible(message is not None)
        if message is None:
            return
        colours = self._theme.colours
        colour = colours.bad if message.tone is Tone.ERROR else colours.accent
        self._icon.setPixmap(icon_pixmap(message.tone.value, colour, ICON_PX, self.devicePixelRatioF()))
        self._text.setText(said(message.text))
        others = len(self._messages) - 1
        self._more.setText(self.tr("and %n more", "", others) if others else "")
        for button, way_out in ((self._button, message.way_out), (self._other, message.other)):
            button.setVisible(way_out is not None)
            if way_out is not None:
                button.setText(self._button_word(way_out))

    def _button_word(self, way_out: WayOut) -> str:
        return {
            WayOut.RETRY: self.tr("Try again"),
            WayOut.CHOOSE: self.tr("Choose another"),
            WayOut.CHECK: self.tr("Check again"),
            WayOut.SAVE: self.tr("Save"),
            WayOut.DISCARD: self.tr("Discard"),
        }[way_out]

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        row.setSpacing(GAP_PX + GAP_PX // 2)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._button)
        row.addWidget(self._other)
        row.addWidget(self._close)
