"""What shall come of the pictures: four choices with good defaults, the command they mean, and Start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gesture_app.core.lab.retrain_plan import RetrainPlan
from gesture_app.core.lab.retraining import Length, RetrainWish, Start
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.retrain_words import length_word, start_word
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

_COMMAND_PX = 76  # two lines and a scroll bar
_USUAL, _ADD, _ANEW = "", "add", "anew"
_RATIOS = ("0", "0.3", "0.5", "0.7")
_UNPRUNED = (Start.DENSE, Start.SCRATCH)  # of which half of the channels go unless something else is said


class RetrainChoices(QFrame):
    """A card; what it asks for is `wish`.

    Signals:
        changed: Something else is wished.
        start_wished: It shall be done.
    """

    changed = Signal()
    start_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._folders: tuple[Path, ...] = ()
        self._start = DropDown(theme)
        self._way = DropDown(theme)
        self._ratio = DropDown(theme)
        self._length = DropDown(theme)
        self._name = QLineEdit()
        self._command = QPlainTextEdit(readOnly=True)
        self._copy = IconButton(theme, "copy", self.tr("Copy"))
        self._go = IconButton(theme, "play", self.tr("Start"))
        self._go.setObjectName("primary")
        self._form = QFormLayout()
        self._offer()
        self._connect()
        self._lay_out()
        self.show_folders((), "")

    @property
    def wish(self) -> RetrainWish:
        """What is wished now."""
        ratio = self._ratio.text()
        wish = RetrainWish(
            self._folders,
            start=Start(self._start.text()),
            length=Length(int(self._length.text())),
            is_anew=self._way.text() == _ANEW,
            name=self._name.text().strip() or "mine",
        )
        return replace(wish, pruning_ratio=float(ratio)) if ratio != _USUAL else wish

    def show_folders(self, folders: tuple[Path, ...], name: str) -> None:
        """Begin anew with these pictures, and propose a name for the network."""
        self._folders = folders
        self._way.show_text(_ADD)
        self._name.setText(name)
        self.set_ready(is_ready=False)
        self.setVisible(bool(folders))

    def show_plan(self, plan: RetrainPlan) -> None:
        """Offer only what goes together with these pictures."""
        can_add = plan.is_added or self._way.text() == _ANEW
        self._form.setRowVisible(self._way, can_add)
        self._form.setRowVisible(self._ratio, not plan.is_added)
        self._form.setRowVisible(self._length, not plan.is_added)
        self.set_ready(is_ready=True)

    def show_command(self, text: str) -> None:
        """Show what is typed to do the same."""
        self._command.setPlainText(text)

    def set_ready(self, *, is_ready: bool) -> None:
        """Whether it can be begun."""
        self._go.setEnabled(is_ready)

    def _offer(self) -> None:
        self._start.set_choices([(start.value, start_word(start)) for start in Start])
        self._start.show_text(Start.DEFAULT.value)
        self._length.set_choices([(str(length.value), length_word(length)) for length in Length])
        self._length.show_text(str(Length.USUAL.value))
        self._way.set_choices(
            [(_ADD, self.tr("Add them, leave the others alone")), (_ANEW, self.tr("Train all gestures anew"))]
        )
        self._way.show_text(_ADD)
        self._offer_ratios()

    @Slot()
    def _offer_ratios(self) -> None:
        """What is usual depends on the network."""
        is_whole = Start(self._start.text()) in _UNPRUNED
        usual = self.tr("Half of the channels go") if is_whole else self.tr("It stays as large as it is")
        words = {
            "0": self.tr("It stays as large as it is"),
            "0.3": self.tr("A third of the channels goes"),
            "0.5": self.tr("Half of the channels go"),
            "0.7": self.tr("Two thirds of the channels go"),
        }
        left = [ratio for ratio in _RATIOS if words[ratio] != usual]
        self._ratio.set_choices([(_USUAL, usual), *((ratio, words[ratio]) for ratio in left)])
        if self._ratio.currentIndex() < 0:
            self._ratio.show_text(_USUAL)

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command.toPlainText())

    def _connect(self) -> None:
        self._start.edited.connect(self._offer_ratios)
        for box in (self._start, self._way, self._ratio, self._length):
            box.edited.connect(self.changed)
        self._name.textChanged.connect(self.changed)
        self._copy.clicked.connect(self._copy_command)
        self._go.clicked.connect(self.start_wished)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Network"))
        heading.setObjectName("cardtitle")
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Begin with"), self._start),
            (self.tr("New gestures"), self._way),
            (self.tr("Size"), self._ratio),
            (self.tr("Training"), self._length),
            (self.tr("Name"), self._name),
        )
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._form.setHorizontalSpacing(MARGIN_PX)
        for name, widget in rows:
            widget.setAccessibleName(name)
            self._form.addRow(name, widget)
        self._name.setMinimumWidth(30 * GAP_PX)
        self._command.setAccessibleName(self.tr("Command that does this"))
        self._command.setFixedHeight(_COMMAND_PX)
        self._command.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._command.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # commands are, in every language
        self._command.setTabChangesFocus(True)
        buttons = QVBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._go)
        below = QHBoxLayout()
        below.setSpacing(GAP_PX)
        below.addWidget(self._command, 1)
        below.addLayout(buttons)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        lines.addWidget(heading)
        lines.addLayout(self._form)
        lines.addLayout(below)
