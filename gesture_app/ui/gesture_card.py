"""One gesture as a card to choose: its picture, what it does and how it must be shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout

from gesture_app.core.bindings import Binding
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Command, Side
from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.theme import GAP_PX, RING_PX, Theme
from gesture_app.ui.words import command_word, gesture_word, side_word

PICTURE_PX = 80
SMALLEST_PX = 120
RIM_PX = 4  # of a card that is chosen


class GestureCard(QPushButton):
    """Shows a binding; chosen like any button, by pointer and by keyboard."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setCheckable(True)
        self.setMinimumWidth(SMALLEST_PX)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a line that wraps in a narrow window needs its room, too
        self.setSizePolicy(policy)
        self._theme = theme
        self._image = QImage()
        self._picture = QLabel()
        self._title, self._effect, self._how = _line("cardtitle"), _line(""), _line("small")
        self._warning = QLabel(self)
        self._has_conflict = False
        lines = QVBoxLayout(self)
        lines.setContentsMargins(GAP_PX, GAP_PX + GAP_PX // 2, GAP_PX, GAP_PX + GAP_PX // 2)
        lines.setSpacing(2)
        self._picture.setFixedHeight(PICTURE_PX)
        lines.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._effect, self._how):
            lines.addWidget(label)
        lines.addStretch()
        self._warning.move(GAP_PX, GAP_PX)
        theme.changed.connect(self._redraw)

    def sizeHint(self) -> QSize:
        """As large as what stands on it; a button on its own would only ask for its text."""
        return self._layout_hint(QSize(RING_PX, RING_PX))

    def minimumSizeHint(self) -> QSize:
        """Never smaller than what stands on it."""
        return self._layout_hint(QSize(SMALLEST_PX, RING_PX))

    def heightForWidth(self, width: int) -> int:
        """As high as its lines become at this width."""
        layout = self.layout()
        return -1 if layout is None else layout.totalHeightForWidth(width)

    def show_binding(self, binding: Binding, engine: EngineSettings, *, has_conflict: bool) -> None:
        """Show what the gesture does, and whether something about it would surprise."""
        title, effect = gesture_word(binding.title), effect_words(binding, engine)
        self._title.setText(title)
        self._effect.setText(effect)
        self._how.setText(self._how_words(binding))
        self.setMinimumWidth(max(SMALLEST_PX, self._longest_word_px() + 2 * GAP_PX + RIM_PX))
        self._has_conflict = has_conflict
        warning = self.tr("something about it would surprise")
        self.setAccessibleName(f"{title}: {effect}")
        self.setAccessibleDescription(warning if has_conflict else "")
        self._warning.setToolTip(warning)
        self._redraw()

    def show_picture(self, image: QImage) -> None:
        """Show this picture of the hand; the hand icon for a null image."""
        self._image = image
        self._redraw()

    def _longest_word_px(self) -> int:
        """What a line cannot be narrower than."""
        words = [(label, word) for label in (self._title, self._effect, self._how) for word in label.text().split()]
        return max((label.fontMetrics().horizontalAdvance(word) for label, word in words), default=0)

    def _how_words(self, binding: Binding) -> str:
        """How it must be shown: for how long, and whether it goes on."""
        if not binding.meanings:
            return ""
        if binding.motion is not None:
            return self.tr("rest, move, rest")
        seconds = self.locale().toString(binding.hold_ms / 1000, "f", 1)
        words = {
            TriggerMode.ONCE: self.tr("hold {seconds} s"),
            TriggerMode.REPEAT: self.tr("hold {seconds} s, repeats while held"),
            TriggerMode.HOLD: self.tr("hold {seconds} s, until let go"),
            TriggerMode.TOGGLE: self.tr("hold {seconds} s, again to take back"),
            TriggerMode.CONTINUOUS: self.tr("hold {seconds} s, then move up or down"),
        }
        return words[binding.mode].format(seconds=seconds)

    def _redraw(self) -> None:
        """Draw picture and warning anew, sharp on the screen there is."""
        colours, ratio = self._theme.colours, self.devicePixelRatioF()
        self._picture.setPixmap(picture_of(self._image, self._theme, PICTURE_PX, ratio))
        self._warning.setVisible(self._has_conflict)
        if self._has_conflict:
            self._warning.setPixmap(icon_pixmap("warning", colours.unsure, ratio=ratio))
            self._warning.adjustSize()

    def _layout_hint(self, least: QSize) -> QSize:
        layout = self.layout()
        return least if layout is None else layout.minimumSize().expandedTo(least)


def effect_words(binding: Binding, engine: EngineSettings) -> str:
    """What it does for the hand's right to give orders, then for the player."""
    tr = QCoreApplication.translate
    parts = []
    if binding.gesture == engine.arming_gesture and not engine.always_armed:
        parts.append(tr("Words", "Arms"))
    if binding.gesture == engine.disarming_gesture:
        parts.append(tr("Words", "Disarms"))
    for meaning in binding.meanings:
        if meaning.command is not None:
            parts.append(_meaning_words(meaning.command, meaning.hand))
    return " · ".join(parts) or tr("Words", "Does nothing")


def _meaning_words(command: Command, hand: Side | None) -> str:
    """What it does, and from which hand where that matters."""
    if hand is None:
        return command_word(command)
    words = QCoreApplication.translate("Words", "{command} ({hand})")
    return words.format(command=command_word(command), hand=side_word(hand))


def picture_of(image: QImage, theme: Theme, size_px: int, ratio: float) -> QPixmap:
    """A gesture's picture for a label; the hand icon where it is not drawn yet."""
    if image.isNull():
        return icon_pixmap("gestures", theme.colours.muted, size_px // 2, ratio)
    size = QSize(size_px, size_px) * ratio
    pixmap = QPixmap.fromImage(image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _line(name: str) -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
    label.setObjectName(name)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
