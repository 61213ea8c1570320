"""The confusions of several detectors side by side, on the same labelled pictures; a cell opens its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.lab.confusions import SPLITS, Cell, Confusions
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_row import CommandRow
from gesture_app.ui.lab.confusion_matrix import ConfusionMatrix
from gesture_app.ui.lab.picture_panel import PicturePanel
from gesture_app.ui.lab.picture_strip import Sightings
from gesture_app.ui.lab.progress_row import ProgressRow
from gesture_app.ui.theme import GAP_PX, Theme
from gesture_app.ui.words import said

BESIDE = 3  # detectors at most
_NETWORK = ".onnx"


class ConfusionsView(QWidget):
    """Detectors and data to choose, a matrix for each, and the pictures of one cell.

    Signals:
        measure_wished: The chosen detectors shall be shown the chosen pictures.
        chosen: Other detectors or pictures are chosen now, or some at all.
    """

    measure_wished = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._titles: dict[str, str] = {}  # of the detectors that are offered, by their path
        self._shown: list[Confusions] = []
        self.matrices: list[ConfusionMatrix] = []
        self._is_busy = False
        self._opened = 0  # the number of the matrix whose pictures are shown
        self.panel = PicturePanel(theme)
        self.progress = ProgressRow(theme)
        self.command = CommandRow(theme)
        self._models = [DropDown(theme) for _ in range(BESIDE)]
        self._folder, self._split = DropDown(theme), DropDown(theme)
        self._open = IconButton(theme, "folder", self.tr("Other folder…"))
        self._measure = IconButton(theme, "inspector", self.tr("Find confusions"))
        self._side_by_side = QWidget()
        self._columns = QHBoxLayout(self._side_by_side)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setAccessibleName(self.tr("Which gesture was taken for which"))
        self._area.setWidget(self._side_by_side)
        self._pages = QStackedWidget()
        advice = self.tr("Choose detectors and a folder of labelled pictures (data.yaml); the pictures stay there.")
        self._pages.addWidget(EmptyState(theme, "gestures", self.tr("No confusions yet"), advice))
        self._pages.addWidget(self._area)
        self._split.set_choices([(split, split) for split in SPLITS])
        self._split.show_text(SPLITS[0])
        self._connect()
        self._lay_out()
        self._refresh()

    @property
    def chosen_models(self) -> list[Path]:
        """The detectors that are chosen, each once."""
        return [Path(text) for text in dict.fromkeys(box.text() for box in self._models) if text]

    @property
    def folder(self) -> Path:
        """The folder of labelled pictures."""
        return Path(self._folder.text())

    @property
    def split(self) -> str:
        """Which of its pictures."""
        return self._split.text()

    @property
    def has_choice(self) -> bool:
        """Whether there is something to find confusions of."""
        return bool(self.chosen_models and self._folder.text())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these detectors; what was chosen stays chosen."""
        is_first = not self._titles
        detectors = [one for one in entries if one.family is Family.DETECTOR and one.place]
        self._titles = {
            str(one.place): said(one.title) for one in detectors if one.place and one.place.suffix == _NETWORK
        }
        for number, box in enumerate(self._models):
            box.set_choices([*self._titles.items(), *([("", self.tr("none"))] if number else [])])
            if is_first and number < min(len(self._titles), 2):
                box.show_text(list(self._titles)[number])
        self._refresh()

    def offer_folders(self, folders: Sequence[Path]) -> None:
        """Offer these folders of labelled pictures; what was chosen stays chosen."""
        chosen = self._folder.text()
        texts = dict.fromkeys((*map(str, folders), *([chosen] if chosen else [])))
        self._folder.set_choices([(text, Path(text).name) for text in texts])
        if texts and not self._folder.text():
            self._folder.show_text(next(iter(texts)))
        self._refresh()

    def pick(self, paths: Sequence[str]) -> None:
        """Choose these detectors, as many as fit."""
        known = [path for path in paths if path in self._titles][:BESIDE]
        if len(known) > 1:
            for box, path in zip(self._models, [*known, *[""] * BESIDE], strict=False):
                box.show_text(path)
            self._refresh()

    def set_busy(self, *, is_busy: bool) -> None:
        """Whether confusions are being found; that can be only once at a time."""
        self._is_busy = is_busy
        self._refresh()

    def show_confusions(self, shown: Sequence[Confusions]) -> None:
        """Show these side by side; the others are told from the first."""
        self.panel.hide()
        self._shown = list(shown)
        for column in self._side_by_side.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            column.deleteLater()
        self.matrices = []
        for number, confusions in enumerate(shown):
            against = shown[0] if number and confusions.is_comparable(shown[0]) else None
            matrix = ConfusionMatrix(self._theme, confusions, against, number)
            matrix.opened.connect(self._open_cell)
            matrix.stepped.connect(self._follow)
            self.matrices.append(matrix)
            self._columns.addWidget(self._titled(confusions, matrix, is_compared=against is not None), 1)
        self._pages.setCurrentIndex(1 if shown else 0)

    def _titled(self, confusions: Confusions, matrix: ConfusionMatrix, *, is_compared: bool) -> QWidget:
        """A matrix below the name of its detector."""
        column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        title = ForeignLabel("cardtitle")
        title.setText(self._title(confusions))
        right = sum(confusions.count((at, at)) for at in range(confusions.size - 1))
        hands = sum(confusions.of(row) for row in range(confusions.size - 1))
        told = self.tr("{right} of {hands} hands right, at score {score} and overlap {iou}")
        words = told.format(right=right, hands=hands, score=confusions.min_score, iou=confusions.min_iou)
        if is_compared:
            words += " · " + self.tr("▲ ▼ more or fewer than the first")
        below = QLabel(words, wordWrap=True)
        below.setObjectName("small")
        for widget, stretch in ((title, 0), (below, 0), (matrix, 1)):
            lines.addWidget(widget, stretch)
        return column

    def _title(self, confusions: Confusions) -> str:
        """What a detector is called; by its folder where the library does not know it."""
        return self._titles.get(confusions.model, Path(confusions.model).parent.name)

    @Slot(int, int, int)
    def _open_cell(self, number: int, row: int, column: int) -> None:
        """Show the pictures of a cell."""
        shown, matrix = self._shown[number], self.matrices[number]
        self._follow(row, column)
        labels = (*shown.names, self.tr("nothing"))
        sightings = Sightings(shown.sightings.get((row, column), ()), labels[row], labels[column])
        words = matrix.words((row, column)).splitlines()[0]
        self.panel.show_sightings(f"{words} · {self._title(shown)}", sightings)
        self._opened = number
        QApplication.sendPostedEvents(self, QEvent.Type.LayoutRequest)  # the pictures have taken some of the room
        place = matrix.place((row, column))
        middle = matrix.mapTo(self._side_by_side, place.center().toPoint())
        self._area.ensureVisible(middle.x(), middle.y(), round(place.width()), round(place.height()))

    @Slot(int, int)
    def _follow(self, row: int, column: int) -> None:
        """Put the frame around the same cell everywhere."""
        cell: Cell = (row, column)
        for matrix in self.matrices:
            if matrix.cell != cell:
                matrix.choose(cell)

    @Slot()
    def _go_back(self) -> None:
        """Give the keyboard back to the matrix when the pictures are closed."""
        self.matrices[self._opened].setFocus()

    @Slot()
    def _refresh(self) -> None:
        self._measure.setEnabled(self.has_choice and not self._is_busy)
        self.chosen.emit()

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Labelled pictures"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take_folder(self, text: str) -> None:
        """Offer one more folder, and choose it."""
        if self._folder.findData(text) < 0:
            self._folder.addItem(Path(text).name, text)
        self._folder.show_text(text)
        self._refresh()

    def _connect(self) -> None:
        for box in (*self._models, self._folder, self._split):
            box.edited.connect(self._refresh)
        self._open.clicked.connect(self._ask_folder)
        self._measure.clicked.connect(self.measure_wished)
        self.panel.closed.connect(self._go_back)

    def _lay_out(self) -> None:
        names = (self.tr("First detector"), self.tr("Second detector"), self.tr("Third detector"))
        for box, name in zip(self._models, names, strict=True):
            box.setAccessibleName(name)
        self._folder.setAccessibleName(self.tr("Folder of labelled pictures"))
        self._split.setAccessibleName(self.tr("Which of its pictures"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(_row(self._models, 1))
        below = _row((self._folder, self._split, self._open, self._measure), 0)
        below.addWidget(self.command, 1)
        lines.addLayout(below)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self.panel)
        lines.addWidget(self.progress)


def _row(widgets: Sequence[QWidget], stretch: int) -> QHBoxLayout:
    """Widgets side by side; without a stretch, room is left behind them."""
    row = QHBoxLayout()
    row.setSpacing(GAP_PX)
    for widget in widgets:
        row.addWidget(widget, stretch)
    if not stretch:
        row.addStretch()
    return row
