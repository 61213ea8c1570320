"""Two detectors on the same frame: their answers side by side, how often they agree, and how long they take."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gesture_app.core.lab.agreement import Comparison, Counts, Hand
from gesture_app.core.lab.look_times import TwoHistograms
from gesture_app.core.types import Detection
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.lab.agreement_bars import AgreementBars
from gesture_app.ui.lab.look_times_chart import LookTimesChart
from gesture_app.ui.picture import Bgra, Mark, PictureView
from gesture_app.ui.theme import GAP_PX, Theme


class AbLive(QWidget):
    """Shows values only; hands that the two do not agree about stand out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pictures = (
            PictureView(theme, self.tr("What A, which is in use, sees")),
            PictureView(theme, self.tr("What B sees")),
        )
        self.captions = (ElidedLabel("muted"), ElidedLabel("muted"))
        self.agreement = QLabel(wordWrap=True)
        self.agreement.setObjectName("cardtitle")
        self.share = QLabel(wordWrap=True)
        self.share.setObjectName("muted")
        self.times = LookTimesChart(theme)
        self.gestures = AgreementBars(theme)
        self._lay_out()
        self.show_counts(Counts(), {})

    def show_names(self, a: str, b: str, threads: tuple[int, int]) -> None:
        """Say whose answers are shown, and on how many threads each runs."""
        for caption, letter, name, count in zip(self.captions, "AB", (a, b), threads, strict=True):
            words = self.tr("{letter}: {name} · threads: {count}")
            caption.setText(words.format(letter=letter, name=name, count=count) if name else "")

    def show_pair(self, pixels: Bgra, comparison: Comparison, words: Mapping[str, str]) -> None:
        """Show one frame with both answers.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA, contiguous
        """
        for picture, marks in zip(self.pictures, both_marks(comparison, words), strict=True):
            picture.show_picture(pixels, marks)

    def show_nothing(self, why: str) -> None:
        """Show no picture but a sentence; the numbers stay."""
        for picture in self.pictures:
            picture.show_nothing(why)

    def set_mirrored(self, *, is_mirrored: bool) -> None:
        """Show the pictures as in a mirror."""
        for picture in self.pictures:
            picture.set_mirrored(is_mirrored)

    def show_counts(self, counts: Counts, words: Mapping[str, str]) -> None:
        """Show how often they agree."""
        if counts.agreed_share is None:
            self.agreement.setText(self.tr("Show a hand to the camera, so that there is something to compare."))
        else:
            text = self.tr("Both see the same hands in {share} % of {count} frames with a hand.")
            number = QLocale().toString(counts.with_hands)
            self.agreement.setText(text.format(share=_percent(counts.agreed_share), count=number))
        text = self.tr("B saw {share} % of the {count} frames that A looked at.")
        share = _percent(counts.compared_share or 0.0)
        self.share.setText(text.format(share=share, count=QLocale().toString(counts.looked)))
        self.gestures.show_gestures(counts.by_gesture or {}, words)

    def show_times(self, times: TwoHistograms) -> None:
        """Show how long their looks take."""
        self.times.show_times(times, ("A", "B"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        for caption, picture in zip(self.captions, self.pictures, strict=True):
            column = QVBoxLayout()
            column.setSpacing(GAP_PX // 2)
            column.addWidget(caption)
            column.addWidget(picture, 1)
            top.addLayout(column, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(GAP_PX)
        bottom.addWidget(self.gestures, 1)
        bottom.addWidget(self.times, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top, 1)
        lines.addWidget(self.agreement)
        lines.addWidget(self.share)
        lines.addLayout(bottom)


def both_marks(comparison: Comparison, words: Mapping[str, str]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """What to draw for the first answer, and for the second."""
    first = tuple(_mark(hand, hand.a, words) for hand in comparison.hands if hand.a)
    return first, tuple(_mark(hand, hand.b, words) for hand in comparison.hands if hand.b)


def _mark(hand: Hand, seen: Detection, words: Mapping[str, str]) -> Mark:
    text = f"{words.get(seen.gesture, seen.gesture)} {QLocale().toString(seen.score, 'f', 2)}"
    return Mark(seen.box, text, is_leading=not hand.is_agreed)


def _percent(share: float) -> str:
    """A share in whole percent; 100 only where nothing is missing."""
    percent = int(100 * share) if share > 0.99 else round(100 * share)
    return QLocale().toString(percent)
