"""The tray icon: how things stand, and what can be done about it without the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from gesture_app.core.control import Standing
from gesture_app.ui.icons import paint_icon
from gesture_app.ui.theme import LIGHT, Colours
from gesture_app.ui.words import standing_word

ICON_SIZES_PX = (22, 44, 64)  # of panels on ordinary and dense screens
_RIM = 0.16  # of the disc, around the drawing

# A panel may be light or dark whatever the window is, so the disc brings its own ground; and each standing has a
# drawing of its own, for colours alone are not told apart by everybody.
_ICONS = {
    Standing.WATCHING: "gestures",
    Standing.ARMED: "obeyed",
    Standing.PAUSED: "pause",
    Standing.PROBLEM: "warning",
}


class Tray(QObject):
    """An icon with a menu.

    Signals:
        pause_wished: Gestures shall be ignored, or obeyed again.
        window_wished: The window shall be shown.
        quit_wished: The app shall end.
    """

    pause_wished = Signal()
    window_wished = Signal()
    quit_wished = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._menu = QMenu(window)
        show = self._menu.addAction(self.tr("&Show the window"))
        self._pause = self._menu.addAction("")
        self._menu.addSeparator()
        end = self._menu.addAction(self.tr("&Quit"))
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        show.triggered.connect(self.window_wished)
        self._pause.triggered.connect(self.pause_wished)
        end.triggered.connect(self.quit_wished)
        self.show_standing(Standing.WATCHING)

    @property
    def menu(self) -> QMenu:
        """What a click offers."""
        return self._menu

    @property
    def text(self) -> str:
        """What the pointer is told."""
        return self._icon.toolTip()

    def appear(self) -> None:
        """Be there."""
        self._icon.show()

    def disappear(self) -> None:
        """Be gone."""
        self._icon.hide()

    def show_standing(self, standing: Standing) -> None:
        """Show how things stand, and offer the pause or its end."""
        self._icon.setIcon(tray_icon(standing))
        self._icon.setToolTip(self.tr("Gesture control: {standing}").format(standing=standing_word(standing)))
        is_paused = standing is Standing.PAUSED
        self._pause.setText(self.tr("&Resume gestures") if is_paused else self.tr("&Pause gestures"))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click shows the window; on macOS it opens the menu."""
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.window_wished.emit()


def tray_icon(standing: Standing) -> QIcon:
    """A disc with a drawing, in all sizes."""
    icon = QIcon()
    for size_px in ICON_SIZES_PX:
        icon.addPixmap(_disc(standing, LIGHT, size_px))
    return icon


def _disc(standing: Standing, colours: Colours, size_px: int) -> QPixmap:
    grounds = {Standing.ARMED: colours.accent, Standing.PROBLEM: colours.bad}
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    place = QRectF(pixmap.rect())
    rim = size_px * _RIM
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(grounds.get(standing, colours.muted)))
        painter.drawEllipse(place)
        paint_icon(painter, _ICONS[standing], colours.on_accent, place.adjusted(rim, rim, -rim, -rim))
    return pixmap
