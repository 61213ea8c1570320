"""The film of a kiosk: one picture at a time over the whole screen, and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gesture_app.ui.picture import fitted


class FilmView(QWidget):
    """Shows pictures as large as they fit, on black as in a cinema."""

    def __init__(self) -> None:
        super().__init__()
        self._pixels: NDArray[np.uint8] | None = None
        self._image = QImage()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The film"))

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """Show this picture from now on.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA, contiguous
        """
        height, width, _ = pixels.shape
        # A QImage only borrows its buffer, so the array is kept as long as the image.
        self._pixels = pixels
        self._image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
        self.update()

    def show_nothing(self) -> None:
        """Show black."""
        self._image = QImage()
        self._pixels = None
        self.update()

    def picture_place(self) -> QRectF:
        """Where the picture lies, in points."""
        return fitted(self._image, self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture and what is black around it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if not self._image.isNull():
            # Large screens show every step of a film that is smaller; smooth costs 2.5 ms instead of 0.7.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.picture_place(), self._image)
