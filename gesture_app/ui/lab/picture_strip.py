"""The pictures behind one cell side by side, each with the label's box and the one that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.lab.confusions import Shares, Sighting
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Theme, font_of

HEIGHT_PX = 26 * GAP_PX
_RATIO = 4 / 3  # of a tile
_LEAST_PX = 20 * GAP_PX
_FOUND = "#ffd24d"  # seen on skin and on walls, and bright enough for dark words
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class Sightings:
    """What is to be shown: hands that a label calls one thing and a detector another."""

    shown: Sequence[Sighting]
    true: str  # the label's name of them
    found: str  # the detector's


class PictureStrip(QWidget):
    """As many pictures as fit; the arrow keys go from one to the next.

    Signals:
        pictures_wished(list): The paths of pictures that shall be read.
        stepped(int): This one is at hand now, from 0.
    """

    pictures_wished = Signal(object)
    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sightings = Sightings((), "", "")
        self._pictures: dict[Path, QImage] = {}
        self._at = 0
        self.setAccessibleName(self.tr("Pictures of the cell"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def at(self) -> int:
        """Which picture is at hand, from 0."""
        return self._at

    def sizeHint(self) -> QSize:
        """One row of pictures."""
        return QSize(_LEAST_PX, HEIGHT_PX)

    def show_sightings(self, sightings: Sightings) -> None:
        """Show these from the first on."""
        self._sightings, self._pictures = sightings, {}
        self.go_to(0)

    def show_pictures(self, pictures: Mapping[Path, QImage]) -> None:
        """Show pictures that were wished for; an empty one cannot be read."""
        wanted = {sighting.picture for sighting in self._sightings.shown}
        self._pictures |= {path: image for path, image in pictures.items() if path in wanted}
        self.update()

    def go_to(self, number: int) -> None:
        """Turn to a picture; the nearest one there is."""
        self._at = min(max(number, 0), max(len(self._sightings.shown) - 1, 0))
        if self._sightings.shown:
            self.setAccessibleDescription(self._words(self._sightings.shown[self._at]))
        self._wish()
        self.stepped.emit(self._at)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the pictures for which there is room now."""
        super().resizeEvent(event)
        self._wish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next picture, the first or the last."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go_to(self._at + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key is Qt.Key.Key_Home else len(self._sightings.shown))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn to the picture under the pointer."""
        number = next((n for n, place in self.tiles().items() if place.contains(event.position())), None)
        if number is not None:
            self.go_to(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures for which there is room."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(font_of(SMALL_PT))
        for number, place in self.tiles().items():
            self._paint_tile(painter, place, self._sightings.shown[number])
            if number == self._at:
                colours = self._theme.colours
                painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.muted), 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(place.adjusted(1.5, 1.5, -1.5, -1.5))

    def tiles(self) -> dict[int, QRectF]:
        """Where the pictures lie that are to be seen, by their number."""
        width = self.height() * _RATIO
        room = max(int((self.width() + GAP_PX) / (width + GAP_PX)), 1)
        first = min(max(self._at - room // 2, 0), max(len(self._sightings.shown) - room, 0))
        numbers = range(first, min(first + room, len(self._sightings.shown)))
        return {n: QRectF((n - first) * (width + GAP_PX), 0, width, self.height()) for n in numbers}

    def _wish(self) -> None:
        paths = dict.fromkeys(self._sightings.shown[number].picture for number in self.tiles())
        if missing := [path for path in paths if path not in self._pictures]:
            self.pictures_wished.emit(missing)

    def _paint_tile(self, painter: QPainter, place: QRectF, sighting: Sighting) -> None:
        """One picture, whole, with its boxes; a word where it cannot be shown."""
        painter.fillRect(place, QColor(self._theme.colours.stage))
        image = self._pictures.get(sighting.picture)
        if image is None or image.isNull():
            words = "…" if image is None else self.tr("This picture cannot be read")
            painter.setPen(QColor(self._theme.colours.ink))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
            return
        size = QSize(image.size()).scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        inner = QRectF(0, 0, size.width(), size.height())
        inner.moveCenter(place.center())
        painter.drawImage(inner, image)
        painter.save()
        painter.setClipRect(inner)
        if sighting.truth is not None:
            words = self.tr("label: {name}").format(name=self._sightings.true)
            self._paint_box(painter, _within(inner, sighting.truth), words, is_label=True)
        if sighting.box is not None:
            words = self.tr("found: {name} {score}").format(name=self._sightings.found, score=f"{sighting.score:.2f}")
            self._paint_box(painter, _within(inner, sighting.box), words, is_label=False)
        painter.restore()

    def _paint_box(self, painter: QPainter, box: QRectF, words: str, *, is_label: bool) -> None:
        """A label is dashed, with its name below; what was found is drawn through, with its name above."""
        colours = self._theme.colours
        dark = QColor(colours.halo)
        bright = QColor(colours.overlay if is_label else _FOUND)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(dark, 4))
        painter.drawRect(box)
        painter.setPen(QPen(bright, 2, Qt.PenStyle.DashLine if is_label else Qt.PenStyle.SolidLine))
        painter.drawRect(box)
        metrics = painter.fontMetrics()
        plate = QRectF(0, 0, metrics.horizontalAdvance(words) + GAP_PX, metrics.height())
        clip = painter.clipBoundingRect()
        top = box.bottom() if is_label else box.top() - plate.height()
        plate.moveTopLeft(QPointF(box.left(), min(max(top, clip.top()), clip.bottom() - plate.height())))
        plate.moveLeft(min(plate.left(), max(clip.right() - plate.width(), clip.left())))
        painter.fillRect(plate, bright)
        painter.setPen(QColor(colours.on_overlay))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _words(self, sighting: Sighting) -> str:
        return sighting.picture.name


def _within(place: QRectF, shares: Shares) -> QRectF:
    """A box on the screen."""
    left, top, right, bottom = shares
    width, height = place.width(), place.height()
    return QRectF(
        place.left() + left * width, place.top() + top * height, (right - left) * width, (bottom - top) * height
    )
