"""The table of what was shown and what was recognised: a row for each gesture shown, a column for each recognised."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.gesture_check import Table
from gesture_app.core.gestures import Gesture
from gesture_app.ui.first_run_words import seen_word
from gesture_app.ui.theme import BODY_PT, GAP_PX, RADIUS_PX, SMALL_PT, Theme, font_of

ROW_PX = 32
HEAD_PX = 44
SMALLEST_CELL_PX, LARGEST_CELL_PX = 30, 60
_PICTURE_PX = 26


class ConfusionTable(QWidget):
    """Paints the counts; what was recognised lies on the diagonal, everything else stands out."""

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self._theme = theme
        self._vocabulary = vocabulary
        self._table = Table(())
        self._pictures: Mapping[str, QImage] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Head the columns with these pictures, by label."""
        self._pictures = pictures
        self.update()

    def show_table(self, table: Table) -> None:
        """Show these counts."""
        self._table = table
        self.setFixedHeight(HEAD_PX + ROW_PX * len(table.asked))
        self.setMinimumWidth(self.sizeHint().width())
        self.setAccessibleName(self.tr("Shown and recognised"))
        self.setAccessibleDescription(" ".join(self._line_of(asked) for asked in table.asked))
        self.setToolTip(self.tr("Rows: what you showed. Columns: what was recognised."))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every count."""
        width = self._names_px() + SMALLEST_CELL_PX * len(self._table.seen)
        return QSize(round(width), HEAD_PX + ROW_PX * len(self._table.asked))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint head, names and counts."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        corner = QRectF(0, 0, self._names_px() - GAP_PX, HEAD_PX)
        if not self.isLeftToRight():
            corner.moveRight(self.width())
        painter.setFont(font_of(SMALL_PT))
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self._corner_words())
        for column, seen in enumerate(self._table.seen):
            self._paint_head(painter, seen, self._cell(-1, column))
        for row, asked in enumerate(self._table.asked):
            place = QRectF(0, HEAD_PX + row * ROW_PX, self._names_px() - GAP_PX, ROW_PX)
            if not self.isLeftToRight():
                place.moveRight(self.width())
            painter.setFont(font_of(BODY_PT))
            painter.setPen(QColor(self._theme.colours.ink))
            flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, seen_word(asked, self._vocabulary))
            for column, seen in enumerate(self._table.seen):
                self._paint_count(painter, (asked, seen), self._cell(row, column))

    def _paint_head(self, painter: QPainter, seen: str | None, place: QRectF) -> None:
        image = self._pictures.get(seen or "", QImage())
        if image.isNull():
            painter.setFont(font_of(SMALL_PT))
            painter.setPen(QColor(self._theme.colours.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "–" if seen is None else seen[:2])
            return
        picture = QRectF(0, 0, _PICTURE_PX, _PICTURE_PX)
        picture.moveCenter(place.center())
        painter.drawImage(picture, image)

    def _paint_count(self, painter: QPainter, pair: tuple[str, str | None], place: QRectF) -> None:
        """Right is filled quietly, wrong is framed: they differ by more than colour."""
        colours, count = self._theme.colours, self._table.count(*pair)
        is_right = pair[0] == pair[1]
        field = place.adjusted(2, 2, -2, -2)
        if count and not is_right:
            painter.setPen(QColor(colours.bad))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(field, RADIUS_PX / 2, RADIUS_PX / 2)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover if is_right else colours.card))
            painter.drawRoundedRect(field, RADIUS_PX / 2, RADIUS_PX / 2)
        if count or (is_right and self._table.total(pair[0])):
            painter.setFont(font_of(BODY_PT, QFont.Weight.DemiBold))
            painter.setPen(QColor(colours.good if is_right and count else colours.bad))
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, str(count))

    def _cell(self, row: int, column: int) -> QRectF:
        """The place of a count; row -1 is the head."""
        columns = max(len(self._table.seen), 1)
        width = min((self.width() - self._names_px()) / columns, LARGEST_CELL_PX)
        left = self._names_px() + column * width
        if not self.isLeftToRight():
            left = self.width() - left - width
        top, height = (0, HEAD_PX) if row < 0 else (HEAD_PX + row * ROW_PX, ROW_PX)
        return QRectF(left, top, width, height)

    def _names_px(self) -> float:
        metrics = QFontMetricsF(font_of(BODY_PT))
        names = [seen_word(asked, self._vocabulary) for asked in self._table.asked]
        corner_px = QFontMetricsF(font_of(SMALL_PT)).horizontalAdvance(self._corner_words())
        return max([corner_px, *(metrics.horizontalAdvance(name) for name in names)]) + 2 * GAP_PX

    def _corner_words(self) -> str:
        return self.tr("shown ↓ · recognised →") if self.isLeftToRight() else self.tr("shown ↓ · recognised ←")

    def _line_of(self, asked: str) -> str:
        """A row as a sentence."""
        wrong = [
            self._slip(seen, self._table.count(asked, seen))
            for seen in self._table.seen
            if seen != asked and self._table.count(asked, seen)
        ]
        name, right, total = (
            seen_word(asked, self._vocabulary),
            self._table.count(asked, asked),
            self._table.total(asked),
        )
        words = self.tr("{gesture}: {right} of {total}").format(gesture=name, right=right, total=total)
        return ", ".join([words, *wrong]) + "."

    def _slip(self, seen: str | None, count: int) -> str:
        if seen is None:
            return self.tr("not recognised: {count}").format(count=count)
        return self.tr("taken for {other}: {count}").format(other=seen_word(seen, self._vocabulary), count=count)
