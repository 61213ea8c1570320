"""Two networks layer by layer: which layers pruning made smaller, which go together, and where time did not follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.layers import LayerDiff, LayersWish, Quantity, Shown
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_row import CommandRow
from gesture_app.ui.lab.diff_paint import BarKey
from gesture_app.ui.lab.diff_rows import DiffRows
from gesture_app.ui.lab.diff_words import not_faster_text, quantity_word, shown_word, total_text
from gesture_app.ui.lab.progress_row import ProgressRow
from gesture_app.ui.search_field import SearchField
from gesture_app.ui.theme import GAP_PX, Theme
from gesture_app.ui.words import said, unbroken

NETWORK = ".onnx"
_IN_ORDER = "order"


class DiffView(QWidget):
    """Two networks to choose, and their layers.

    Signals:
        compare_wished(LayersWish): These two shall be read and timed.
        save_wished(str): The path of a .csv file for all layers.
    """

    compare_wished = Signal(object)
    save_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._diff: LayerDiff | None = None
        self._files: dict[str, str] = {}  # the title of each network that is offered, by its path
        self.rows = DiffRows(theme)
        self.progress = ProgressRow(theme)
        self._left, self._right = DropDown(theme), DropDown(theme)
        self._open = IconButton(theme, "folder", self.tr("Other file…"))
        self._compare = IconButton(theme, "inspector", self.tr("Compare layers"))
        self._search = SearchField(theme, self.tr("Search the layers"))
        self._show, self._sort = DropDown(theme), DropDown(theme)
        self._save = IconButton(theme, "save", self.tr("Save…"))
        self._totals, self._answer = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._answer.setObjectName("note")
        self._groups = ElidedLabel("muted")
        self._command = CommandRow(theme)
        self._pages = QStackedWidget()
        advice = self.tr("Choose two networks above; their layers are read and timed on this machine.")
        self._pages.addWidget(EmptyState(theme, "model", self.tr("Nothing compared yet"), advice))
        self._pages.addWidget(self.rows)
        self._show.set_choices([(shown.value, shown_word(shown)) for shown in Shown])
        self._show.show_text(Shown.WEIGHTED.value)
        saved = self.tr("Saved: {figure}")
        by_saved = [(quantity.value, saved.format(figure=quantity_word(quantity))) for quantity in Quantity]
        self._sort.set_choices([(_IN_ORDER, self.tr("In order")), *by_saved])
        self._sort.show_text(_IN_ORDER)
        self._connect()
        self._lay_out()
        self._refresh()

    @property
    def wish(self) -> LayersWish:
        """The two networks that are chosen."""
        return LayersWish(Path(self._left.text()), Path(self._right.text()))

    @property
    def diff(self) -> LayerDiff | None:
        """What is shown; None: nothing yet."""
        return self._diff

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer all networks of which there is a file; what was chosen stays chosen."""
        found = {
            str(one.place): said(one.title) for one in entries if one.place and one.place.suffix.lower() == NETWORK
        }
        self._files = found | {path: title for path, title in self._files.items() if path not in found}
        self._offer()

    def choose(self, left: str, right: str) -> None:
        """Choose two of the networks that are offered, by their paths."""
        self._left.show_text(left)
        self._right.show_text(right)
        self._refresh()

    def set_busy(self, *, is_busy: bool) -> None:
        """Whether a comparison is under way; there can be only one."""
        self._left.setEnabled(not is_busy)
        self._right.setEnabled(not is_busy)
        self._refresh()

    def show_diff(self, diff: LayerDiff) -> None:
        """Show two networks beside each other."""
        self._diff = diff
        self._totals.setText("    ".join(unbroken(total_text(diff, quantity)) for quantity in Quantity))
        self._answer.setText(not_faster_text(diff))
        faults = (diff.left.groups_fault, self.tr("{count} groups of channels").format(count=len(diff.left.groups)))
        self._groups.setText(next(words for words in faults if words))
        self._show_rows()
        self._refresh()

    @Slot()
    def _show_rows(self) -> None:
        """Bring the table up to date with the search, the choice and the order."""
        if self._diff is None:
            return
        rows = self._diff.shown(Shown(self._show.text()), self._search.words())
        if self._sort.text() != _IN_ORDER:
            quantity = Quantity(self._sort.text())
            rows = sorted(rows, key=lambda row: -row.saved(quantity))
        elif Shown(self._show.text()) is not Shown.NOT_FASTER:
            rows = sorted(rows, key=lambda row: row.place)
        self.rows.show_rows(self._diff, rows)

    @Slot()
    def _refresh(self) -> None:
        """Offer what can be done now."""
        has_both = bool(self._left.text() and self._right.text())
        self._compare.setEnabled(has_both and self._left.isEnabled())
        self._save.setEnabled(self._diff is not None)
        self._command.show_commands(self.wish.command if has_both else "")
        self._pages.setCurrentIndex(0 if self._diff is None else 1)
        for widget in (self._totals, self._answer, self._groups, self._search, self._show, self._sort):
            widget.setVisible(self._diff is not None)

    @Slot()
    def _wish(self) -> None:
        self.compare_wished.emit(self.wish)

    @Slot()
    def _ask_which(self) -> None:
        dialog = QFileDialog(self, self.tr("Compare another network"))
        dialog.setNameFilter(self.tr("Networks (*.onnx)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take(self, path: str) -> None:
        """Offer one more file, and choose it as the second network."""
        file = Path(path)
        self._files.setdefault(str(file), f"{file.parent.name}/{file.name}")
        self._offer()
        self._right.show_text(str(file))
        self._refresh()

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the layers"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Figures (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("layers")
        dialog.fileSelected.connect(self.save_wished)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _offer(self) -> None:
        """Offer all files in both lists; at first the two that come first."""
        for box, number in ((self._left, 0), (self._right, 1)):
            box.set_choices(self._files.items())
            if not box.text() and len(self._files) > number:
                box.show_text(list(self._files)[number])
        self._refresh()

    def _connect(self) -> None:
        self._left.edited.connect(self._refresh)
        self._right.edited.connect(self._refresh)
        self._open.clicked.connect(self._ask_which)
        self._compare.clicked.connect(self._wish)
        self._save.clicked.connect(self._ask_where)
        self._search.textChanged.connect(self._show_rows)
        self._show.edited.connect(self._show_rows)
        self._sort.edited.connect(self._show_rows)

    def _lay_out(self) -> None:
        self._left.setAccessibleName(self.tr("First network"))
        self._right.setAccessibleName(self.tr("Second network"))
        self._show.setAccessibleName(self.tr("Layers that are shown"))
        self._sort.setAccessibleName(self.tr("Order of the layers"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        keys = (BarKey(self._theme, is_second=False), BarKey(self._theme, is_second=True))
        boxes = ((keys[0], 0), (self._left, 1), (keys[1], 0), (self._right, 1))
        lines.addLayout(_row(*boxes, (self._open, 0), (self._compare, 0)))
        lines.addWidget(self._totals)
        lines.addWidget(self._answer)
        lines.addLayout(_row((self._search, 1), (self._show, 0), (self._sort, 0), (self._save, 0)))
        lines.addWidget(self._pages, 1)
        lines.addLayout(_row((self._groups, 1), (self._command, 3)))
        lines.addWidget(self.progress)


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Widgets side by side, each with its share of the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(GAP_PX)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
