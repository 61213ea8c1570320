"""Reviews the recorded pictures: a grid, the least certain first, and the chosen picture with its boxes beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QKeySequence, QPainter, QPen, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.own_pictures import SURE, OwnPicture, Verdict
from gesture_app.ui.box_editor import BoxEditor
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.gradually import Gradually
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

THUMBNAIL_PX = (160, 90)
CELL_PX = (176, 132)
GRID_PX = 2 * CELL_PX[0] + GAP_PX + 4  # two cells, the scroll bar and the edges
NARROW_PX = GRID_PX - CELL_PX[0]  # one
LABEL_PX = 272  # at most; a longer name is shortened, and whole in the list
AT_ONCE = 4  # thumbnails painted in one step
_NUMBER = Qt.ItemDataRole.UserRole


class OwnReview(QWidget):
    """Everything that can be said about the pictures of a recording.

    Signals:
        corrected(int, tuple): The picture of this number has these LabelledBox now.
        judged(int, Verdict): This is what the person thinks of a picture.
        all_accepted: Every picture that nobody has judged yet is right.
        finished: The pictures shall become a folder to train from.
        left: The person does not want to go on now.
        discard_wished: The recording shall be forgotten.
    """

    corrected = Signal(int, object)
    judged = Signal(int, Verdict)
    all_accepted = Signal()
    finished = Signal()
    left = Signal()
    discard_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: list[OwnPicture] = []
        self._thumbnails: Sequence[QImage] = ()
        self._items: dict[int, QListWidgetItem] = {}
        self._first: int | None = None  # the picture that is looked at first
        self._heading, self._count = QLabel(), QLabel()
        self._heading.setObjectName("heading")
        self._count.setObjectName("muted")
        self.grid = QListWidget()
        self.editor = BoxEditor(theme)
        self._keys = QLabel(self.editor.key_words(), wordWrap=True)
        self._keys.setObjectName("small")
        self._label = DropDown(theme)
        self._label.setAccessibleName(self.tr("What the chosen hand shows"))
        self._new, self._remove = IconButton(theme, "add"), IconButton(theme, "delete")
        self._undo = IconButton(theme, "undo")
        self._accept = IconButton(theme, "obeyed", self.tr("Right"))
        self._reject = IconButton(theme, "close", self.tr("Leave out"))
        self._accept_all = QPushButton(self.tr("All are right"))
        self._finish = IconButton(theme, "save", self.tr("Finish"))
        self._later = QPushButton(self.tr("Later"))
        self._discard = IconButton(theme, "delete", self.tr("Throw away"))
        self._set_up_grid()
        self._connect(theme)
        self._lay_out()

    def begin(self, title: str, labels: Mapping[str, str], label: str) -> None:
        """Review a recording of this gesture; `labels` are what a hand may show, with their words."""
        self._heading.setText(self.tr("Are the boxes of “{title}” right?").format(title=title))
        self._label.set_choices(labels.items())
        self._label.setMinimumWidth(min(self._label.sizeHint().width(), LABEL_PX))
        self.editor.set_labels(labels, label)

    def show_pictures(self, pictures: Sequence[OwnPicture], thumbnails: Sequence[QImage]) -> None:
        """Show these pictures, the least certain first; they are painted little by little."""
        self._pictures = list(pictures)
        self._thumbnails = thumbnails
        self.grid.clear()
        self._items.clear()
        order = sorted(range(len(pictures)), key=lambda number: (_rank(pictures[number]), number))
        # Where the network proposes nothing there is nothing to look at yet, which explains little to begin with.
        self._first = next((number for number in order if pictures[number].boxes), order[0] if order else None)
        self._gradually(self._add, order)
        self._count_up()

    def update_pictures(self, pictures: Sequence[OwnPicture]) -> None:
        """The same pictures have other boxes or verdicts now; they stay where they are in the grid."""
        changed = [number for number, one in enumerate(pictures) if one != self._pictures[number]]
        self._pictures = list(pictures)
        self._gradually(self._dress_some, changed)
        chosen = self._chosen()
        if chosen in changed and chosen is not None and self.editor.boxes != self._pictures[chosen].boxes:
            self.editor.show_picture(self._pictures[chosen])
        self._count_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show two pictures side by side where the rest leaves room for them."""
        super().resizeEvent(event)
        spare_px = event.size().width() - self.minimumSizeHint().width()
        self.grid.setMaximumWidth(GRID_PX if spare_px >= CELL_PX[0] else NARROW_PX)

    def _gradually(self, act: Callable[[Sequence[int]], None], numbers: Sequence[int]) -> None:
        """Do something with a few pictures at a time; what was begun with others before goes on."""
        steps = [partial(act, numbers[first : first + AT_ONCE]) for first in range(0, len(numbers), AT_ONCE)]
        build = Gradually(self, steps)
        build.finished.connect(build.deleteLater)
        build.begin()

    def _add(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if number >= len(self._pictures) or number in self._items:
                continue  # meanwhile other pictures are shown
            item = QListWidgetItem()
            item.setData(_NUMBER, number)
            item.setSizeHint(QSize(*CELL_PX))
            self._items[number] = item
            self._dress(number)
            self.grid.addItem(item)
            if number == self._first:
                self.grid.setCurrentItem(item)

    def _dress_some(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if number in self._items:
                self._dress(number)

    def _dress(self, number: int) -> None:
        """Paint a picture's thumbnail, and say beneath it what is thought of it."""
        item, picture = self._items[number], self._pictures[number]
        pixmap = self._painted(picture, self._thumbnails[number])
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or Qt would tint what is to be looked at
        item.setIcon(icon)
        item.setText(self._verdict_word(picture))

    def _verdict_word(self, picture: OwnPicture) -> str:
        if picture.verdict is Verdict.ACCEPTED:
            return self.tr("Right")
        if picture.verdict is Verdict.REJECTED:
            return self.tr("Left out")
        if picture.certainty < SURE:
            return self.tr("Look at this one")
        return self.tr("{percent} % sure").format(percent=round(100 * picture.certainty))

    def _painted(self, picture: OwnPicture, thumbnail: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(*THUMBNAIL_PX) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        colours = self._theme.colours
        pixmap.fill(QColor(colours.stage))
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            scale = min(THUMBNAIL_PX[0] / picture.size_px[0], THUMBNAIL_PX[1] / picture.size_px[1])
            width, height = picture.size_px[0] * scale, picture.size_px[1] * scale
            left, top = (THUMBNAIL_PX[0] - width) / 2, (THUMBNAIL_PX[1] - height) / 2
            painter.setOpacity(0.25 if picture.verdict is Verdict.REJECTED else 1.0)
            painter.drawImage(QRectF(left, top, width, height), thumbnail)
            for one in picture.boxes:
                style = Qt.PenStyle.SolidLine if one.certainty >= SURE else Qt.PenStyle.DotLine
                place = QRectF(
                    left + one.box.left * scale,
                    top + one.box.top * scale,
                    one.box.width * scale,
                    one.box.height * scale,
                )
                for colour, width_px in ((colours.halo, 3), (colours.overlay, 1.5)):
                    painter.setPen(QPen(QColor(colour), width_px, style))
                    painter.drawRect(place)
        return pixmap

    def _count_up(self) -> None:
        verdicts = [one.verdict for one in self._pictures]
        still_open = verdicts.count(Verdict.OPEN)
        words = self.tr("{count} pictures · {open} to look at · {out} left out")
        self._count.setText(words.format(count=len(verdicts), open=still_open, out=verdicts.count(Verdict.REJECTED)))
        self._finish.setEnabled(bool(verdicts) and not still_open)
        self._accept_all.setEnabled(bool(still_open))

    def _chosen(self) -> int | None:
        item = self.grid.currentItem()
        return None if item is None else int(item.data(_NUMBER))

    @Slot()
    def _show_chosen(self) -> None:
        number = self._chosen()
        if number is not None:
            self.editor.show_picture(self._pictures[number])

    @Slot()
    def _tell_boxes(self) -> None:
        number = self._chosen()
        if number is not None:
            picture = replace(self._pictures[number], boxes=self.editor.boxes, verdict=Verdict.ACCEPTED)
            self._pictures[number] = picture
            self._dress(number)
            self._count_up()
            self.corrected.emit(number, self.editor.boxes)

    @Slot()
    def _show_box(self) -> None:
        box = self.editor.chosen_box
        self._label.setEnabled(box is not None)
        self._label.show_text(box.label if box is not None else "")
        self._remove.setEnabled(box is not None)
        self._undo.setEnabled(self.editor.can_undo)

    @Slot()
    def _accept_one(self) -> None:
        self._judge(Verdict.ACCEPTED)

    @Slot()
    def _reject_one(self) -> None:
        self._judge(Verdict.REJECTED)

    def _judge(self, verdict: Verdict) -> None:
        """Judge the chosen picture and go on to the next."""
        number = self._chosen()
        if number is not None:
            self.judged.emit(number, verdict)
            self.grid.setCurrentRow(min(self.grid.currentRow() + 1, self.grid.count() - 1))

    @Slot()
    def _recolour(self) -> None:
        self._gradually(self._dress_some, list(self._items))

    def _set_up_grid(self) -> None:
        grid = self.grid
        grid.setAccessibleName(self.tr("Recorded pictures, the least certain first"))
        grid.setViewMode(QListView.ViewMode.IconMode)
        grid.setMovement(QListView.Movement.Static)
        grid.setResizeMode(QListView.ResizeMode.Adjust)
        grid.setIconSize(QSize(*THUMBNAIL_PX))
        grid.setGridSize(QSize(*CELL_PX))
        grid.setUniformItemSizes(True)
        grid.setMinimumWidth(NARROW_PX)
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self, theme: Theme) -> None:
        self.grid.currentItemChanged.connect(self._show_chosen)
        self.editor.edited.connect(self._tell_boxes)
        self.editor.chosen.connect(self._show_box)
        self._label.edited.connect(self.editor.rename)
        for button, slot, hint in (
            (self._new, self.editor.draw_new, self.tr("New box")),
            (self._remove, self.editor.delete, self.tr("Remove the box")),
            (self._undo, self.editor.undo, self.tr("Take the last step back")),
        ):
            button.clicked.connect(slot)
            describe(button, hint)
        for key, act in ((Qt.Key.Key_Return, self._accept_one), (Qt.Key.Key_Delete, self._reject_one)):
            shortcut = QShortcut(QKeySequence(key), self.grid)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        self._accept.clicked.connect(self._accept_one)
        self._reject.clicked.connect(self._reject_one)
        self._accept_all.clicked.connect(self.all_accepted)
        self._finish.clicked.connect(self.finished)
        self._later.clicked.connect(self.left)
        self._discard.clicked.connect(self.discard_wished)
        theme.changed.connect(self._recolour)

    def _lay_out(self) -> None:
        top, tools, verdict, bottom = (QHBoxLayout() for _ in range(4))
        for row in (top, tools, verdict, bottom):
            row.setSpacing(GAP_PX)
        top.addWidget(self._heading)
        top.addWidget(self._count, 1)
        for widget in (self._label, self._new, self._remove, self._undo):
            tools.addWidget(widget)
        tools.addStretch()
        verdict.addWidget(self._keys, 1)
        verdict.addWidget(self._accept)
        verdict.addWidget(self._reject)
        bottom.addWidget(self._discard)
        bottom.addStretch()
        for button in (self._later, self._accept_all, self._finish):
            bottom.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(GAP_PX)
        right.addWidget(self.editor, 1)
        right.addLayout(tools)
        right.addLayout(verdict)
        middle = QHBoxLayout()
        middle.setSpacing(MARGIN_PX)
        middle.addWidget(self.grid, 1000)  # as wide as it may be
        middle.addLayout(right, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        lines.addLayout(middle, 1)
        lines.addLayout(bottom)


def _rank(picture: OwnPicture) -> float:
    """Where a picture stands in the grid: what was judged already comes last."""
    return picture.certainty if picture.verdict is Verdict.OPEN else 2.0
