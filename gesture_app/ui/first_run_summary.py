"""The last step: what was chosen and found out, and where each of it can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gesture_app.core.room import Level
from gesture_app.ui.first_run_parts import Verdict
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One thing that was settled."""

    title: str
    level: Level | None  # None: left out
    words: str
    where: str  # it can be changed


class SummaryStep(QWidget):
    """A line for each step, and how to begin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._verdicts: list[Verdict] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(GAP_PX)
        begin = QLabel(self.tr("Raise an open palm until the ring is full; then show a gesture."), wordWrap=True)
        begin.setObjectName("effect")
        again = QLabel(
            self.tr("The menu at the top right opens this guide again, and the page Settings changes the rest."),
            wordWrap=True,
        )
        again.setObjectName("muted")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MARGIN_PX)
        lines.addWidget(begin)
        lines.addLayout(self._list)
        lines.addWidget(again)
        lines.addStretch()

    @property
    def words(self) -> str:
        """Everything that is said."""
        return "\n".join(verdict.words for verdict in self._verdicts)

    def show_lines(self, lines: Sequence[SummaryLine]) -> None:
        """Show what was settled."""
        for verdict in self._verdicts:
            self._list.removeWidget(verdict)
            verdict.hide()
            verdict.deleteLater()
        self._verdicts = [Verdict(self._theme, line.title) for line in lines]
        for verdict, line in zip(self._verdicts, lines, strict=True):
            verdict.show_verdict(line.level, line.words, line.where)
            self._list.addWidget(verdict)
