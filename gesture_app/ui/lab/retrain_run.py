"""How one retraining goes and what came of it: steps, time left, curves, and the scores before and after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from gesture_app.core.lab.commands import use_command
from gesture_app.core.lab.retrain_progress import RetrainProgress
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_row import CommandRow
from gesture_app.ui.lab.curves import Curves
from gesture_app.ui.lab.figures import NOTHING
from gesture_app.ui.lab.retrain_words import left_words, score_word, warning_words
from gesture_app.ui.lab.step_row import StepRow
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme


class RetrainRun(QFrame):
    """A card.

    Signals:
        use_wished(str): The remote control shall look with the network in this folder.
    """

    use_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.progress = RetrainProgress()  # that is shown
        self._title = ElidedLabel("cardtitle")
        self._left = QLabel()
        self._left.setObjectName("muted")
        self._steps = StepRow(theme)
        self._curves = Curves(theme)
        self._result = QFrame()
        self._scores = QGridLayout()
        self._warning = QLabel(wordWrap=True)
        self._warning.setObjectName("note")
        self._use = IconButton(theme, "live", self.tr("Use it now"))
        self._use.setObjectName("primary")
        self._use.clicked.connect(self._wish_use)
        self._command = CommandRow(theme)  # of that button
        self._lay_out()
        self.hide()

    def show_progress(self, title: str, progress: RetrainProgress) -> None:
        """Show how it stands; nothing of one that has not told anything yet but its name."""
        self._title.setText(title)
        self._left.setText(left_words(progress.seconds_left))
        self._steps.show_steps(progress.steps)
        self._steps.setVisible(bool(progress.steps))
        self._curves.show_progress(progress)
        if progress.after is not None and progress.after != self.progress.after:
            self._fill_scores(progress.before or {}, progress.after)
        self.progress = progress
        self._result.setVisible(progress.after is not None)
        self._command.show_commands(use_command(Path(progress.model).name) if progress.model else "")
        warning = warning_words(progress)
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))
        self.show()

    def set_in_use(self, *, is_in_use: bool) -> None:
        """Whether the remote control looks with this network already."""
        self._use.setEnabled(not is_in_use)
        self._use.setText(self.tr("In use") if is_in_use else self.tr("Use it now"))

    @Slot()
    def _wish_use(self) -> None:
        self.use_wished.emit(self.progress.model)

    def _fill_scores(self, before: Mapping[str, float], after: Mapping[str, float]) -> None:
        """A line for each score."""
        while item := self._scores.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for column, word in ((1, self.tr("Before")), (2, self.tr("After"))):
            self._scores.addWidget(_muted(word), 0, column)
        named = [(score_word(name), name) for name in after if score_word(name)]
        for row, (word, name) in enumerate(named, start=1):
            self._scores.addWidget(QLabel(word), row, 0)
            self._scores.addWidget(_muted(_number(before.get(name))), row, 1)
            value = QLabel(_number(after[name]))
            value.setAccessibleName(f"{word}: {value.text()}")
            self._scores.addWidget(value, row, 2)
        self._scores.setColumnStretch(3, 1)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self._title, 1)
        top.addWidget(self._left)
        where = _muted(self.tr("Measured on the pictures that were set apart to judge by."))
        where.setWordWrap(True)
        self._scores.setHorizontalSpacing(3 * GAP_PX)
        button = QHBoxLayout()
        button.addWidget(where, 1)
        button.addWidget(self._use)
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.addLayout(self._scores)
        result.addWidget(self._warning)  # before the button, which it is about
        result.addLayout(button)
        result.addWidget(self._command)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        for widget in (self._steps, self._curves, self._result):
            lines.addWidget(widget)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def _number(value: float | None) -> str:
    return NOTHING if value is None else QLocale().toString(float(value), "f", 3)
