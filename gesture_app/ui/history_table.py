"""The orders of the history as a table, and the words in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractTableModel, QDateTime, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QIcon

from gesture_app.core.gestures import Gesture
from gesture_app.core.history import Event
from gesture_app.core.types import Command
from gesture_app.ui.icons import icon_of
from gesture_app.ui.theme import GAP_PX, Theme
from gesture_app.ui.words import command_word, gesture_word, latency_word, said

Place = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SLOW_S = 2.0  # the longest that is waited for an answer
_ICONS = {True: "obeyed", False: "refused", None: "unknown"}


class HistoryTable(QAbstractTableModel):
    """One row for each order, the newest first."""

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._vocabulary = vocabulary
        self._events: tuple[Event, ...] = ()
        self._icons: Mapping[bool | None, QIcon] = {}
        self._columns: tuple[tuple[str, Callable[[Event], str]], ...] = (
            (self.tr("Time"), self._time),
            (self.tr("Gesture"), self._gesture),
            (self.tr("Order"), _order),
            (self.tr("Player"), _player),
            (self.tr("What happened"), self._result),
            (self.tr("After"), _latency),
        )

    @property
    def events(self) -> tuple[Event, ...]:
        """What is shown."""
        return self._events

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show these; those that were there already stay chosen."""
        added = len(events) - len(self._events)
        if added > 0:
            self.beginInsertRows(_NOWHERE, 0, added - 1)
            self._events = events
            self.endInsertRows()
        elif added < 0:  # some have become one with the one before, or all are forgotten
            self.beginRemoveRows(_NOWHERE, 0, -added - 1)
            self._events = events
            self.endRemoveRows()
        else:
            self._events = events
        if events:
            self.dataChanged.emit(self.index(0, 0), self.index(len(events) - 1, len(self._columns) - 1))

    def longest_px(self, column: int, metrics: QFontMetrics) -> int:
        """Room for the longest of the words that are known before anything is ordered; 0 where none are."""
        words = {
            1: [gesture_word(gesture.title) for gesture in self._vocabulary.values()],
            2: [command_word(command) for command in Command],
            5: [latency_word(_SLOW_S)],
        }.get(column, [])
        return max(map(metrics.horizontalAdvance, words)) + 3 * GAP_PX if words else 0

    def recolour(self) -> None:
        """Draw the icons in the colours of the theme."""
        colours = self._theme.colours
        wanted = {True: colours.good, False: colours.bad, None: colours.unsure}
        self._icons = {verdict: icon_of(_ICONS[verdict], colour) for verdict, colour in wanted.items()}

    def rowCount(self, parent: Place = _NOWHERE) -> int:
        """How many orders there are."""
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: Place = _NOWHERE) -> int:
        """How much is told of each."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a column is about."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return self._columns[section][0] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A word, the icon of a verdict, or the whole sentence as a hint."""
        event = self._events[index.row()]
        title, words = self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words(event)
            case Qt.ItemDataRole.DecorationRole if index.column() == 4 and event.outcome is not None:
                return self._icons.get(event.outcome.obeyed)
            case Qt.ItemDataRole.ToolTipRole:
                return words(event)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{title}: {words(event)}"
        return None

    def _time(self, event: Event) -> str:
        moment = QDateTime.fromSecsSinceEpoch(int(event.at_s))
        return moment.time().toString("HH:mm:ss")

    def _gesture(self, event: Event) -> str:
        if event.decision is None:
            return self.tr("Undo button")
        gesture = self._vocabulary.get(event.decision.gesture)
        return gesture_word(gesture.title) if gesture else event.decision.gesture

    def _result(self, event: Event) -> str:
        if event.outcome is None:
            return self.tr("No answer yet")
        what = said(event.outcome.text)
        return what if event.count == 1 else self.tr("{what} ({count} times)").format(what=what, count=event.count)


def _order(event: Event) -> str:
    return command_word(event.order.command)


def _player(event: Event) -> str:
    return said(event.outcome.player) if event.outcome else ""


def _latency(event: Event) -> str:
    return latency_word(event.outcome.latency_s) if event.outcome else ""
