"""The history page: what was ordered when, by which gesture, and whether the player obeyed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gestures import Gesture
from gesture_app.core.history import Event, history_text
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.history_table import HistoryTable
from gesture_app.ui.icons import IconButton
from gesture_app.ui.theme import CONTROL_PX, GAP_PX, Theme

WIDTHS_PX = (96, 190, 150, 130, 0, 84)  # 0 takes what is left
_MORE_PX = 140  # than its heading takes: enough for most of what happened
_SUFFIX = "tsv"


class HistoryPage(QWidget):
    """A table, and what can be done with it.

    Signals:
        save_wished(str, str): The path of a file, and the text that shall be in it.
        clear_wished: Everything shall be forgotten.
        shown: The page can be seen now, so that it should be up to date.
    """

    shown = Signal()
    save_wished = Signal(str, str)
    clear_wished = Signal()

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("History of orders"))
        self._model = HistoryTable(theme, vocabulary, self)
        self._table = QTableView(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self._count = QLabel()
        self._count.setObjectName("muted")
        self._copy = IconButton(theme, "copy", self.tr("Copy"))
        self._save = IconButton(theme, "save", self.tr("Save as text"))
        self._clear = IconButton(theme, "delete", self.tr("Forget all"))
        self._pages = QStackedWidget()
        nothing = EmptyState(
            theme,
            "history",
            self.tr("No order yet"),
            self.tr("What your gestures order is listed here until the app ends. No picture is ever kept."),
        )
        self._pages.addWidget(nothing)
        self._pages.addWidget(self._table)
        self._set_up_table()
        self._connect(theme)
        self._lay_out()
        self._recolour()
        self.show_events(())

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show these orders, the newest first."""
        self._model.show_events(events)
        self._pages.setCurrentIndex(1 if events else 0)
        obeyed = sum(event.count for event in events if event.outcome is not None and event.outcome.obeyed is True)
        words = self.tr("{count} ordered, {obeyed} seen to be obeyed")
        self._count.setText(words.format(count=sum(event.count for event in events), obeyed=obeyed) if events else "")
        for button in (self._copy, self._save, self._clear):
            button.setEnabled(bool(events))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what happened meanwhile."""
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give words that are longer than usual their room, once what happened has enough of it."""
        super().resizeEvent(event)
        least_px, metrics = self._least_px, self._table.fontMetrics()
        more = [max(self._model.longest_px(column, metrics) - least, 0) for column, least in enumerate(least_px)]
        spare_px = event.size().width() - sum(least_px) - _MORE_PX
        share = min(max(spare_px / max(sum(more), 1), 0.0), 1.0)
        for column, width_px in enumerate(WIDTHS_PX):
            if width_px:
                self._table.horizontalHeader().resizeSection(column, least_px[column] + int(share * more[column]))

    @Slot()
    def _copy_text(self) -> None:
        """Copy the chosen rows, or all where none is chosen."""
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        events = self._model.events
        chosen = [events[row] for row in rows] if rows else events
        QGuiApplication.clipboard().setText(history_text(chosen))

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the history"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.selectFile(f"history.{_SUFFIX}")
        dialog.fileSelected.connect(self._save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _save_to(self, path: str) -> None:
        self.save_wished.emit(path, history_text(self._model.events))

    @Slot()
    def _recolour(self) -> None:
        self._model.recolour()
        self._table.viewport().update()

    def _set_up_table(self) -> None:
        table = self._table
        table.setAccessibleName(self.tr("Orders, the newest first"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)  # else the keyboard could never leave the table
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(CONTROL_PX)
        header = table.horizontalHeader()
        for one in (header, table.verticalHeader()):
            one.setAccessibleName(self.tr("Columns of the orders"))
        header.setHighlightSections(False)
        header.setFixedHeight(CONTROL_PX)
        least_px: list[int] = []
        for column, width_px in enumerate(WIDTHS_PX):
            mode = QHeaderView.ResizeMode.Interactive if width_px else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            least_px.append(max(width_px, header.sectionSizeHint(column)))
            if width_px:
                header.resizeSection(column, least_px[-1])
        self._least_px = tuple(least_px)
        table.setMinimumWidth(sum(least_px) + 2 * GAP_PX)  # so that every heading can be read

    def _connect(self, theme: Theme) -> None:
        self._copy.clicked.connect(self._copy_text)
        self._save.clicked.connect(self._ask_where)
        self._clear.clicked.connect(self.clear_wished)
        theme.changed.connect(self._recolour)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy_text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self._count, 1)
        for button in (self._copy, self._save, self._clear):
            top.addWidget(button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX + GAP_PX // 2)
        lines.addLayout(top)
        lines.addWidget(self._pages, 1)
