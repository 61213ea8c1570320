"""Corrects the boxes of one picture, with the mouse or with the keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.box_edits import CORNER, WHOLE, BoxEdits, Grip, dragged, grip_at
from gesture_app.core.own_pictures import SURE, LabelledBox, OwnPicture
from gesture_app.core.types import Box
from gesture_app.ui.picture import fitted
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Theme, font_of

STEP_PX = 4  # of a key, in pixels of the picture
REACH_PX = 10.0  # of the pointer around an edge, in points
_ARROWS = {
    Qt.Key.Key_Left: (-STEP_PX, 0),
    Qt.Key.Key_Right: (STEP_PX, 0),
    Qt.Key.Key_Up: (0, -STEP_PX),
    Qt.Key.Key_Down: (0, STEP_PX),
}


class BoxEditor(QWidget):
    """Shows a picture as the camera took it, never mirrored, with its boxes to be edited.

    Keys: Space chooses the next box, arrows move it, Shift and arrows resize it, N draws a new one, Delete removes it,
    Ctrl+Z takes the last step back.

    Signals:
        edited: The boxes are others now.
        chosen: Another box is edited.
    """

    edited = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._size_px = (1, 1)
        self._words: Mapping[str, str] = {}
        self._new_label = ""
        self._edits = BoxEdits((), self._size_px)
        self._grip: Grip | None = None
        self._from: tuple[float, float] = (0.0, 0.0)
        self._start: Box | None = None
        self.setAccessibleName(self.tr("Picture with its boxes"))
        self.setAccessibleDescription(self.key_words())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        theme.changed.connect(self.repaint_later)

    @property
    def boxes(self) -> tuple[LabelledBox, ...]:
        """As they are now."""
        return self._edits.boxes

    @property
    def chosen_box(self) -> LabelledBox | None:
        """The one that is edited."""
        return None if self._edits.chosen is None else self._edits.boxes[self._edits.chosen]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._edits.can_undo

    def key_words(self) -> str:
        """What the keys do, for a person."""
        return self.tr(
            "Space: next box · Arrows: move · Shift+Arrows: resize · N: new box · Delete: remove · Ctrl+Z: undo"
        )

    def set_labels(self, words: Mapping[str, str], new_label: str) -> None:
        """Call the labels so, and give a new box this one."""
        self._words = words
        self._new_label = new_label

    def show_picture(self, picture: OwnPicture) -> None:
        """Edit this picture from now on."""
        self._image = QImage.fromData(picture.jpeg)
        self._size_px = picture.size_px
        self._edits = BoxEdits(picture.boxes, picture.size_px)
        self._grip = None
        self._tell(is_edit=False)

    @Slot()
    def delete(self) -> None:
        """Remove the chosen box."""
        if self._edits.chosen is not None:
            self._edits.delete()
            self._tell(is_edit=True)

    @Slot()
    def draw_new(self) -> None:
        """Make a box in the middle, to be moved to its place."""
        self._edits.draw_in_the_middle(self._new_label)
        self._tell(is_edit=True)

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        if self._edits.can_undo:
            self._edits.undo()
            self._tell(is_edit=True)

    def rename(self, label: str) -> None:
        """Say what the chosen hand shows."""
        self._edits.rename(label)
        self._tell(is_edit=True)

    def place_of(self, box: Box) -> QRectF:
        """Where in the widget a box lies, in points."""
        place, scale = self._place_and_scale()
        return QRectF(place.x() + box.left * scale, place.y() + box.top * scale, box.width * scale, box.height * scale)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every edit has a key."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif key == Qt.Key.Key_Space:
            self._edits.choose_next()
            self._tell(is_edit=False)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete()
        elif key == Qt.Key.Key_N and not self._image.isNull():
            self.draw_new()
        elif key in _ARROWS and self._edits.chosen is not None:
            is_resize = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._edits.drag(CORNER if is_resize else WHOLE, *_ARROWS[key])
            self._tell(is_edit=True)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a box, or begin a new one."""
        if event.button() is not Qt.MouseButton.LeftButton or self._image.isNull():
            return
        x, y = self._from = self._in_picture(event.position())
        index, grip = self._under(x, y)
        self._edits.choose(index)
        if grip is None:
            self._edits.draw(Box(x, y, x, y), self._new_label)
            self._grip = CORNER
        else:
            self._edits.remember()
            self._grip = grip
        self._start = self._edits.boxes[self._edits.chosen or 0].box
        self._tell(is_edit=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The box follows."""
        if self._grip is None or self._start is None:
            return
        x, y = self._in_picture(event.position())
        dx, dy = x - self._from[0], y - self._from[1]
        if (dx, dy) != (0.0, 0.0):
            self._edits.place(dragged(self._start, self._grip, dx, dy, self._size_px))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The box stays where it is."""
        if event.button() is Qt.MouseButton.LeftButton and self._grip is not None:
            self._grip = None
            before = self._edits.boxes
            self._edits.end_step()
            self._tell(is_edit=self._edits.can_undo or before != self._edits.boxes)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows it."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame shows it no more."""
        super().focusOutEvent(event)
        self.update()

    @Slot()
    def repaint_later(self) -> None:
        """Paint once more when there is time."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, the boxes and, with the focus, a frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.stage))
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place_and_scale()[0], self._image)
        for index, one in enumerate(self._edits.boxes):
            self._paint_box(painter, one, is_chosen=index == self._edits.chosen)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_box(self, painter: QPainter, one: LabelledBox, *, is_chosen: bool) -> None:
        """A frame, dashed where it is a guess, filled tag and handles where it is edited."""
        colours, place = self._theme.colours, self.place_of(one.box)
        colour = QColor(colours.accent if is_chosen else colours.overlay)
        style = Qt.PenStyle.SolidLine if one.certainty >= SURE else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.halo), 4))
        painter.drawRect(place)
        painter.setPen(QPen(colour, 2, style))
        painter.drawRect(place)
        font = font_of(SMALL_PT)
        painter.setFont(font)
        text = self._words.get(one.label, one.label)
        metrics = QFontMetricsF(font)
        tag = QRectF(place.x(), place.y(), metrics.horizontalAdvance(text) + GAP_PX, metrics.height() + 2)
        painter.fillRect(tag, colour)
        painter.setPen(QColor(colours.on_accent if is_chosen else colours.on_overlay))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
        if is_chosen:
            painter.setBrush(colour)
            for corner in (place.topLeft(), place.topRight(), place.bottomLeft(), place.bottomRight()):
                painter.drawEllipse(corner, 4, 4)

    def _place_and_scale(self) -> tuple[QRectF, float]:
        place = fitted(self._image, self.rect())
        return place, place.width() / max(self._size_px[0], 1)

    def _in_picture(self, point: QPointF) -> tuple[float, float]:
        """A point of the widget in pixels of the picture, and inside it."""
        place, scale = self._place_and_scale()
        width, height = self._size_px
        x, y = (point.x() - place.x()) / scale, (point.y() - place.y()) / scale
        return min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))

    def _under(self, x: float, y: float) -> tuple[int | None, Grip | None]:
        """The box under the pointer and what of it; the chosen one first, then the smallest."""
        reach_px = REACH_PX / max(self._place_and_scale()[1], 1e-6)
        boxes = self._edits.boxes
        order = sorted(range(len(boxes)), key=lambda index: (index != self._edits.chosen, boxes[index].box.size_px))
        for index in order:
            grip = grip_at(boxes[index].box, x, y, reach_px)
            if grip is not None:
                return index, grip
        return None, None

    def _tell(self, *, is_edit: bool) -> None:
        self.update()
        self.chosen.emit()
        if is_edit:
            self.edited.emit()
