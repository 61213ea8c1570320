"""What the steps of the first run are built of: a row that folds, a verdict, the row of steps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.first_run import Step
from gesture_app.core.room import Level
from gesture_app.ui.first_run_words import step_word
from gesture_app.ui.icons import VERDICTS, icon_pixmap
from gesture_app.ui.mirrored import begin_at_start
from gesture_app.ui.theme import GAP_PX, ICON_PX, MARGIN_PX, SMALL_PT, Theme, font_of

FOLD_PX = 760  # narrower, and what stood side by side stands one below the other
_BAR_PX = 4
_VERDICTS = {Level.GOOD: True, Level.FAIR: None, Level.BAD: False}


class Pages(QStackedWidget):
    """Pages of which only the one that is shown asks for room: a high one would have the others scroll."""

    def show_page(self, number: int) -> None:
        """Turn to a page."""
        for place in range(self.count()):
            if (page := self.widget(place)) is not None:
                wanted = QSizePolicy.Policy.Preferred if place == number else QSizePolicy.Policy.Ignored
                page.setSizePolicy(wanted, wanted)
        self.setCurrentIndex(number)

    def heightForWidth(self, width: int) -> int:
        """As high as the page that is shown; Qt would ask all of them."""
        page = self.currentWidget()
        layout = page.layout() if page is not None else None
        if page is None or layout is None or not layout.hasHeightForWidth():
            return -1 if page is None else page.minimumSizeHint().height()
        return layout.totalHeightForWidth(width)


class FoldingRow(QWidget):
    """Two widgets side by side, or one below the other where there is little room."""

    def __init__(self, first: QWidget, second: QWidget, shares: tuple[int, int] = (3, 2)) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(MARGIN_PX)
        self._box.addWidget(first, shares[0])
        self._box.addWidget(second, shares[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < FOLD_PX
        wanted = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not wanted:
            self._box.setDirection(wanted)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two: it can fold."""
        hints = [item.minimumSize() for place in range(self._box.count()) if (item := self._box.itemAt(place))]
        height = self._box.minimumSize().height()
        return QSize(max(hint.width() for hint in hints), height)


class Stage(QWidget):
    """A picture as high as its width needs, at the top of the room there is."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__()
        self._picture = picture
        picture.setMinimumSize(280, 160)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(picture, 1000)
        lines.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the proportions of most cameras."""
        super().resizeEvent(event)
        self._picture.setMaximumHeight(max(160, round(event.size().width() * 9 / 16)))


class Verdict(QFrame):
    """A line of what was found out: a mark of its own shape for each level, what, how good, and what would help."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = theme
        self._level: Level | None = None
        self._name = title
        self._mark = QLabel()
        self._mark.setFixedSize(ICON_PX, ICON_PX)
        heading = QLabel(title)
        heading.setObjectName("cardtitle")
        self._words, self._advice = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._advice.setObjectName("muted")
        lines = QVBoxLayout()
        lines.setSpacing(GAP_PX // 4)
        begin_at_start(self._words, self._advice)
        for label in (heading, self._words, self._advice):
            lines.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        row.setSpacing(MARGIN_PX)
        row.addWidget(self._mark)
        row.addLayout(lines, 1)
        theme.changed.connect(self._recolour)

    def show_verdict(self, level: Level | None, words: str, advice: str = "") -> None:
        """Show what was found out; None while nothing is known."""
        self._level = level
        self._words.setText(words)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(" ".join(part for part in (f"{self._name}:", words, advice) if part))
        self._recolour()

    @property
    def words(self) -> str:
        """What it says, for screen readers."""
        return self.accessibleName()

    @Slot()
    def _recolour(self) -> None:
        colours = self._theme.colours
        if self._level is None:
            self._mark.clear()
            return
        obeyed = _VERDICTS[self._level]
        icon = VERDICTS[obeyed] if obeyed is not None else "warning"
        colour = colours.of_verdict(obeyed)
        self._mark.setPixmap(icon_pixmap(icon, colour, ICON_PX, self.devicePixelRatioF()))


class StepBar(QWidget):
    """The row of steps: those done are filled, the one at hand is named in bold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._step = Step.CONSENT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(QFontMetricsF(font_of(SMALL_PT)).height()) + _BAR_PX + GAP_PX)
        theme.changed.connect(self.update)

    def show_step(self, step: Step) -> None:
        """Show where in the row one is."""
        self._step = step
        words = self.tr("Step {number} of {count}: {name}")
        self.setAccessibleName(words.format(number=step.number + 1, count=len(Step), name=step_word(step)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a bar for each step and its word below; from right to left where one reads so."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - GAP_PX * (len(Step) - 1)) / len(Step)
        for step in Step:
            left = step.number * (width + GAP_PX)
            if not self.isLeftToRight():
                left = self.width() - width - left
            self._paint_step(painter, step, left, width)

    def _paint_step(self, painter: QPainter, step: Step, left: float, width: float) -> None:
        colours, is_current = self._theme.colours, step is self._step
        is_reached = step.number <= self._step.number
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if is_reached else colours.line))
        painter.drawRoundedRect(QRectF(left, 0, width, _BAR_PX), _BAR_PX / 2, _BAR_PX / 2)
        font = font_of(SMALL_PT, QFont.Weight.DemiBold if is_current else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.ink if is_current else colours.muted))
        place = QRectF(left, _BAR_PX + GAP_PX / 2, width, self.height() - _BAR_PX - GAP_PX / 2)
        words = QFontMetricsF(font).elidedText(step_word(step), Qt.TextElideMode.ElideRight, width)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)
