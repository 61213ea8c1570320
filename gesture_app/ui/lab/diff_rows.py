"""The table of layers on the screen: sorted and searched elsewhere, it shows which rows belong to one group."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gesture_app.core.lab.layers import LayerDiff, LayerRow
from gesture_app.ui.lab.diff_paint import DiffPainter
from gesture_app.ui.lab.diff_table import ROW_ROLE, DiffTable
from gesture_app.ui.lab.fitting import fit_columns, set_up_columns
from gesture_app.ui.theme import CONTROL_PX, Theme

_WIDTHS_PX = (230, 104, 62, 140, 182, 192, 236)
_LEAST_PX = (140, 90, 0, 110, 120, 120, 120)
_ROW_PX = 30


class DiffRows(QTableView):
    """Shows layers; the group of the one under the pointer is shown in all rows, else that of the chosen one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self._table = DiffTable(self)
        self._painter = DiffPainter(theme, self)
        self.setAccessibleName(self.tr("Layers of both networks"))
        self.setModel(self._table)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # else the keyboard could never leave the table
        self._set_up_headers()
        self.entered.connect(self._point_at)
        self.selectionModel().currentRowChanged.connect(self._point_at)
        theme.changed.connect(self.viewport().update)

    @property
    def shown(self) -> Sequence[LayerRow]:
        """What is shown, in this order."""
        return self._table.rows

    @property
    def lit_group(self) -> int | None:
        """The group whose rows are marked."""
        return self._painter.lit

    def show_rows(self, diff: LayerDiff | None, rows: Sequence[LayerRow]) -> None:
        """Show these layers of two networks; the chosen one stays chosen if it is among them."""
        chosen = self.currentIndex().data(ROW_ROLE)
        self._painter.set_scale(diff)
        self._painter.lit = None
        self._table.show_rows(diff, rows)
        kept = next((number for number, row in enumerate(rows) if row == chosen), None)
        if kept is not None:
            self.selectRow(kept)

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the group of the chosen layer."""
        super().leaveEvent(event)
        self._point_at(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room anew."""
        super().resizeEvent(event)
        fit_columns(self, _WIDTHS_PX, _LEAST_PX, event.size().width())

    @Slot(QModelIndex)
    def _point_at(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        self._painter.lit = row.group if isinstance(row, LayerRow) else None
        self.viewport().update()

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        for one in (header, self.verticalHeader()):
            one.setAccessibleName(self.tr("Columns of the layers"))
        header.setHighlightSections(False)
        header.setFixedHeight(CONTROL_PX)
        set_up_columns(self, _LEAST_PX)
