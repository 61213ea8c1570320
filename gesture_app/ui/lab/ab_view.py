"""Side by side: the detector in use and another one on the same frames, and who is right where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.lab.entry import Entry
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.ab_gallery import AbGallery
from gesture_app.ui.lab.ab_live import AbLive
from gesture_app.ui.lab.command_menu import CommandMenu
from gesture_app.ui.theme import GAP_PX, Theme


class AbView(QWidget):
    """The choice of the second detector above, and below it what is compared or the gallery.

    Signals:
        start_wished(str): The detector of this key shall be compared with the one in use.
        stop_wished: Nothing shall be compared any more.
        use_wished(str): The remote control shall look with the detector of this key.
        seen_changed(bool): The view can be seen now, or not any more.
        second_shown(str): The detector of this key is the second one now; empty for none.
    """

    start_wished = Signal(str)
    stop_wished = Signal()
    use_wished = Signal(str)
    seen_changed = Signal(bool)
    second_shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_running = False
        self.live = AbLive(theme)
        self.gallery = AbGallery(theme)
        self.in_use = ElidedLabel("cardtitle")
        self.second = DropDown(theme)
        self.second.setAccessibleName(self.tr("Compared with"))
        self.start = IconButton(theme, "play", "")
        self.use = IconButton(theme, "live", self.tr("Use B"))
        self._commands = CommandMenu(theme)
        self.judge = QPushButton()
        self.judge.setCheckable(True)
        self._pages = QStackedWidget()
        self._connect()
        self._lay_out()
        self.show_running(is_running=False)
        self.show_waiting(0)

    def set_words(self, words: Mapping[str, str]) -> None:
        """Call the gestures so, by label."""
        self.gallery.set_words(words)

    def set_mirrored(self, *, is_mirrored: bool) -> None:
        """Show pictures as in a mirror."""
        self.live.set_mirrored(is_mirrored=is_mirrored)
        self.gallery.set_mirrored(is_mirrored=is_mirrored)

    def show_choices(self, in_use: str, others: Sequence[Entry], second: str) -> None:
        """Show what is in use by its title, and what it can be compared with; `second` is the key of the chosen one."""
        self.in_use.setText(self.tr("In use: {name}").format(name=in_use))
        self.second.set_choices([(entry.key, entry.title) for entry in others])
        self.second.show_text(second)
        self._allow()

    def show_running(self, *, is_running: bool) -> None:
        """Say whether the two are being compared."""
        self._is_running = is_running
        self.start.set_icon("stop" if is_running else "play")
        self.start.setText(self.tr("Stop") if is_running else self.tr("Compare"))
        if is_running:
            self.live.show_nothing(self.tr("One moment: the second detector is being opened."))
        else:
            self.live.show_nothing(self.tr("Nothing is compared now."))
        self._allow()

    def show_command(self, use: str) -> None:
        """Say what is typed instead of pressing the button that uses the second."""
        self._commands.show_commands({self.use.text(): use})

    def show_waiting(self, count: int) -> None:
        """Say how many disagreements wait for a judgement."""
        self.judge.setText(self.tr("Disagreements: {count}").format(count=count))

    def showEvent(self, event: QShowEvent) -> None:
        """Say that somebody looks."""
        super().showEvent(event)
        self.seen_changed.emit(self.isVisible())

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody looks."""
        super().hideEvent(event)
        self.seen_changed.emit(self.isVisible())

    def _allow(self) -> None:
        has_second = bool(self.second.text())
        self.start.setEnabled(has_second)
        self.use.setEnabled(has_second)
        self.second_shown.emit(self.second.text())

    @Slot()
    def _start_or_stop(self) -> None:
        if self._is_running:
            self.stop_wished.emit()
        else:
            self.start_wished.emit(self.second.text())

    @Slot(str)
    def _change_second(self, key: str) -> None:
        """Go on with another one, if the two are being compared."""
        self._allow()
        if self._is_running:
            self.start_wished.emit(key)

    @Slot()
    def _use(self) -> None:
        self.use_wished.emit(self.second.text())

    @Slot(bool)
    def _turn(self, is_judging: bool) -> None:
        self._pages.setCurrentIndex(1 if is_judging else 0)

    def _connect(self) -> None:
        self.start.clicked.connect(self._start_or_stop)
        self.second.edited.connect(self._change_second)
        self.use.clicked.connect(self._use)
        self.judge.toggled.connect(self._turn)

    def _lay_out(self) -> None:
        against = QLabel(self.tr("against"))
        against.setObjectName("muted")
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self.in_use, 1)
        for widget in (against, self.second, self.start, self.use, self._commands, self.judge):
            top.addWidget(widget)
        self._pages.addWidget(self.live)
        self._pages.addWidget(self.gallery)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        lines.addWidget(self._pages, 1)
