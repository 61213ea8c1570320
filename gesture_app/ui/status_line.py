"""The status line: how fast everything is, measured, and whether a camera watches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from gesture_app.core.meter import Figures
from gesture_app.core.source import SourceUse
from gesture_app.ui.elided_label import ElidedLabel, ForeignLabel
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.theme import GAP_PX
from gesture_app.ui.words import unbroken, use_word

_UNKNOWN = "–"


class StatusLine(QFrame):
    """A line of figures, or two where it is narrow; fractions of a millisecond only where they mean something."""

    def __init__(self) -> None:
        super().__init__()
        self._use = ElidedLabel("status")
        self._figures = FittedLabel("status", lines=2)
        self._engine = ForeignLabel("status")
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_PX // 2, 0, GAP_PX // 2, 0)
        row.setSpacing(2 * GAP_PX)
        row.addWidget(self._use, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._figures, 1)
        row.addWidget(self._engine, alignment=Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(self.tr("Measurements"))
        self.show_use(SourceUse("", is_open=False))

    @property
    def figures_text(self) -> str:
        """The figures as shown."""
        return self._figures.text()

    @property
    def use_text(self) -> str:
        """What is said about the camera."""
        return self._use.text()

    @property
    def engine_text(self) -> str:
        """The engine and its model as shown; empty while there is none."""
        return self._engine.text()

    def show_engine(self, title: str) -> None:
        """Show which engine runs which model."""
        self._engine.setText(title)

    def show_use(self, use: SourceUse) -> None:
        """Show whether a camera watches now."""
        self._use.setText(use_word(use))

    def clear_figures(self) -> None:
        """Nothing is measured at the moment."""
        self._figures.setText("")

    def show_figures(self, figures: Figures) -> None:
        """Show what was measured."""
        parts = [
            self._part(self.tr("source {value} fps"), figures.source.fps, 0),
            self.tr("looking rarely") if figures.source.is_watched_rarely else "",
            self._part(self.tr("detector {value} fps"), figures.detector_fps, 0),
            self._part(self.tr("{value} ms each"), figures.detect_ms, 1),
            self._part(self.tr("{value} decisions/s"), figures.decisions_per_s, 0),
            self._part(self.tr("decision after {value} ms"), figures.latency_ms, 0),
            self._part(self.tr("{value} dropped"), figures.dropped, 0),
        ]
        self._figures.setText(f"{unbroken('  ·')}  ".join(unbroken(part) for part in parts if part))

    def _part(self, words: str, value: float | None, decimals: int) -> str:
        known = _UNKNOWN if value is None else self.locale().toString(float(value), "f", decimals)
        return words.format(value=known)
