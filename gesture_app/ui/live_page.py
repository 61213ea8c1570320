"""The live page: the picture, the gesture strip, the player bar and the figures."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.gestures import Gesture
from gesture_app.core.types import Decision, Detection
from gesture_app.ui.gesture_strip import GestureStrip, leading
from gesture_app.ui.picture import Bgra, Mark, PictureView
from gesture_app.ui.player_bar import PlayerBar
from gesture_app.ui.status_line import StatusLine
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.toast import Toast
from gesture_app.ui.words import gesture_word, side_word


class LivePage(QWidget):
    """Lays the live widgets out and spreads one moment over them."""

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self.picture = PictureView(theme, self.tr("Live picture"))
        self.toast = Toast(theme, self.picture)
        self.video = PictureView(theme, self.tr("Picture of the player"))
        self.video.set_mirrored(False)
        self.video.hide()
        self.gesture = GestureStrip(theme, vocabulary)
        self.player = PlayerBar(theme)
        self.status = StatusLine()
        cards = QHBoxLayout()
        cards.setSpacing(MARGIN_PX)
        cards.addWidget(self.gesture, 3)
        cards.addWidget(self.player, 2)
        pictures = QHBoxLayout()
        pictures.setSpacing(MARGIN_PX)
        pictures.addWidget(self.video, 3)  # what one wants to watch, larger than oneself
        pictures.addWidget(self.picture, 2)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MARGIN_PX)
        lines.addLayout(pictures, 1)
        lines.addLayout(cards)
        lines.addWidget(self.status)
        lines.setSpacing(GAP_PX + GAP_PX // 2)

    def give_time(self, times: float) -> None:
        """Let what is shown for a moment stay so many times as long as usual."""
        for part in (self.toast, self.gesture, self.player):
            part.give_time(times)

    def show_moment(self, pixels: Bgra, detections: tuple[Detection, ...], decisions: tuple[Decision, ...]) -> None:
        """Show one picture, the hands in it and what is thought of them.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA, contiguous
        """
        self.picture.show_picture(pixels, self.marks(detections, decisions))
        self.gesture.show_decision(leading(decisions))

    def marks(self, detections: tuple[Detection, ...], decisions: tuple[Decision, ...]) -> tuple[Mark, ...]:
        """How the hands are marked in a picture."""
        first = leading(decisions)
        return tuple(self.mark(detection, first) for detection in detections)

    def mark(self, detection: Detection, first: Decision | None) -> Mark:
        """How a hand is marked in the picture; the leading one stands out."""
        gesture = self._vocabulary.get(detection.gesture)
        word = gesture_word(gesture.title) if gesture else detection.gesture
        text = self.tr("{gesture} {percent} %").format(gesture=word, percent=round(detection.score * 100))
        is_leading = first is not None and detection.box == first.box
        if first is not None and is_leading and first.side is not None:
            text = self.tr("{what}, {hand}").format(what=text, hand=side_word(first.side))
        return Mark(detection.box, text, is_leading)
