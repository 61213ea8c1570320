"""The zone of a gesture in the live picture: where a hand has to be, seen as in the mirror while it is changed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen

from gesture_app.core.bindings import Zone
from gesture_app.core.types import Box
from gesture_app.ui.picture import LEADING_PX, PictureView
from gesture_app.ui.theme import Theme

HEIGHT_PX = 200
WHOLE: Zone = (0.0, 0.0, 1.0, 1.0)
_SHADE = 150  # of 255: how dark it is where the gesture means nothing; hands there are still seen


class ZoneView(PictureView):
    """A live picture that is dark outside the zone; it follows the mirror as everything in the picture does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.setAccessibleName(self.tr("Zone in the live picture"))
        self.setFixedHeight(HEIGHT_PX)
        self._zone = WHOLE
        self._show_waiting()

    @property
    def zone(self) -> Zone:
        """What is drawn."""
        return self._zone

    def show_zone(self, zone: Zone) -> None:
        """Draw this one from now on."""
        self._zone = zone
        self.update()

    def is_looked_at(self) -> bool:
        """Whether any of it is on the screen, and not scrolled away."""
        return not self.visibleRegion().isEmpty()

    def zone_place(self) -> QRectF:
        """Where in the widget the zone lies, in points; empty without a picture."""
        width, height = self._image.width(), self._image.height()
        if self._image.isNull():
            return QRectF()
        left, top, right, bottom = self._zone
        return self.place_of(Box(left * width, top * height, right * width, bottom * height))

    def hideEvent(self, event: QHideEvent) -> None:
        """What was seen is old by the time that somebody looks again."""
        super().hideEvent(event)
        self._show_waiting()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, then the shade around the zone and its edge."""
        super().paintEvent(event)
        if self._image.isNull() or self._zone == WHOLE:
            return
        place = self.zone_place()
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(self.picture_place())
        inside.addRect(place)
        painter = QPainter(self)
        painter.fillPath(outside.subtracted(inside), QColor(0, 0, 0, _SHADE))
        half = LEADING_PX / 2
        painter.setPen(QPen(QColor(self._theme.colours.accent), LEADING_PX, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(place.adjusted(half, half, -half, -half))

    def _show_waiting(self) -> None:
        self.show_nothing(self.tr("Waiting for a picture"))
