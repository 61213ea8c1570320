"""A table of networks that can be sorted by every column, and of which rows can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gesture_app.core.lab.entry import Entry
from gesture_app.ui.lab.fitting import fit_columns, set_up_columns
from gesture_app.ui.lab.library_table import LibraryTable
from gesture_app.ui.theme import CONTROL_PX, SMALL_PT, Theme

WIDTHS_PX = (196, 132, 134, 126, 0, 0, 98, 0, 110)  # in all as much as a window of 1280 has room for
LEAST_PX = (0, 100, 0, 0, 0, 0, 0, 0, 110)  # words and marks that are wider than their headings
_KIND_COLUMN, _PRECISION_COLUMN = 1, 7


class LibraryRows(QTableView):
    """Shows entries; their precision only where there is room for it.

    Signals:
        chosen_changed: Other rows are chosen now.
    """

    chosen_changed = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self._table = LibraryTable(theme, self)
        self.setAccessibleName(name)
        self.setModel(self._table)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # else the keyboard could never leave the table
        self._set_up_headers()
        self.sortByColumn(_KIND_COLUMN, Qt.SortOrder.AscendingOrder)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown, row by row."""
        return self._table.entries

    def show_entries(self, entries: Sequence[Entry], slower: Mapping[str, Entry], in_use: str) -> None:
        """Show these, as `LibraryTable` does; rows that were chosen stay so."""
        kept = frozenset(entry.key for entry in self.chosen())
        self._table.show_entries(entries, slower, in_use)
        self.choose(kept)

    def chosen(self) -> list[Entry]:
        """The entries of the chosen rows, as they are sorted."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.entries[row] for row in rows]

    def choose(self, keys: frozenset[str]) -> None:
        """Choose the rows of these keys and no others."""
        rows = QItemSelection()
        for row, entry in enumerate(self.entries):
            if entry.key in keys:
                rows.select(self._table.index(row, 0), self._table.index(row, 0))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(rows, flags)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room anew."""
        super().resizeEvent(event)
        room_px = event.size().width()
        self.setColumnHidden(_PRECISION_COLUMN, room_px < self._room_for_all_px)
        fit_columns(self, WIDTHS_PX, LEAST_PX, room_px)

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(CONTROL_PX)
        header = self.horizontalHeader()
        for one in (header, self.verticalHeader()):
            one.setAccessibleName(self.tr("Columns of the networks"))
        header.setHighlightSections(False)
        header.setFixedHeight(CONTROL_PX)
        set_up_columns(self, LEAST_PX)
        self._room_for_all_px = self.minimumWidth()
        self.hideColumn(_PRECISION_COLUMN)
        set_up_columns(self, LEAST_PX)
        # As they are painted; Qt reckons with the large font, which leaves less room for what stands below.
        header.setStyleSheet(f"QHeaderView {{ font-size: {SMALL_PT}pt; }}")
