"""The comparison: what a better score costs, which network is the best under a limit, and the figures side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.lab.comparison import Comparison, comparison
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.front import Axis, yardsticks
from gesture_app.core.lab.library import Library
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.chart import TradeOffChart
from gesture_app.ui.lab.compare_words import best_text, chart_text
from gesture_app.ui.lab.figures import axis_word
from gesture_app.ui.lab.library_rows import LibraryRows
from gesture_app.ui.theme import CONTROL_PX, GAP_PX, Theme

LIMIT_MS = 16.7  # one picture of a camera that gives 60 a second
_FIELD_PX = 9 * GAP_PX
_TABLE_PX = 9 * CONTROL_PX // 2  # half a row tells that there are more


class CompareView(QWidget):
    """A chart, a question and its answer.

    Signals:
        save_wished(str): The path of a file: .svg or .png for the chart, .csv for the figures.
        picked(str): The key of the network whose point was clicked.
        confusions_wished(list): What these detectors confuse shall be shown.
        measure_wished(list): These detectors shall be measured on this machine.
    """

    save_wished = Signal(str)
    picked = Signal(str)
    confusions_wished = Signal(object)
    measure_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._library = Library(())
        self._slower: Mapping[str, Entry] = {}
        self._in_use = ""
        self._picked: frozenset[str] = frozenset()
        self._is_measuring = False
        self.chart = TradeOffChart(theme)
        self.rows = LibraryRows(theme, self.tr("What is compared"))
        self.rows.setFixedHeight(_TABLE_PX)
        advice = self.tr("Measure the networks here, or compare their quality against another figure.")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.chart)
        self._pages.addWidget(EmptyState(theme, "lab", self.tr("Nothing to draw yet"), advice))
        self._yardstick = DropDown(theme)
        self._axis = DropDown(theme)
        self._limit = QLineEdit(QLocale().toString(LIMIT_MS))
        self._limit.setValidator(QDoubleValidator(0.01, 100_000.0, 2, self._limit))
        self._limit.setFixedWidth(_FIELD_PX)
        self._answer = QLabel(wordWrap=True)
        self._left_out = QLabel(wordWrap=True)
        self._left_out.setObjectName("muted")
        self._measure = IconButton(theme, "inspector", self.tr("Measure here"))
        self._confusions = IconButton(theme, "gestures", self.tr("Confusions…"))
        self._save = IconButton(theme, "save", self.tr("Save…"))
        self._axis.set_choices([(axis.value, axis_word(axis)) for axis in Axis])
        self._axis.show_text(Axis.TIME.value)
        self._connect()
        self._lay_out()

    @property
    def shown(self) -> Comparison:
        """What is compared now."""
        axis = Axis(self._axis.text())
        return comparison(self._library.entries, self._picked, self._yardstick.text(), axis, self._library.machine)

    def show_library(self, library: Library, slower: Mapping[str, Entry], in_use: str) -> None:
        """Offer these networks for comparison; `slower` and `in_use` as the library takes them."""
        self._library, self._slower, self._in_use = library, slower, in_use
        names = yardsticks(library.entries)
        self._yardstick.set_choices([(name, name) for name in names])
        if names and not self._yardstick.text():
            self._yardstick.show_text(names[0])
        self._draw()

    def pick(self, keys: frozenset[str]) -> None:
        """List and mark these networks, and compare by the yardstick that most of them have in common."""
        self._picked = keys
        counts = Counter(one.yardstick for one in self._library.entries if one.key in keys and one.yardstick)
        if counts:
            self._yardstick.show_text(counts.most_common(1)[0][0])
        self._draw()

    def set_measuring(self, *, is_measuring: bool) -> None:
        """Whether a measurement is under way; there can be only one."""
        self._is_measuring = is_measuring
        self._offer()

    @Slot()
    def _draw(self) -> None:
        """Bring chart, table and answer up to date."""
        shown, limit_ms, here = self.shown, self._limit_ms(), self._library.machine
        limit = limit_ms if shown.axis is Axis.TIME else None
        self.chart.show_entries(shown.charted, shown.axis, limit, frozenset(entry.key for entry in shown.apart))
        self.chart.pick(self._picked)
        self._pages.setCurrentIndex(0 if shown.charted else 1)
        self.rows.show_entries(shown.listed, self._slower, self._in_use)
        self.rows.choose(self._picked)
        self._answer.setText(best_text(self._library.entries, shown.yardstick, limit_ms, here))
        left_out = chart_text(shown, here)
        self._left_out.setText(left_out)
        self._left_out.setVisible(bool(left_out))
        self._save.setEnabled(bool(shown.listed))
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """Offer what can be done with detectors."""
        has_detector = bool(self._detectors())
        self._confusions.setEnabled(has_detector)
        self._measure.setEnabled(has_detector and not self._is_measuring)

    def _detectors(self) -> list[Entry]:
        """The detectors among what is listed."""
        return [entry for entry in self.rows.entries if entry.family is Family.DETECTOR]

    def _limit_ms(self) -> float:
        value, is_number = QLocale().toDouble(self._limit.text())
        return value if is_number else LIMIT_MS

    @Slot()
    def _wish_confusions(self) -> None:
        """Wish for those of the chosen detectors; of all where fewer than two are chosen."""
        chosen = self.rows.chosen()
        offered = chosen if len(chosen) > 1 else self.rows.entries
        self.confusions_wished.emit([entry for entry in offered if entry.family is Family.DETECTOR])

    @Slot()
    def _wish_measurement(self) -> None:
        """Wish for that of the chosen detectors; of all where none is chosen."""
        chosen = [entry for entry in self.rows.chosen() if entry.family is Family.DETECTOR]
        self.measure_wished.emit(chosen or self._detectors())

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
        self._measure.clicked.connect(self._wish_measurement)
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
        below.addWidget(self._measure)
        below.addWidget(self._confusions)
        below.addWidget(self._save)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        lines.addLayout(below)
        lines.addWidget(self._left_out)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self.rows)
