"""Finds words that do not fit into what they stand on, by the metrics of their type."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from gesture_app.ui.armed_badge import ArmedBadge
from gesture_app.ui.elided_label import ElidedLabel, ForeignLabel
from gesture_app.ui.field import Field
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.icons import PageButton
from gesture_app.ui.picker import Picker
from gesture_app.ui.switch import Switch
from gesture_app.ui.timeline import Timeline

SLACK_PX = 1  # what rounding to pixels costs


def clipped(root: QWidget) -> list[str]:
    """Every text under a widget that is cut off, with who says it."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible():
            found += [f"{type(widget).__name__}: {text}" for text in _cut_off(widget) if text]
            found += [f"{type(widget).__name__} is beyond the edge: {text}" for text in _beyond(widget, root)]
    return found


def _cut_off(widget: QWidget) -> Iterator[str]:
    match widget:
        case ForeignLabel():
            pass  # nobody knows how long the names of the world are
        case ElidedLabel() | FittedLabel():
            yield widget.text() if widget.is_cut() else ""
        case QLabel():
            yield from _of_label(widget)
        case QComboBox():
            yield from _of_combo(widget)
        case Field():
            unit = f"  {widget.unit}" if widget.unit else ""
            number = f"{widget.text()}{unit}" if widget.is_number else ""
            yield from _too_wide([number], widget.fontMetrics(), widget.width() - 2 * 9)
        case QLineEdit():
            margins = widget.textMargins()
            room = widget.width() - margins.left() - margins.right() - 2 * 9
            yield from _too_wide([widget.placeholderText()], widget.fontMetrics(), room)
        case GestureCard() | Switch():
            pass  # what stands on a card is made of labels
        case PageButton():
            yield from _too_wide([widget.text()], widget.fontMetrics(), widget.width() - 2 * 2)
        case QAbstractButton():
            hint = widget.sizeHint()
            if hint.width() > widget.width() + SLACK_PX or hint.height() > widget.height() + SLACK_PX:
                yield widget.text() or widget.toolTip()
        case QTableView():
            yield from _of_header(widget.horizontalHeader())
        case ArmedBadge() | Timeline():
            yield from (
                text for text, room, metrics in widget.texts() if metrics.horizontalAdvance(text) > room + SLACK_PX
            )


def _of_label(label: QLabel) -> Iterator[str]:
    text, metrics = label.text(), label.fontMetrics()
    if not text:
        return
    room = label.contentsRect()
    if not label.wordWrap():
        yield text if label.sizeHint().width() > label.width() + SLACK_PX else ""
        yield text if metrics.height() > room.height() + SLACK_PX else ""
        return
    yield text if label.heightForWidth(label.width()) > label.height() + SLACK_PX else ""
    yield from _too_wide(text.split(), metrics, room.width())


def _of_combo(box: QComboBox) -> Iterator[str]:
    """A picker shows the names of the world, which no test can know; a list of a few words shows each of them."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()
    if not isinstance(box, Picker):
        yield from _too_wide([box.itemText(row) for row in range(box.count())], box.fontMetrics(), room)


def _of_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        if header.sectionSizeHint(section) > header.sectionSize(section) + SLACK_PX:
            yield str(model.headerData(section, Qt.Orientation.Horizontal))


def _too_wide(texts: list[str], metrics: QFontMetrics, room_px: int) -> Iterator[str]:
    for text in texts:
        if metrics.horizontalAdvance(text) > room_px + SLACK_PX:
            yield text


def _beyond(widget: QWidget, root: QWidget) -> Iterator[str]:
    """A control that its parents have no room for; only downwards can what lies in an area be scrolled to."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    if not text or widget is root:
        return
    frame = widget.parentWidget()
    while frame is not root and frame is not None and not isinstance(frame.parentWidget(), QScrollArea):
        frame = frame.parentWidget()
    frame = frame or root
    place, room = QRect(widget.mapTo(frame, QPoint(0, 0)), widget.size()), frame.rect()
    is_inside = room.left() <= place.left() and place.right() <= room.right()
    if not is_inside or (frame is root and not room.contains(place)):
        yield text
