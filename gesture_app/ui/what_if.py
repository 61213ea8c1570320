"""What if: sliders for the settings that decide, and what they would have done to the same hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from gesture_app.core.order_changes import OrderChanges
from gesture_app.core.schema import Kind, Row, to_text
from gesture_app.core.sections import Settings
from gesture_app.core.settings_keys import find_row, get_value
from gesture_app.core.types import Decision
from gesture_app.ui.field import step_of
from gesture_app.ui.icons import IconButton
from gesture_app.ui.theme import BODY_PT, GAP_PX, MARGIN_PX, Theme, font_of
from gesture_app.ui.words import command_word, setting_word

KEYS = (
    "engine.enter_score",
    "engine.stay_score",
    "engine.vote_window_ms",
    "engine.arm_hold_ms",
    "engine.hold_ms",
    "engine.cooldown_ms",
)
LONGEST_MS = 2000  # nobody tries longer times, and a slider to 10 seconds could not be set finely
SHORTEST_PX = 160  # a slider that can still be set finely
LISTED = 3  # so many differences are told one by one
FELT_S = 0.05  # an order that comes later by less than this comes at once


class WhatIf(QFrame):
    """Six sliders and a verdict.

    Signals:
        changed: A slider was moved.
        back_wished: The settings as they are shall be looked at again.
        taken: The settings as the sliders stand shall be used from now on.
    """

    changed = Signal()
    back_wished = Signal()
    taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(self.tr("What if"))
        rows = [find_row(key) for key in KEYS]
        self._sliders = {row.key: ValueSlider(row) for row in rows}
        self._verdict, self._details = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._verdict.setObjectName("heading")
        self._details.setObjectName("small")
        self._back = IconButton(theme, "undo", self.tr("As it is"))
        self._take = IconButton(theme, "obeyed", self.tr("Use these"))
        for slider in self._sliders.values():
            slider.changed.connect(self.changed)
        self._back.clicked.connect(self.back_wished)
        self._take.clicked.connect(self.taken)
        self._lay_out()
        self.show_changes(None)

    @property
    def values(self) -> Mapping[str, str]:
        """How the sliders stand, as a person would type it, by the setting's key."""
        return {key: slider.text() for key, slider in self._sliders.items()}

    def show_settings(self, settings: Settings) -> None:
        """Let the sliders stand as the settings do."""
        for key, slider in self._sliders.items():
            slider.show_value(float(to_text(get_value(settings, key))))

    def show_changes(self, changes: OrderChanges | None) -> None:
        """Say what the other settings do to the orders; None while they are no others."""
        for button in (self._back, self._take):
            button.setEnabled(changes is not None)
        if changes is None:
            self._verdict.setText(self.tr("What if?"))
            self._details.setText(self.tr("Move a slider: the same hands are decided about again, on the spot."))
            return
        words = self.tr("Orders: {before} as recorded, {after} with these settings")
        self._verdict.setText(words.format(before=len(changes.before), after=len(changes.after)))
        self._details.setText(self._differences(changes))

    def _differences(self, changes: OrderChanges) -> str:
        lines = [
            self._listed(self.tr("Lost: {orders}"), changes.lost),
            self._listed(self.tr("New: {orders}"), changes.gained),
        ]
        if not any(lines):
            lines.append(self.tr("The orders are the same."))
        return "\n".join(line for line in (*lines, self._shift(changes.later_s)) if line)

    def _shift(self, later_s: float) -> str:
        """How much later or sooner the same orders come; nothing where nobody would feel it."""
        words = self.tr("On average {seconds} s later.") if later_s > 0 else self.tr("On average {seconds} s sooner.")
        seconds = self.locale().toString(abs(later_s), "f", 1)
        return words.format(seconds=seconds) if abs(later_s) >= FELT_S else ""

    def _listed(self, words: str, decisions: Sequence[Decision]) -> str:
        if not decisions:
            return ""
        named = [command_word(decision.order.command) for decision in decisions[:LISTED] if decision.order]
        rest = len(decisions) - len(named)
        if rest > 0:
            named.append(self.tr("%n more", "", rest))
        return words.format(orders=", ".join(named))

    def _lay_out(self) -> None:
        sliders = QGridLayout()
        sliders.setHorizontalSpacing(3 * GAP_PX)
        sliders.setVerticalSpacing(GAP_PX // 2)
        half = (len(KEYS) + 1) // 2
        for place, slider in enumerate(self._sliders.values()):
            sliders.addWidget(slider, place % half, place // half)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_PX)
        buttons.addWidget(self._back)
        buttons.addWidget(self._take)
        buttons.addStretch()
        verdict = QVBoxLayout()
        verdict.setSpacing(GAP_PX // 2)
        verdict.addWidget(self._verdict)
        verdict.addWidget(self._details)
        verdict.addStretch()
        verdict.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        row.setSpacing(2 * MARGIN_PX)
        row.addLayout(sliders, 5)
        row.addLayout(verdict, 2)


class ValueSlider(QWidget):
    """A number to slide along, below its name and its value.

    Signals:
        changed: The user moved it.
    """

    changed = Signal()

    def __init__(self, row: Row) -> None:
        super().__init__()
        self._row = row
        self._step = step_of(row)
        self._value = 0.0
        self._slider = QSlider(Qt.Orientation.Horizontal)
        # A label would leave a number, which is read from the left everywhere, on the side that is named here.
        end = Qt.AlignmentFlag.AlignRight if self.isLeftToRight() else Qt.AlignmentFlag.AlignLeft
        self._number = QLabel(alignment=end | Qt.AlignmentFlag.AlignVCenter)
        self._number.setFixedWidth(_widest_px([f"{self.locale().toString(LONGEST_MS)} ms"]))
        self._slider.setMinimumWidth(SHORTEST_PX)
        about = row.about
        title = QLabel(setting_word(about.title))
        title.setBuddy(self._slider)
        self._slider.setAccessibleName(title.text())
        self._slider.setToolTip(setting_word(about.help))
        most = about.maximum or 0.0
        most = min(most, LONGEST_MS) if about.unit == "ms" else most
        self._slider.setRange(round((about.minimum or 0.0) / self._step), round(most / self._step))
        self._slider.valueChanged.connect(self._move)
        lines = QGridLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(GAP_PX)
        lines.setVerticalSpacing(0)
        lines.addWidget(title, 0, 0)
        lines.addWidget(self._number, 0, 1)
        lines.addWidget(self._slider, 1, 0, 1, 2)
        lines.setColumnStretch(0, 1)

    def text(self) -> str:
        """The value, as a person would type it."""
        return str(round(self._value)) if self._row.kind is Kind.WHOLE else f"{self._value:.4g}"

    def show_value(self, value: float) -> None:
        """Stand at a value without telling; one beyond the end of the slider is kept as it is."""
        self._value = value
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(value / self._step))
        self._show_number()

    @Slot(int)
    def _move(self, steps: int) -> None:
        self._value = steps * self._step
        self._show_number()
        self.changed.emit()

    def _show_number(self) -> None:
        number = self.locale().toString(self._value, "f", 0 if self._row.kind is Kind.WHOLE else 2)
        self._number.setText(f"{number} {self._row.about.unit}".strip())


def _widest_px(words: Sequence[str]) -> int:
    """Room for the longest of these in ordinary letters, and a hair."""
    metrics = QFontMetrics(font_of(BODY_PT))
    return max(metrics.horizontalAdvance(word) for word in words) + 2
