"""The invitation of a kiosk: a hand that rises, opens and fills the ring, until somebody does the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from gesture_app.ui.kiosk_type import font_of_height
from gesture_app.ui.theme import Theme

FRAME_MS = 80  # a calm movement needs no more, and the processor stays cool all day
RISE_S, HOLD_S, FULL_S, SINK_S, REST_S = 0.9, 1.8, 0.6, 0.7, 0.6
LOOP_S = RISE_S + HOLD_S + FULL_S + SINK_S + REST_S

# All sizes are shares of the screen's height, so that they are read from as many screens away on every screen.
RING, RING_TOP, RING_LINE = 0.47, 0.12, 0.016
WORDS_TOP, WORDS, HINT_TOP, HINT = 0.66, 0.095, 0.81, 0.04
SINK = 0.5  # share of the ring by which the hand sinks: never so far that the ring is empty
SCRIM = 0.88  # how much of the film's light is taken, so that words are read over any of it
_FULL_TURN = 360 * 16  # Qt counts sixteenths of a degree
_TOP = 90 * 16


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the hand is in its loop; all from 0 to 1."""

    raised: float
    held: float  # of the ring
    is_full: bool


def moment_at(at_s: float) -> Moment:
    """The loop at a moment."""
    at_s %= LOOP_S
    if at_s < RISE_S:
        return Moment(_gently(at_s / RISE_S), 0.0, is_full=False)
    at_s -= RISE_S
    if at_s < HOLD_S:
        return Moment(1.0, at_s / HOLD_S, is_full=False)
    at_s -= HOLD_S
    if at_s < FULL_S:
        return Moment(1.0, 1.0, is_full=True)
    at_s -= FULL_S
    return Moment(1 - _gently(min(at_s / SINK_S, 1.0)), 0.0, is_full=False)


def _gently(share: float) -> float:
    return share * share * (3 - 2 * share)


class AttractView(QWidget):
    """Lies over the film; moves only while it is seen.

    Args:
        words: The large ones; empty for the app's own, with their hint.
        hint: The smaller ones below.
    """

    def __init__(self, theme: Theme, words: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        usual = self.tr("Raise your palm"), self.tr("Hold it up until the ring is full, and the film is yours")
        self._words, self._hint = (words, hint) if words else (usual[0], hint or usual[1])
        self._is_still = False
        self._hands: Sequence[QImage] = ()  # from closed to open
        self._is_ready = False
        self._at_s = 0.0
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self.advance)
        self.setAccessibleName(self._words)

    def set_hands(self, hands: Sequence[QImage]) -> None:
        """Show these pictures of the hand, from closed to open."""
        self._hands = hands
        self.update()

    def set_ready(self, is_ready: bool) -> None:
        """Invite, or ask for patience while no hand could be seen."""
        self._is_ready = is_ready
        self.update()

    def stand_still(self) -> None:
        """Show the hand raised and the ring full, without any motion."""
        self._is_still = True

    @Slot()
    def advance(self) -> None:
        """Go on by one frame."""
        self._at_s = (self._at_s + FRAME_MS / 1000) % LOOP_S
        self.update()

    def words(self) -> tuple[str, str]:
        """What is to be read."""
        return (self._words, self._hint) if self._is_ready else (self.tr("One moment, please"), "")

    def showEvent(self, _event: QShowEvent) -> None:
        """Begin anew."""
        self._at_s = RISE_S + HOLD_S if self._is_still else 0.0
        if not self._is_still:
            self._frames.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        """Stand still."""
        self._frames.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the darkened film, the hand in its ring and the words."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        scrim = QColor(self._theme.colours.stage)
        scrim.setAlphaF(SCRIM)
        painter.fillRect(self.rect(), scrim)
        if self._is_ready:
            self._paint_ring(painter, moment_at(self._at_s))
        self._paint_words(painter)

    def _paint_ring(self, painter: QPainter, moment: Moment) -> None:
        colours, height = self._theme.colours, self.height()
        side = RING * height
        ring = QRectF((self.width() - side) / 2, RING_TOP * height, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if moment.is_full else colours.card))
        painter.drawEllipse(ring)
        self._paint_hand(painter, ring, moment)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Only one colour where it is full: the other would shine through the smoothed edges of what covers it.
        painter.setPen(QPen(QColor(colours.accent if moment.is_full else colours.line), RING_LINE * height))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(colours.accent), RING_LINE * height, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if moment.held and not moment.is_full:
            painter.drawArc(ring, _TOP, -round(_FULL_TURN * moment.held))

    def _paint_hand(self, painter: QPainter, ring: QRectF, moment: Moment) -> None:
        if not self._hands:
            return
        picture = self._hands[round(moment.raised * (len(self._hands) - 1))]
        circle = QPainterPath()
        circle.addEllipse(ring)
        painter.save()
        painter.setClipPath(circle)
        painter.drawImage(ring.translated(0, SINK * (1 - moment.raised) * ring.height()), picture)
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        words, hint = self.words()
        colours, height = self._theme.colours, self.height()
        bold, normal = QFont.Weight.DemiBold, QFont.Weight.Normal
        painter.setPen(QColor(colours.ink))
        for text, top, size, weight in ((words, WORDS_TOP, WORDS, bold), (hint, HINT_TOP, HINT, normal)):
            painter.setFont(font_of_height(text, size * height, 0.9 * self.width(), weight))
            place = QRectF(0, top * height, self.width(), 1.4 * size * height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
