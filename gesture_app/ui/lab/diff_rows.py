"""The table of layers on the screen: sorted and searched elsewhere, it shows which rows belong to one group."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gesture_app.core.lab.layers import LayerDiff, LayerRow
from gesture_app.ui.lab.diff_paint import DiffPainter
from gesture_app.ui.lab.diff_table import NAME, ROW_ROLE, DiffTable
from gesture_app.ui.theme import CONTROL_PX, Theme

_WIDTHS_PX = (0, 108, 68, 150, 190, 195, 150)  # 0 takes what is left
_NAME_PX = 200  # at least; a narrow window scrolls
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every title its room, and the names what the figures leave."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        for column in range(header.count()):
            header.resizeSection(column, max(header.sectionSize(column), header.sectionSizeHint(column)))
        taken = header.length() - header.sectionSize(NAME)
        header.resizeSection(NAME, max(self.viewport().width() - taken, _NAME_PX))

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the group of the chosen layer."""
        super().leaveEvent(event)
        self._point_at(self.currentIndex())

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
        for column, width_px in enumerate(_WIDTHS_PX):
            header.resizeSection(column, width_px)
