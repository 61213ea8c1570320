"""The comparison: what a better score costs, which network is the best under a limit, and the figures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.front import Axis, best_under, comparable, yardsticks
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.chart import TradeOffChart
from gesture_app.ui.lab.figures import axis_word, cost_text, score_text
from gesture_app.ui.lab.library_rows import LibraryRows
from gesture_app.ui.theme import CONTROL_PX, GAP_PX, Theme
from gesture_app.ui.words import said

LIMIT_MS = 16.7  # one picture of a camera that gives 60 a second
_FIELD_PX = 9 * GAP_PX
_TABLE_PX = 9 * CONTROL_PX // 2  # half a row tells that there are more


class CompareView(QWidget):
    """A chart, a question and its answer.

    Signals:
        save_wished(str): The path of a file: .svg or .png for the chart, .csv for the figures.
        picked(str): The key of the network whose point was clicked.
        confusions_wished(list): What these detectors confuse shall be shown.
    """

    save_wished = Signal(str)
    picked = Signal(str)
    confusions_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._slower: Mapping[str, Entry] = {}
        self._in_use = ""
        self._picked: frozenset[str] = frozenset()
        self.chart = TradeOffChart(theme)
        self.rows = LibraryRows(theme, self.tr("What is compared"))
        self.rows.setFixedHeight(_TABLE_PX)
        self._yardstick = DropDown(theme)
        self._axis = DropDown(theme)
        self._limit = QLineEdit(QLocale().toString(LIMIT_MS))
        self._limit.setValidator(QDoubleValidator(0.01, 100_000.0, 2, self._limit))
        self._limit.setFixedWidth(_FIELD_PX)
        self._answer = QLabel(wordWrap=True)
        self._confusions = IconButton(theme, "gestures", self.tr("Confusions…"))
        self._save = IconButton(theme, "save", self.tr("Save…"))
        self._axis.set_choices([(axis.value, axis_word(axis)) for axis in Axis])
        self._axis.show_text(Axis.TIME.value)
        self._connect()
        self._lay_out()

    @property
    def shown(self) -> list[Entry]:
        """What is compared now, the cheapest first."""
        return comparable(self._entries, self._yardstick.text(), Axis(self._axis.text()))

    def show_entries(self, entries: Sequence[Entry], slower: Mapping[str, Entry], in_use: str) -> None:
        """Offer these for comparison; `slower` and `in_use` as the library takes them."""
        self._entries, self._slower, self._in_use = entries, slower, in_use
        names = yardsticks(entries)
        self._yardstick.set_choices([(name, name) for name in names])
        if names and not self._yardstick.text():
            self._yardstick.show_text(names[0])
        self._draw()

    def pick(self, keys: frozenset[str]) -> None:
        """Mark these networks, and compare by the yardstick of the first."""
        self._picked = keys
        first = next((entry for entry in self._entries if entry.key in keys and entry.yardstick), None)
        if first is not None:
            self._yardstick.show_text(first.yardstick)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Bring chart and answer up to date."""
        axis = Axis(self._axis.text())
        limit_ms, shown = self._limit_ms(), self.shown
        self.chart.show_entries(shown, axis, limit_ms if axis is Axis.TIME else None)
        self.chart.pick(self._picked)
        self.rows.show_entries(shown, self._slower, self._in_use)
        self.rows.choose(self._picked)
        self._answer.setText(self._best(limit_ms))
        self._save.setEnabled(bool(shown))
        self._confusions.setEnabled(any(entry.family is Family.DETECTOR for entry in shown))

    def _limit_ms(self) -> float:
        value, is_number = QLocale().toDouble(self._limit.text())
        return value if is_number else LIMIT_MS

    def _best(self, limit_ms: float) -> str:
        """The answer to the question of the limit."""
        best = best_under(self._entries, self._yardstick.text(), limit_ms)
        if best is not None:
            words = self.tr("Best: {title}, {score} in {time}")
            return words.format(title=said(best.title), score=score_text(best.score), time=cost_text(best, Axis.TIME))
        if comparable(self._entries, self._yardstick.text(), Axis.TIME):
            return self.tr("None is that fast here.")
        return self.tr("None of them was timed yet; measure them in the library.")

    @Slot()
    def _wish_confusions(self) -> None:
        """Wish for those of the chosen detectors; of all where fewer than two are chosen."""
        chosen = self.rows.chosen()
        offered = chosen if len(chosen) > 1 else self.shown
        self.confusions_wished.emit([entry for entry in offered if entry.family is Family.DETECTOR])

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save chart or figures"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Drawing (*.svg)"), self.tr("Picture (*.png)"), self.tr("Figures (*.csv)")])
        dialog.setDefaultSuffix("svg")
        dialog.selectFile("comparison")
        dialog.fileSelected.connect(self.save_wished)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _connect(self) -> None:
        self._yardstick.edited.connect(self._draw)
        self._axis.edited.connect(self._draw)
        self._limit.textChanged.connect(self._draw)
        self._save.clicked.connect(self._ask_where)
        self._confusions.clicked.connect(self._wish_confusions)
        self.chart.picked.connect(self.picked)

    def _lay_out(self) -> None:
        names = (self.tr("Compared by"), self.tr("Against"), self.tr("Best under"))
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        for name, widget in zip(names, (self._yardstick, self._axis, self._limit), strict=True):
            label = QLabel(name)
            label.setObjectName("muted")
            label.setBuddy(widget)
            widget.setAccessibleName(name)
            top.addWidget(label)
            top.addWidget(widget)
        top.addWidget(QLabel("ms"))
        top.addStretch()
        below = QHBoxLayout()
        below.setSpacing(GAP_PX)
        below.addWidget(self._answer, 1)
        below.addWidget(self._confusions)
        below.addWidget(self._save)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        lines.addLayout(below)
        lines.addWidget(self.chart, 1)
        lines.addWidget(self.rows)
