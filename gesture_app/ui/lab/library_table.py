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
    Slot,
)
from PySide6.QtGui import QIcon

from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.front import Axis, cost_of
from gesture_app.ui.icons import icon_of
from gesture_app.ui.lab.figures import NOTHING, cost_text, family_words, machine_word, score_text
from gesture_app.ui.theme import Theme
from gesture_app.ui.words import said

Place = QModelIndex | QPersistentModelIndex
NUMBER = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
WORD = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, the words in it, and the number that it is sorted by; one of words has none."""

    title: str
    text: Callable[[Entry], str]
    rank: Callable[[Entry], float | None] | None = None  # gives None for what is not known

    @property
    def is_number(self) -> bool:
        """Whether figures stand in it."""
        return self.rank is not None


class LibraryTable(QAbstractTableModel):
    """One row for each network.

    It sorts itself: a proxy of Qt's would ask it anew for every comparison, which a thousand networks feel.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._given: Sequence[Entry] = ()
        self._entries: Sequence[Entry] = ()
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)
        self._families: Mapping[Family, str] = {}  # of the language at hand
        self._slower: Mapping[str, Entry] = {}  # by key: a larger network that is faster
        self._in_use = ""
        self._recolour()
        theme.changed.connect(self._recolour)
        # Asked for every cell that is painted, for a role that is mostly none of these.
        self._tellers: Mapping[int, Callable[[Entry, int], object]] = {
            int(Qt.ItemDataRole.DisplayRole): self._text,
            int(Qt.ItemDataRole.TextAlignmentRole): self._alignment,
            int(Qt.ItemDataRole.ToolTipRole): self._hint,
            int(Qt.ItemDataRole.DecorationRole): self._mark,
            int(Qt.ItemDataRole.AccessibleTextRole): self._spoken,
        }
        self.columns = (
            Column(self.tr("Network"), _title),
            Column(self.tr("Kind"), self._family),
            Column(self.tr("Quality"), lambda entry: score_text(entry.score), _score_rank),
            Column(self.tr("by"), _yardstick),
            Column(self.tr("Parameters"), *_cost(Axis.PARAMS)),
            Column(self.tr("MACs"), *_cost(Axis.MACS)),
            Column(self.tr("Size"), *_cost(Axis.BYTES)),
            Column(self.tr("Precision"), lambda entry: entry.precision or NOTHING),
            Column(self.tr("Time"), *_cost(Axis.TIME)),
        )

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown, row by row."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry], slower: Mapping[str, Entry], in_use: str) -> None:
        """Show these.

        Args:
            slower: By the key of an entry that is smaller but slower, one that is larger but faster.
            in_use: The key of the detector that the remote control looks with.
        """
        self.beginResetModel()
        self._given, self._slower, self._in_use = entries, slower, in_use
        self._families = family_words()
        self._entries = self._in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column; what is not known comes last."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        keys = [self._entries[index.row()].key for index in kept]
        self._sorted_by = column, order
        self._entries = self._in_order()
        rows = {entry.key: row for row, entry in enumerate(self._entries)}
        moved = [self.index(rows[key], index.column()) for key, index in zip(keys, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

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
        tell = self._tellers.get(role)
        return tell(self._entries[index.row()], index.column()) if tell else None

    def _text(self, entry: Entry, column: int) -> str:
        return self.columns[column].text(entry)

    def _alignment(self, _entry: Entry, column: int) -> Qt.AlignmentFlag:
        return NUMBER if self.columns[column].is_number else WORD

    def _spoken(self, entry: Entry, column: int) -> str:
        return f"{self.columns[column].title}: {self.columns[column].text(entry)}"

    def _in_order(self) -> list[Entry]:
        """What was given, sorted; equals as they were given."""
        column, order = self.columns[self._sorted_by[0]], self._sorted_by[1]
        is_falling = order is Qt.SortOrder.DescendingOrder
        if (rank := column.rank) is None:
            return sorted(self._given, key=lambda entry: column.text(entry).casefold(), reverse=is_falling)
        ranked = [(rank(entry), entry) for entry in self._given]
        known = [(value, entry) for value, entry in ranked if value is not None]
        known.sort(key=lambda pair: pair[0], reverse=is_falling)
        return [entry for _, entry in known] + [entry for value, entry in ranked if value is None]

    def _family(self, entry: Entry) -> str:
        return self._families[entry.family]

    def _mark(self, entry: Entry, column: int) -> QIcon | None:
        if column == 0 and entry.key == self._in_use:
            return self._icon_in_use
        if column == len(self.columns) - 1 and entry.key in self._slower:
            return self._icon_slower
        return None

    @Slot()
    def _recolour(self) -> None:
        """Draw the icons in the colours of the theme, once: they are asked for with every cell that is painted."""
        self._icon_in_use = icon_of("live", self._theme.colours.accent)
        self._icon_slower = icon_of("warning", self._theme.colours.unsure)

    def _hint(self, entry: Entry, column: int) -> str:
        if column != len(self.columns) - 1:
            return f"{_title(entry)}\n{entry.place}" if column == 0 else self.columns[column].text(entry)
        if not entry.times:
            return self.tr("Not measured on this machine yet")
        reckons = f", {entry.precision}" if entry.precision else ""
        lines = [
            f"{way}{reckons}: {one.p50_ms:.2f} / {one.p95_ms:.2f} ms (p50 / p95)" for way, one in entry.times.items()
        ]
        lines.append(self.tr("measured on {machine}").format(machine=machine_word(entry.timed_on)))
        if entry.key in self._slower:
            words = self.tr("Smaller but slower: {other} is larger and takes less time.")
            lines.append(words.format(other=_title(self._slower[entry.key])))
        return "\n".join(lines)


def _title(entry: Entry) -> str:
    return said(entry.title)


def _yardstick(entry: Entry) -> str:
    return f"{entry.score.name}, {entry.yardstick}" if entry.score else NOTHING


def _score_rank(entry: Entry) -> float | None:
    return entry.score.value if entry.score else None


def _cost(axis: Axis) -> tuple[Callable[[Entry], str], Callable[[Entry], float | None]]:
    """The words and the rank of a column of costs."""
    return lambda entry: cost_text(entry, axis), lambda entry: cost_of(entry, axis)
