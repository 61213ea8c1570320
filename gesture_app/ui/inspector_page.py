"""The inspector page: why something fired or did not, now or in a recording, and what other settings would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Moment
from gesture_app.core.order_changes import OrderChanges, orders_of
from gesture_app.ui.elided_label import ElidedLabel, ForeignLabel
from gesture_app.ui.gesture_strip import leading
from gesture_app.ui.icons import IconButton
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.timeline import SPAN_S, Film, Timeline
from gesture_app.ui.what_if import WhatIf
from gesture_app.ui.words import gate_word, gesture_word, said, side_word

_TENTHS = 10  # the scroll bar counts tenths of a second


class InspectorPage(QWidget):
    """A timeline, the reason at the cursor, and the sliders.

    Signals:
        seen_changed(bool): The page can be seen now, or not any more.
        stopped(bool): The film shall stand still, or run on.
        recording_wished(str): The recording at this path shall be shown.
        live_wished: What happens now shall be shown again.
    """

    seen_changed = Signal(bool)
    stopped = Signal(bool)
    recording_wished = Signal(str)
    live_wished = Signal()

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Inspector"))
        self._vocabulary = vocabulary
        self._moments: Sequence[Moment] = ()
        self._changes: OrderChanges | None = None
        self._enter_score = 0.0
        self._title = ForeignLabel("heading")
        self._stop = IconButton(theme, "pause", self.tr("Hold still"))
        self._stop.setCheckable(True)
        self._open = IconButton(theme, "folder", self.tr("Open a recording"))
        self._live = IconButton(theme, "live", self.tr("Back to live"))
        self._timeline = Timeline(theme, vocabulary)
        self._scroll = QScrollBar(Qt.Orientation.Horizontal)
        self._scroll.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs on the timeline
        self._scroll.setAccessibleName(self.tr("Time in the recording"))
        self._what, self._why = ElidedLabel("cardtitle"), ElidedLabel("muted")
        self.what_if = WhatIf(theme)
        self._connect()
        self._lay_out()
        self.show_live_mode()
        self._show_moment(None)

    @property
    def is_still(self) -> bool:
        """Whether the film stands still."""
        return self._stop.isChecked()

    def hold_still(self) -> None:
        """Let the film stand, as if the user had asked for it: what is compared must not run away."""
        self._stop.setChecked(True)

    def show_live_mode(self) -> None:
        """Show what happens now."""
        self._timeline.forget_cursor()
        self._title.setText(self.tr("The last {seconds} seconds").format(seconds=round(SPAN_S)))
        self._stop.setChecked(False)
        self._stop.show()
        self._live.hide()
        self._scroll.hide()

    def show_recording_mode(self, name: str, length_s: float) -> None:
        """Show a recording, which begins at 0, from its beginning."""
        self._timeline.forget_cursor()
        self._title.setText(name)
        self._stop.hide()
        self._live.show()
        self._scroll.setVisible(length_s > SPAN_S)
        self._scroll.setPageStep(round(SPAN_S * _TENTHS))
        self._scroll.setRange(0, max(round((length_s - SPAN_S) * _TENTHS), 0))
        self._scroll.setValue(0)

    def show_moments(self, moments: Sequence[Moment], enter_score: float, changes: OrderChanges | None = None) -> None:
        """Show these, with what other settings change about their orders; None where there are no others."""
        self._moments, self._enter_score, self._changes = moments, enter_score, changes
        self.what_if.show_changes(changes)
        self._show_film()

    def showEvent(self, event: QShowEvent) -> None:
        """Say that there is something to paint for."""
        super().showEvent(event)
        self.seen_changed.emit(self.isVisible())

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that nobody looks."""
        super().hideEvent(event)
        self.seen_changed.emit(self.isVisible())

    @Slot()
    def _show_film(self) -> None:
        moments, changes = self._moments, self._changes
        if self._live.isHidden():
            end_s = zero_s = moments[-1].at_s if moments else 0.0
        else:
            end_s, zero_s = self._scroll.value() / _TENTHS + SPAN_S, 0.0
        orders = tuple(orders_of(moments)) if changes is None else changes.before
        others = None if changes is None else changes.after
        self._timeline.show_film(Film(moments, end_s, zero_s, self._enter_score, orders, others))

    @Slot(object)
    def _show_moment(self, moment: Moment | None) -> None:
        """Say what was thought at the cursor, and which gate was closed."""
        first = leading(moment.decisions) if moment else None
        if moment is None:
            self._what.setText(self.tr("What stood in the way?"))
            self._why.setText(self.tr("Point at the timeline, or go along it with the arrow keys."))
            return
        if first is None:
            self._what.setText(self.tr("No hand"))
            self._why.setText("")
            return
        gesture = self._vocabulary.get(first.gesture)
        title = gesture_word(gesture.title) if gesture else first.gesture
        score = self.locale().toString(first.score, "f", 2)
        hand = "" if first.side is None else f" · {side_word(first.side)}"
        self._what.setText(f"{title} {score}{hand} · {gate_word(first)}")
        self._why.setText(said(first.gate.text) if first.gate else self.tr("Nothing stood in the way."))
        self._timeline.setAccessibleDescription(f"{self._what.text()}: {self._why.text()}")

    @Slot()
    def _ask_for_recording(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a recording"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Recordings (*.jsonl)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.recording_wished)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _connect(self) -> None:
        self._stop.toggled.connect(self.stopped)
        self._open.clicked.connect(self._ask_for_recording)
        self._live.clicked.connect(self.live_wished)
        self._scroll.valueChanged.connect(self._show_film)
        self._timeline.moment_chosen.connect(self._show_moment)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self._title, 1)
        for button in (self._stop, self._live, self._open):
            top.addWidget(button)
        card = QFrame()
        card.setObjectName("card")
        film = QVBoxLayout(card)
        film.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        film.setSpacing(GAP_PX)
        film.addWidget(self._timeline, 1)
        film.addWidget(self._scroll)
        reason = QVBoxLayout()
        reason.setContentsMargins(GAP_PX, 0, GAP_PX, 0)
        reason.setSpacing(2)
        reason.addWidget(self._what)
        reason.addWidget(self._why)
        film.addLayout(reason)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MARGIN_PX - GAP_PX // 2)
        lines.addLayout(top)
        lines.addWidget(card, 1)
        lines.addWidget(self.what_if)
