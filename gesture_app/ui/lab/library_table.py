"""The networks of the library as a table that can be sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.front import Axis, cost_of
from gesture_app.ui.icons import icon_of
from gesture_app.ui.lab.figures import NOTHING, cost_text, family_word, score_text
from gesture_app.ui.theme import Theme
from gesture_app.ui.words import said

Place = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
NUMBER = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
WORD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()
_LAST = float("inf")  # what is not known is sorted behind everything


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, the words in it, and what it is sorted by."""

    title: str
    text: Callable[[Entry], str]
    rank: Callable[[Entry], float | str]
    is_number: bool = True


class LibraryTable(QAbstractTableModel):
    """One row for each network."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: Sequence[Entry] = ()
        self._slower: Mapping[str, Entry] = {}  # by key: a larger network that is faster
        self._in_use = ""
        self.columns = (
            Column(self.tr("Network"), _title, lambda entry: _title(entry).casefold(), is_number=False),
            Column(self.tr("Kind"), _family, _family, is_number=False),
            Column(self.tr("Quality"), lambda entry: score_text(entry.score), _score_rank),
            Column(self.tr("by"), _yardstick, _yardstick, is_number=False),
            Column(self.tr("Parameters"), *_cost(Axis.PARAMS)),
            Column(self.tr("MACs"), *_cost(Axis.MACS)),
            Column(self.tr("Size"), *_cost(Axis.BYTES)),
            Column(self.tr("Time"), *_cost(Axis.TIME)),
        )

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown, in the order in which it was given."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry], slower: Mapping[str, Entry], in_use: str) -> None:
        """Show these.

        Args:
            slower: By the key of an entry that is smaller but slower, one that is larger but faster.
            in_use: The key of the detector that the remote control looks with.
        """
        self.beginResetModel()
        self._entries, self._slower, self._in_use = entries, slower, in_use
        self.endResetModel()

    def rowCount(self, parent: Place = _NOWHERE) -> int:
        """How many networks there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Place = _NOWHERE) -> int:
        """How much is told of each."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a column is about."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return NUMBER if self.columns[section].is_number else WORD
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A word, a mark or a hint."""
        entry, column = self._entries[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(entry)
            case Qt.ItemDataRole.TextAlignmentRole:
                return NUMBER if column.is_number else WORD
            case Qt.ItemDataRole.ToolTipRole:
                return self._hint(entry, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._mark(entry, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(entry)}"
        return column.rank(entry) if role == SORT_ROLE else None

    def _mark(self, entry: Entry, column: int) -> QIcon | None:
        if column == 0 and entry.key == self._in_use:
            return icon_of("live", self._theme.colours.accent)
        if column == len(self.columns) - 1 and entry.key in self._slower:
            return icon_of("warning", self._theme.colours.unsure)
        return None

    def _hint(self, entry: Entry, column: int) -> str:
        if column != len(self.columns) - 1:
            return f"{_title(entry)}\n{entry.place}" if column == 0 else self.columns[column].text(entry)
        if not entry.times:
            return self.tr("Not measured on this machine yet")
        lines = [f"{way}: {time.p50_ms:.2f} / {time.p95_ms:.2f} ms (p50 / p95)" for way, time in entry.times.items()]
        lines.append(self.tr("measured on {machine}").format(machine=entry.timed_on))
        if entry.key in self._slower:
            words = self.tr("Smaller but slower: {other} is larger and takes less time.")
            lines.append(words.format(other=_title(self._slower[entry.key])))
        return "\n".join(lines)


def _title(entry: Entry) -> str:
    return said(entry.title)


def _family(entry: Entry) -> str:
    return family_word(entry.family)


def _yardstick(entry: Entry) -> str:
    return f"{entry.score.name}, {entry.yardstick}" if entry.score else NOTHING


def _score_rank(entry: Entry) -> float:
    return _LAST if entry.score is None else entry.score.value


def _cost(axis: Axis) -> tuple[Callable[[Entry], str], Callable[[Entry], float]]:
    """The words and the rank of a column of costs."""

    def rank(entry: Entry) -> float:
        value = cost_of(entry, axis)
        return _LAST if value is None else value

    return lambda entry: cost_text(entry, axis), rank
