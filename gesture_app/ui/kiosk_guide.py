"""The guide of a kiosk: over the film's lower edge, what the raised hand does and what else it could do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gesture_app.core.bindings import Bindings
from gesture_app.core.types import Command, Decision, GateName, Phase
from gesture_app.ui.kiosk_type import font_of_height
from gesture_app.ui.mirrored import mirrored
from gesture_app.ui.theme import Theme
from gesture_app.ui.words import command_word, gate_word, said

# Shares of the screen's height.
MARGIN, PANEL, RADIUS, GAP = 0.03, 0.26, 0.03, 0.025
RING_LINE, WORDS, ADVICE, CAPTION = 0.012, 0.052, 0.034, 0.026
SPLIT = 0.42  # share of the panel's width for the hand that is seen; the rest lists what hands can do
LEAST_CELL = 0.85  # of an equal share of the list: no picture becomes smaller for the words beside it
WORD_GAP = 1.12  # a word's cell, to keep it apart from the next
OPACITY = 0.9
TOLD_MS = 2500  # what became of an order is to be read before anything else is said
_CAPTION_FLAGS = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_FULL_TURN = 360 * 16
_TOP = 90 * 16


@dataclass(frozen=True, slots=True)
class _Hint:
    """One thing that a hand can do."""

    gesture: str
    word: str


class GuideView(QWidget):
    """Shows the leading hand's progress and the gestures that are bound."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: Mapping[str, QImage] = {}
        self._hints: Sequence[_Hint] = ()
        self._commands: Mapping[str, Command] = {}
        self._gesture = ""
        self._words, self._advice = "", ""
        self._progress = 0.0
        self._told = QTimer(self, singleShot=True, interval=TOLD_MS)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_bindings(self, bindings: Bindings) -> None:
        """List these gestures, as far as they do anything."""
        self._commands = {binding.gesture: binding.command for binding in bindings if binding.command is not None}
        self._hints = tuple(_Hint(gesture, command_word(command)) for gesture, command in self._commands.items())
        self.update()

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Show these pictures of the gestures, by label."""
        self._pictures = pictures
        self.update()

    def show_decision(self, decision: Decision | None) -> None:
        """Show what is thought of the leading hand; what it did last stays when it goes."""
        if decision is None or self._is_still_told(decision):
            return
        self._told.stop()
        command = decision.order.command if decision.order else self._commands.get(decision.gesture)
        self._gesture = decision.gesture
        self._words = command_word(command) if command else self.tr("Show a gesture")
        self._advice = gate_word(decision) if command else ""
        self._progress = 1.0 if decision.phase is Phase.FIRED else decision.progress
        self.setAccessibleName(self._words)
        self.update()

    def show_outcome(self, text: str) -> None:
        """Say what became of the order, and let that be read."""
        self._advice = said(text)
        self._told.start()
        self.update()

    def _is_still_told(self, decision: Decision) -> bool:
        """Whether what was said last of this gesture is worth more than this."""
        has_gone = decision.phase is Phase.COOLING and decision.gate is not None and decision.gate.name is GateName.VOTE
        return decision.gesture == self._gesture and (has_gone or self._told.isActive())

    def words(self) -> tuple[str, str]:
        """What is said of the hand."""
        return self._words, self._advice

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel, the hand's part of it and the list."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        height = self.height()
        panel = QRectF(
            MARGIN * height, (1 - PANEL - MARGIN) * height, self.width() - 2 * MARGIN * height, PANEL * height
        )
        ground = QColor(self._theme.colours.card)
        ground.setAlphaF(OPACITY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(panel, RADIUS * height, RADIUS * height)
        inside = panel.adjusted(GAP * height, GAP * height, -GAP * height, -GAP * height)
        split = inside.width() * (SPLIT if self._hints else 1.0)
        hand = QRectF(inside.left(), inside.top(), split, inside.height())
        self._paint_hand(painter, mirrored(hand, inside))
        self._paint_hints(painter, mirrored(inside.adjusted(split, 0, 0, 0), inside))

    def _paint_hand(self, painter: QPainter, place: QRectF) -> None:
        height, colours = self.height(), self._theme.colours
        line = RING_LINE * height
        square = mirrored(QRectF(place.left(), place.top(), place.height(), place.height()), place)
        ring = square.adjusted(line, line, -line, -line)
        painter.setBrush(QColor(colours.hover))
        painter.setPen(QPen(QColor(colours.line), line))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(colours.accent), line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._progress > 0:
            painter.drawArc(ring, _TOP, -round(_FULL_TURN * self._progress))
        inset = ring.width() * 0.1
        if self._gesture in self._pictures:
            painter.drawImage(ring.adjusted(inset, inset, -inset, -inset), self._pictures[self._gesture])
        words = place.adjusted(place.height() + GAP * height, 0, -GAP * height, 0)
        self._paint_words(painter, mirrored(words, place))

    def _paint_hints(self, painter: QPainter, place: QRectF) -> None:
        if not self._hints:
            return
        usual, caption = place.width() / len(self._hints), 2.4 * CAPTION * self.height()
        side = min(LEAST_CELL * usual, place.height() - caption)
        font, widths = self._captions(place.width(), side)
        left = place.left()
        painter.setFont(font)
        for hint, width in zip(self._hints, widths, strict=True):
            cell = mirrored(QRectF(left, place.top(), width, place.height()), place)
            left += width
            picture = QRectF(cell.center().x() - side / 2, cell.bottom() - caption - side, side, side)
            if hint.gesture in self._pictures:
                painter.drawImage(picture, self._pictures[hint.gesture])
            painter.setPen(QColor(self._theme.colours.ink))
            below = QRectF(cell.left(), cell.bottom() - caption, width, caption)
            painter.drawText(below, _CAPTION_FLAGS, hint.word)

    def _captions(self, width_px: float, least_px: float) -> tuple[QFont, list[float]]:
        """One size for all captions, and the width of each cell: long words have more room, and make no other small.

        Args:
            width_px: Of all cells together.
            least_px: That a cell needs for its picture.
        """
        font = font_of_height("", CAPTION * self.height(), width_px, QFont.Weight.Medium)
        wanted = [max(least_px, WORD_GAP * _width_in_two_lines(hint.word, font)) for hint in self._hints]
        share = width_px / sum(wanted)
        if share < 1:
            font.setPixelSize(max(1, int(font.pixelSize() * share)))
        return font, [one * share for one in wanted]

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        """What the hand does above, and how it comes along below."""
        half, left = place.height() / 2, Qt.AlignmentFlag.AlignLeft
        upper = QRectF(place.left(), place.top(), place.width(), half)
        painter.setPen(QColor(self._theme.colours.ink))
        painter.setFont(font_of_height(self._words, WORDS * self.height(), place.width(), QFont.Weight.DemiBold))
        painter.drawText(upper, left | Qt.AlignmentFlag.AlignBottom, self._words)
        painter.setFont(font_of_height(self._advice, ADVICE * self.height(), place.width(), QFont.Weight.Normal))
        painter.drawText(upper.translated(0, half), left | Qt.AlignmentFlag.AlignTop, self._advice)


def _width_in_two_lines(text: str, font: QFont) -> float:
    """The least room in which these words stand in two lines, or in one."""
    words, metrics = text.split(" "), QFontMetricsF(font)
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words) + 1)]
    return min(max(metrics.horizontalAdvance(line) for line in pair) for pair in pairs)
