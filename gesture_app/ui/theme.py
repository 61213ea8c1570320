"""All colours, distances and type sizes of the window, and the switch between light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

GAP_PX = 8  # the one distance; every other is a multiple of it
MARGIN_PX = 2 * GAP_PX
RADIUS_PX = 10
CONTROL_PX = 36  # height of a button or picker: easy to hit, also with an unsteady hand
ICON_PX = 20
DISPLAY_ICON_PX = 40  # beside text of DISPLAY_PT
RING_PX = 96  # the hold ring, the largest thing after the picture

SMALL_PT = 10.0
PAGE_PT = 10.5  # the names of the pages; larger, and they make the smallest window wider than many a screen
BODY_PT = 11.0
REASON_PT = 13.0  # what a hand lacks
HEADING_PT = 14.0
EFFECT_PT = 18.0  # what a gesture does
DISPLAY_PT = 24.0  # what is seen and what fires: readable from three metres on a laptop screen


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours; text on `page` and on `card` keeps a contrast of at least 4.5 to 1."""

    page: str  # behind everything
    card: str  # panels, buttons and lists
    stage: str  # around the picture
    line: str  # hairlines and tracks
    hover: str  # a control under the pointer
    ink: str  # text
    muted: str  # text of second rank
    accent: str  # what is happening now, the focus and the chosen
    on_accent: str  # text on the accent
    good: str  # obeyed
    bad: str  # not obeyed, errors
    unsure: str  # nobody can tell; warnings
    overlay: str = "#ffffff"  # marks on the picture, which is as bright by night as by day
    on_overlay: str = "#1c1d1f"  # words on such a mark
    halo: str = "#80000000"  # around a mark, so that it also shows on a white shirt

    def of_verdict(self, obeyed: bool | None) -> str:
        """The colour of an outcome; None where nobody can tell."""
        return self.unsure if obeyed is None else self.good if obeyed else self.bad


LIGHT = Colours(
    page="#f5f4f1",
    card="#ffffff",
    stage="#e6e4df",
    line="#dedbd4",
    hover="#eceae5",
    ink="#1c1d1f",
    muted="#63656b",
    accent="#0b6e69",
    on_accent="#ffffff",
    good="#1d7238",
    bad="#b3261e",
    unsure="#875a00",
)
DARK = Colours(
    page="#15171a",
    card="#1f2226",
    stage="#0c0d0f",
    line="#34383e",
    hover="#2a2e33",
    ink="#eceded",
    muted="#a0a4ab",
    accent="#4fd1c5",
    on_accent="#06231f",
    good="#74d391",
    bad="#ff8f86",
    unsure="#ebc46a",
)


class Appearance(Enum):
    """Which colours the user wants; the value is its name in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


_EFFECTS = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_FadeMenu)
_NO_MOTION = "* { widget-animation-duration: 0; }"


class Theme(QObject):
    """Knows the colours of the moment and dresses the application in them.

    Signals:
        changed: The colours are others now; repaint.
    """

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.colours = LIGHT
        self._is_calm = False
        app.setStyle("Fusion")  # the one style that honours the whole palette on every system
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.choose(appearance)

    def choose(self, appearance: Appearance) -> None:
        """Follow the system or insist on one set of colours."""
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[appearance])
        is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        # A platform without a colour scheme of its own ignores the wish, so the wish is asked first.
        if appearance is not Appearance.SYSTEM:
            is_dark = appearance is Appearance.DARK
        self._wear(DARK if is_dark else LIGHT)

    def calm(self, *, is_calm: bool) -> None:
        """Let lists open and controls change at once, or with the motion that is usual on this desktop."""
        if is_calm is self._is_calm:
            return
        self._is_calm = is_calm
        for effect in _EFFECTS:
            QApplication.setEffectEnabled(effect, not is_calm)
        self._wear(self.colours)

    def _dress(self, scheme: Qt.ColorScheme) -> None:
        """The system changed between light and dark."""
        self._wear(DARK if scheme is Qt.ColorScheme.Dark else LIGHT)

    def _wear(self, colours: Colours) -> None:
        style_sheet = _style_sheet(colours) + (_NO_MOTION if self._is_calm else "")
        is_worn = style_sheet == self._app.styleSheet()
        if is_worn and colours is self.colours:
            return
        self.colours = colours
        if not is_worn:  # Qt would dress every widget anew all the same, which takes a second
            self._app.setPalette(_palette(colours))
            self._app.setStyleSheet(style_sheet)
        self.changed.emit()


def font_of(size_pt: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The application's font in one of the sizes above."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(size_pt)
    font.setWeight(weight)
    return font


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.page,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.hover,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.card,
        QPalette.ColorRole.ToolTipText: colours.ink,
        QPalette.ColorRole.Mid: colours.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette


def _style_sheet(colours: Colours) -> str:
    """Shape of everything; named by object name, so a widget says what it is."""
    return _controls(colours) + _fields(colours) + _lists(colours)


def _controls(c: Colours) -> str:
    """Cards, texts, buttons and pickers."""
    return f"""
    * {{ font-size: {BODY_PT}pt; }}
    QFrame#card {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS_PX}px; }}
    QFrame#toast {{ background: {c.card}; border: 2px solid {c.accent}; border-radius: {2 * RADIUS_PX}px; }}
    QPushButton#card {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS_PX}px; padding: 0; }}
    QPushButton#card:hover {{ background: {c.hover}; }}
    QPushButton#card:checked {{ border: 2px solid {c.accent}; color: {c.ink}; }}
    QPushButton#card:focus {{ background: {c.hover}; border: 2px solid {c.accent}; }}
    QProgressBar {{ background: {c.line}; border: none; border-radius: 3px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QLabel#cardtitle {{ font-size: {BODY_PT + 1}pt; font-weight: 600; }}
    QFrame#overlay {{ background: {c.card}; border: 2px solid {c.accent}; }}
    QLabel#small {{ font-size: {SMALL_PT}pt; color: {c.muted}; }}
    QLabel#muted, QLabel#status {{ color: {c.muted}; }}
    QLabel#reason {{ font-size: {REASON_PT}pt; color: {c.muted}; }}
    QLabel#heading {{ font-size: {HEADING_PT}pt; font-weight: 600; }}
    QLabel#effect {{ font-size: {EFFECT_PT}pt; font-weight: 600; }}
    QLabel#display {{ font-size: {DISPLAY_PT}pt; font-weight: 600; }}
    QPushButton, QToolButton, QComboBox {{
        min-height: {CONTROL_PX - 2}px; padding: 0 {GAP_PX + 4}px; color: {c.ink};
        background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS_PX - 2}px;
    }}
    QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {c.hover}; }}
    QPushButton:focus, QToolButton:focus, QComboBox:focus {{ border: 2px solid {c.accent}; }}
    QPushButton:checked, QPushButton#primary {{
        background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
    }}
    QPushButton#primary:focus, QPushButton:checked:focus {{ border: 2px solid {c.ink}; }}
    QPushButton:disabled, QComboBox:disabled {{ color: {c.muted}; }}
    QPushButton#primary:disabled {{ background: {c.card}; color: {c.muted}; border-color: {c.line}; }}
    QComboBox::drop-down {{ border: none; width: {3 * GAP_PX}px; }}
    QComboBox QAbstractItemView {{
        background: {c.card}; border: 1px solid {c.line}; padding: {GAP_PX // 2}px; outline: none;
        selection-background-color: {c.hover}; selection-color: {c.ink};
    }}
    QPushButton::menu-indicator {{ image: none; width: 0; }}
    """


def _passed() -> str:
    """The part of a groove on the side where a slider begins; style sheets know left and right only."""
    is_mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return "add-page" if is_mirrored else "sub-page"


def _fields(c: Colours) -> str:
    """What one types into, slides along or reads line by line."""
    return f"""
    QLabel#error {{ font-size: {SMALL_PT}pt; color: {c.bad}; }}
    QLabel#note {{ font-size: {SMALL_PT}pt; color: {c.unsure}; }}
    QFrame#rule {{ background: {c.line}; max-height: 1px; border: none; }}
    QLineEdit {{
        min-height: {CONTROL_PX - 2}px; padding: 0 {GAP_PX}px; color: {c.ink};
        background: {c.page}; border: 1px solid {c.line}; border-radius: {RADIUS_PX - 2}px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent};
    }}
    QLineEdit:focus {{ border: 2px solid {c.accent}; padding: 0 {GAP_PX - 1}px; }}
    QLineEdit:disabled {{ border-style: dashed; color: {c.muted}; }}
    QSlider {{ min-height: 24px; }}
    QSlider::groove:horizontal {{ height: 4px; background: {c.line}; border-radius: 2px; }}
    QSlider::{_passed()}:horizontal {{ background: {c.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{
        width: 16px; height: 16px; margin: -7px 0; border-radius: 9px;
        background: {c.card}; border: 2px solid {c.accent};
    }}
    QSlider::handle:horizontal:focus {{ background: {c.accent}; border-color: {c.ink}; }}
    QTableView {{
        background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS_PX}px; outline: none;
        selection-background-color: {c.hover}; selection-color: {c.ink};
    }}
    QTableView:focus {{ border: 2px solid {c.accent}; }}
    QTableView::item {{ padding: 0 {GAP_PX}px; border-bottom: 1px solid {c.line}; }}
    QListWidget, QPlainTextEdit {{
        background: {c.card}; color: {c.ink}; border: 1px solid {c.line}; border-radius: {RADIUS_PX - 2}px;
        outline: none; selection-background-color: {c.accent}; selection-color: {c.on_accent};
    }}
    QListWidget:focus, QPlainTextEdit:focus {{ border: 2px solid {c.accent}; }}
    QListWidget::item {{ color: {c.ink}; border: 2px solid transparent; border-radius: {RADIUS_PX - 2}px; }}
    QListWidget::item:selected {{ background: {c.hover}; color: {c.ink}; border-color: {c.accent}; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{
        background: transparent; color: {c.muted}; border: none; border-bottom: 1px solid {c.line};
        padding: {GAP_PX // 2}px {GAP_PX + 3}px; font-size: {SMALL_PT}pt;
    }}
    """


def _lists(c: Colours) -> str:
    """Pages to choose from, menus and scroll bars."""
    return f"""
    QToolButton#page {{
        background: transparent; border: 2px solid transparent; color: {c.ink}; font-size: {PAGE_PT}pt;
        min-height: 44px; padding: {GAP_PX}px 0 0 0;
    }}
    QToolButton#page:hover {{ background: {c.hover}; }}
    QToolButton#page:checked {{ background: {c.hover}; color: {c.ink}; }}
    QToolButton#page:focus {{ border: 2px solid {c.accent}; }}
    QMenu {{ background: {c.card}; border: 1px solid {c.line}; padding: {GAP_PX // 2}px; }}
    QMenu::item {{ padding: {GAP_PX}px {3 * GAP_PX}px; border-radius: {RADIUS_PX // 2}px; }}
    QMenu::item:selected {{ background: {c.hover}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: {GAP_PX}px; }}
    QScrollBar::handle:vertical {{ background: {c.line}; border-radius: {GAP_PX // 2}px; min-height: {CONTROL_PX}px; }}
    QScrollBar:horizontal {{ background: transparent; height: {GAP_PX}px; }}
    QScrollBar:horizontal:focus {{ background: {c.hover}; }}
    QScrollBar::handle:horizontal {{ background: {c.muted}; border-radius: 4px; min-width: {CONTROL_PX}px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: none; height: 0; width: 0;
    }}
    """
