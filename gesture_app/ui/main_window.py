"""The main window: navigation, header, message bar and the pages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QIcon, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import Gesture
from gesture_app.core.settings_keys import setting_rows
from gesture_app.ui.gestures_page import GesturesPage
from gesture_app.ui.header import Header
from gesture_app.ui.history_page import HistoryPage
from gesture_app.ui.icons import PageButton, icon_of
from gesture_app.ui.inspector_page import InspectorPage
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.ui.live_page import LivePage
from gesture_app.ui.message_bar import MessageBar
from gesture_app.ui.mirrored import margins
from gesture_app.ui.own_page import OwnPage
from gesture_app.ui.settings_page import SettingsPage, gesture_choices
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

FIRST_SIZE_PX = (1200, 780)
LOOK_EVERY_MS = 500  # so late it is noticed that something else covers the window, or no longer does


class MainWindow(QMainWindow):
    """Holds the pages and says when they can be seen.

    Signals:
        seen_changed(bool): The window can be seen now, or is hidden, minimised or covered.
        closed: The user closed the window.
        closing_held: The user wanted to close it, but something has to be asked before.
    """

    seen_changed = Signal(bool)
    closed = Signal()
    closing_held = Signal()

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Gesture control"))
        self.setWindowIcon(_window_icon(theme))
        self.header = Header(theme)
        self.messages = MessageBar(theme)
        self.live = LivePage(theme, vocabulary)
        self.gestures = GesturesPage(theme, vocabulary)
        self.own = OwnPage(theme)
        self.history = HistoryPage(theme, vocabulary)
        self.inspector = InspectorPage(theme, vocabulary)
        self.lab = LabPage(theme)
        self.settings = SettingsPage(theme, setting_rows(), gesture_choices(vocabulary))
        self._theme = theme
        self._is_closing_held = False
        self._is_covered = False
        self._cover_watch = QTimer(self, interval=LOOK_EVERY_MS)  # Qt tells windows of it, but no widget
        self._cover_watch.timeout.connect(self._look_whether_covered)
        self._layers = QStackedWidget()  # all pages, or what covers them for a while
        self._body = QWidget()
        self._pages = QStackedWidget()
        self._buttons = QButtonGroup(self, exclusive=True)
        self._navigation = QVBoxLayout()
        self._row = QHBoxLayout()
        self._lay_out()
        self._add_page("live", self.tr("Live"), self.live)
        self._add_page("gestures", self.tr("Gestures"), self.gestures)
        self._add_page("own", self.tr("My gestures"), self.own)
        self._add_page("history", self.tr("History"), self.history)
        self._add_page("inspector", self.tr("Inspector"), self.inspector)
        self._add_page("lab", self.tr("Lab"), self.lab)
        self._add_page("settings", self.tr("Settings"), self.settings)
        self._buttons.idClicked.connect(self.show_page)
        self._buttons.button(0).setChecked(True)
        self.header.pause_button.setFocus()
        self.resize(*FIRST_SIZE_PX)

    def is_seen(self) -> bool:
        """Whether painting makes sense."""
        return self.isVisible() and not self.isMinimized() and not self._is_covered

    @property
    def page(self) -> int:
        """The page that is shown, counted from 0."""
        return self._pages.currentIndex()

    def put_navigation(self, *, is_right: bool) -> None:
        """Put the navigation after the pages, or before them: on the right, or where one reads from the right, left."""
        first, last = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.RightToLeft
        self._row.setDirection(last if is_right else first)
        beside, away = (MARGIN_PX, GAP_PX) if is_right else (GAP_PX, MARGIN_PX)  # the navigation needs less
        self._row.setContentsMargins(margins(beside, MARGIN_PX, away, GAP_PX))

    def restore(self, geometry: bytes) -> None:
        """Stand where the window stood when `geometry` was saved; nonsense is ignored."""
        self.restoreGeometry(QByteArray(geometry))

    def hold_closing(self, *, is_held: bool) -> None:
        """Whether the window stays when it shall be closed, and says so instead."""
        self._is_closing_held = is_held

    def cover(self, view: QWidget) -> None:
        """Show this instead of everything else; what it covers asks for no room meanwhile."""
        self._layers.addWidget(view)
        self._body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._layers.setCurrentWidget(view)

    def uncover(self) -> None:
        """Show the pages again; what covered them is gone."""
        cover = self._layers.currentWidget()
        self._body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._layers.setCurrentWidget(self._body)
        if cover is not None and cover is not self._body:
            self._layers.removeWidget(cover)
            cover.deleteLater()
        self.header.pause_button.setFocus()

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Turn to a page, counted from 0 in the order of the navigation."""
        self._pages.setCurrentIndex(number)
        self._buttons.button(number).setChecked(True)

    def turn_to(self, page: QWidget) -> None:
        """Turn to one of the pages."""
        self.show_page(self._pages.indexOf(page))

    def showEvent(self, event: QShowEvent) -> None:
        """Say that there is something to paint for."""
        super().showEvent(event)
        self._is_covered = False  # until it has had the time to appear
        self._cover_watch.start()
        self.seen_changed.emit(self.is_seen())

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody looks."""
        super().hideEvent(event)
        self._cover_watch.stop()
        self.seen_changed.emit(self.is_seen())

    def changeEvent(self, event: QEvent) -> None:
        """Notice being minimised and restored."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._is_covered = False  # a window that was minimised is there again at once
            self.seen_changed.emit(self.is_seen())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say so; whoever built the window stops the rest."""
        if self._is_closing_held:
            event.ignore()
            self.closing_held.emit()
            return
        self.closed.emit()
        super().closeEvent(event)

    @Slot()
    def _look_whether_covered(self) -> None:
        """Ask the desktop whether anything of the window shows; where it does not tell, everything does."""
        is_covered = not self._is_exposed()
        if is_covered is not self._is_covered:
            self._is_covered = is_covered
            self.seen_changed.emit(self.is_seen())

    def _is_exposed(self) -> bool:
        handle = self.windowHandle()
        return handle is None or handle.isExposed()

    def _add_page(self, icon: str, title: str, page: QWidget) -> None:
        """A page appears in the navigation with its number as shortcut: Alt+1, Alt+2 ..."""
        number = self._pages.addWidget(page)
        button = PageButton(self._theme, icon, title)
        button.setShortcut(QKeySequence(f"Alt+{number + 1}"))
        self._buttons.addButton(button, number)
        self._navigation.insertWidget(number, button)

    def _lay_out(self) -> None:
        page = QVBoxLayout()
        page.setSpacing(GAP_PX + GAP_PX // 2)
        page.addWidget(self.header)
        page.addWidget(self.messages)
        page.addWidget(self._pages, 1)
        self._navigation.setSpacing(GAP_PX)
        self._navigation.addStretch()
        row = self._row
        self._body.setLayout(row)
        self.put_navigation(is_right=False)
        row.setSpacing(GAP_PX)
        row.addLayout(self._navigation)
        row.addLayout(page, 1)
        self._layers.addWidget(self._body)
        self.setCentralWidget(self._layers)
        self._body.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _window_icon(theme: Theme) -> QIcon:
    return icon_of("gestures", theme.colours.accent)
