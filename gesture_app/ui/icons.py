"""The line icons of assets/icons, drawn in whatever colour the theme asks for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton

from gesture_app.core.paths import assets_folder
from gesture_app.ui.theme import ICON_PX, Theme

VERDICTS = {True: "obeyed", False: "refused", None: "unknown"}  # the icon of an outcome

PAGE_PX = 72  # the least width of an entry of the navigation
_RATIOS = (1, 2, 3)  # pixels per point of ordinary, dense and very dense screens


def paint_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
    """Draw an icon into a square; sharp at any size.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    coloured = _drawing(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(coloured.encode())).render(painter, place)


@cache
def _drawing(name: str) -> str:
    """Read an icon once; some are painted many times a second."""
    return (assets_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon_pixmap(name: str, colour: str, size_px: int = ICON_PX, ratio: float = 1.0) -> QPixmap:
    """An icon on nothing, for a label on a screen with so many pixels per point."""
    pixmap = QPixmap(QSize(round(size_px * ratio), round(size_px * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        paint_icon(painter, name, colour, QRectF(pixmap.rect()))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_of(name: str, colour: str, disabled: str = "") -> QIcon:
    """An icon for a button, sharp on every screen.

    Args:
        disabled: The colour while the button is out of reach; a paler one without it.
    """
    icon = QIcon()
    for ratio in _RATIOS:
        icon.addPixmap(icon_pixmap(name, colour, ICON_PX, ratio))
        if disabled:
            icon.addPixmap(icon_pixmap(name, disabled, ICON_PX, ratio), QIcon.Mode.Disabled)
    return icon


class IconButton(QPushButton):
    """A push button whose icon follows the theme."""

    def __init__(self, theme: Theme, name: str, text: str = "") -> None:
        super().__init__(text)
        self._theme = theme
        self._name = name
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.toggled.connect(self._recolour)
        self.objectNameChanged.connect(self._recolour)
        theme.changed.connect(self._recolour)
        self._recolour()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._recolour()

    @Slot()
    def _recolour(self) -> None:
        colours = self._theme.colours
        is_on_accent = self.isChecked() or self.objectName() == "primary"
        if is_on_accent:  # out of reach, its button has no accent to be seen on
            self.setIcon(icon_of(self._name, colours.on_accent, disabled=colours.muted))
        else:
            self.setIcon(icon_of(self._name, colours.ink))


class PageButton(QToolButton):
    """One entry of the navigation: an icon above its word, the icon following the theme."""

    def __init__(self, theme: Theme, name: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setObjectName("page")
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # all as wide as the widest
        theme.changed.connect(self._recolour)
        self._recolour()

    def sizeHint(self) -> QSize:
        """Wide enough for the word, and never so narrow that it is hard to hit."""
        return super().sizeHint().expandedTo(QSize(PAGE_PX, 0))

    def minimumSizeHint(self) -> QSize:
        """The same: a word that is cut off names no page."""
        return self.sizeHint()

    @Slot()
    def _recolour(self) -> None:
        self.setIcon(icon_of(self._name, self._theme.colours.ink))


def describe(button: QAbstractButton, text: str) -> None:
    """Give a button that shows only an icon a name for screen readers and a hint for the pointer."""
    button.setAccessibleName(text)
    button.setToolTip(text)
