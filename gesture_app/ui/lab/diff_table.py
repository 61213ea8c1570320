"""The layers of two networks as a table: one row for each pair."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gesture_app.core.lab.layers import LayerDiff, LayerRow, Quantity
from gesture_app.ui.lab.diff_words import figure_text, kind_text, network_text, pair_text, title_word
from gesture_app.ui.lab.figures import NOTHING

Place = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # the LayerRow
NAME, KIND, GROUP, FIRST_FIGURE = range(4)
FIGURES = tuple(Quantity)  # from FIRST_FIGURE on
_NOWHERE = QModelIndex()


class DiffTable(QAbstractTableModel):
    """What is shown of the layers of two networks, in the order in which it was given."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._diff: LayerDiff | None = None
        self._rows: Sequence[LayerRow] = ()
        names = (self.tr("Layer"), self.tr("Operator"), self.tr("Group"))
        self._titles = (*names, *(title_word(quantity) for quantity in FIGURES))

    @property
    def rows(self) -> Sequence[LayerRow]:
        """What is shown."""
        return self._rows

    def show_rows(self, diff: LayerDiff | None, rows: Sequence[LayerRow]) -> None:
        """Show these layers of two networks."""
        self.beginResetModel()
        self._diff, self._rows = diff, rows
        self.endResetModel()

    def rowCount(self, parent: Place = _NOWHERE) -> int:
        """How many layers there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Place = _NOWHERE) -> int:
        """How much is told of each."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a column is about."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A word, a hint, or the row itself for whoever paints it."""
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._hint(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._titles[column]}: {self._text(row, column)}"
        return row if role == ROW_ROLE else None

    def _text(self, row: LayerRow, column: int) -> str:
        if column == NAME:
            return row.named.name
        if column == KIND:
            return kind_text(row.named)
        if column == GROUP:
            return NOTHING if row.group is None else str(row.group)
        return pair_text(row, FIGURES[column - FIRST_FIGURE])

    def _hint(self, row: LayerRow, column: int) -> str:
        if column == GROUP:
            return self._group_hint(row)
        if column >= FIRST_FIGURE and self._diff is not None:
            quantity = FIGURES[column - FIRST_FIGURE]
            sides = zip((self._diff.left, self._diff.right), row.values(quantity), strict=True)
            return "\n".join(f"{network_text(side)}: {figure_text(value, quantity)}" for side, value in sides)
        if row.right is None:
            return self.tr("{name}: only in the first network").format(name=row.named.name)
        if row.left is None:
            return self.tr("{name}: only in the second network").format(name=row.named.name)
        names = dict.fromkeys((row.left.name, row.right.name))
        return "\n".join((*names, *(str(layer.spatial)[1:-1].rstrip(",") for layer in (row.left,) if layer.spatial)))

    def _group_hint(self, row: LayerRow) -> str:
        if row.group is None or self._diff is None:
            return self.tr("Its outputs are in no group: none of them is ever removed.")
        words = self.tr("Group {number}: {channels} channels that can only go together")
        return words.format(number=row.group, channels=self._diff.left.groups.get(row.group, 0))
