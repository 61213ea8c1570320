"""The live picture: what the source sees, with a box and a word for every hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.types import Box
from gesture_app.ui.theme import BODY_PT, GAP_PX, RADIUS_PX, Theme, font_of

Bgra = NDArray[np.uint8]

LEADING_PX = 4.0  # widths of a box's line; whole and even, so that edges are sharp
OTHER_PX = 2.0
_PLACEHOLDER_FLAGS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw over the picture."""

    box: Box  # in pixels of the picture, never mirrored
    text: str  # what stands on its edge
    is_leading: bool  # the hand that the strip below talks about


def fitted(image: QImage, room: QRect) -> QRectF:
    """The largest place in the middle of the room that has the picture's proportions; empty where there is none."""
    if image.isNull():
        return QRectF()
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    return QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)


class PictureView(QWidget):
    """Shows one picture at a time, as large as it fits, with its marks drawn on top.

    The marks are drawn by Qt and not into the picture, so that they are sharp on every screen.

    Signals:
        shown: The view can be seen now, and was hidden before.
    """

    shown = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._pixels: Bgra | None = None
        self._image = QImage()
        self._marks: tuple[Mark, ...] = ()
        self._placeholder = ""
        self._is_mirrored = True
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below is ever seen: do not paint it
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setAccessibleName(name)
        theme.changed.connect(self.repaint_later)

    def show_picture(self, pixels: Bgra, marks: tuple[Mark, ...]) -> None:
        """Show this picture from now on.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA, contiguous
        """
        height, width, _ = pixels.shape
        # A QImage only borrows its buffer, so the array is kept as long as the image.
        self._pixels = pixels
        self._image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
        self._marks = marks
        self.update()

    def show_image(self, image: QImage, marks: tuple[Mark, ...]) -> None:
        """Show a picture that has a buffer of its own, such as one read from a file."""
        self._pixels = None
        self._image = image
        self._marks = marks
        self.update()

    def show_nothing(self, why: str) -> None:
        """Show no picture but a sentence."""
        self._image = QImage()
        self._pixels = None
        self._marks = ()
        self._placeholder = why
        self.update()

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Show the picture as in a mirror; boxes follow, words do not."""
        self._is_mirrored = is_mirrored
        self.update()

    def picture_place(self) -> QRectF:
        """Where in the widget the picture lies, in points."""
        return fitted(self._image, self.rect())

    def place_of(self, box: Box) -> QRectF:
        """Where in the widget a box of the picture lies, in points."""
        place = self.picture_place()
        scale = place.width() / self._image.width()
        left = self._image.width() - box.right if self._is_mirrored else box.left
        return QRectF(place.x() + left * scale, place.y() + box.top * scale, box.width * scale, box.height * scale)

    @Slot()
    def repaint_later(self) -> None:
        """Paint once more when there is time."""
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Say so."""
        super().showEvent(event)
        self.shown.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the stage, the picture and its marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.stage))
        if self._image.isNull():
            self._paint_placeholder(painter)
        else:
            self._paint_image(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(self.picture_place())
            for mark in self._marks:
                self._paint_mark(painter, mark)
            painter.setClipping(False)
        self._paint_corners(painter)

    def _paint_image(self, painter: QPainter) -> None:
        place = self.picture_place()
        painter.save()
        if self._is_mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(place, self._image)
        painter.restore()

    def _paint_placeholder(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.colours.muted))
        painter.setFont(font_of(BODY_PT))
        painter.drawText(self.rect().adjusted(GAP_PX, GAP_PX, -GAP_PX, -GAP_PX), _PLACEHOLDER_FLAGS, self._placeholder)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        """A frame, and on its upper edge a tag; the leading hand's is filled, so it differs by more than colour."""
        colours = self._theme.colours
        place = self.place_of(mark.box)
        colour = QColor(colours.accent if mark.is_leading else colours.overlay)
        width = LEADING_PX if mark.is_leading else OTHER_PX
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(colours.halo), width + 2), QPen(colour, width)):
            painter.setPen(pen)
            painter.drawRect(place)
        font = font_of(BODY_PT)
        painter.setFont(font)
        tag = self._tag_place(place, QFontMetricsF(font).boundingRect(mark.text).width())
        painter.fillRect(tag, colour)
        painter.setPen(QColor(colours.on_accent if mark.is_leading else colours.on_overlay))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, mark.text)

    def _tag_place(self, place: QRectF, text_width: float) -> QRectF:
        """Above the box; inside it where the box touches the top of the picture. Never beyond the right edge."""
        picture = self.picture_place()
        width, height = text_width + 2 * GAP_PX, QFontMetricsF(font_of(BODY_PT)).height() + GAP_PX / 2
        left = min(place.left() - LEADING_PX / 2, picture.right() - width)
        top = place.top() - height if place.top() - height >= picture.top() else place.top()
        return QRectF(left, top, width, height)

    def _paint_corners(self, painter: QPainter) -> None:
        """Round the stage off; painting over the corners is cheaper than clipping the picture."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.fillPath(outside.subtracted(rounded), QColor(self._theme.colours.page))
