"""The step that looks at the room: light, sharpness, speed and distance, each with a verdict and one remedy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gesture_app.core.room import Check, Finding, Level
from gesture_app.ui.first_run_parts import FoldingRow, Stage, Verdict
from gesture_app.ui.first_run_words import advice_words, check_word, finding_words
from gesture_app.ui.picture import PictureView
from gesture_app.ui.theme import GAP_PX, Theme


class RoomStep(QWidget):
    """The live picture, and beside it what can be said of the room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.picture = PictureView(theme, self.tr("Live picture"))
        self.verdicts = {check: Verdict(theme, check_word(check)) for check in Check}
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("muted")
        beside = QWidget()
        lines = QVBoxLayout(beside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        for verdict in self.verdicts.values():
            lines.addWidget(verdict)
        lines.addWidget(self._words)
        lines.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(FoldingRow(Stage(self.picture), beside))
        self.show_findings(())

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is known by now."""
        known = {finding.check: finding for finding in findings}
        for check, verdict in self.verdicts.items():
            if check in known:
                verdict.show_verdict(known[check].level, finding_words(known[check]), advice_words(known[check]))
            else:
                waiting = self.tr("Looking") if check is Check.LIGHT else self.tr("Waiting for your hand")
                verdict.show_verdict(None, waiting)
        if len(known) < len(Check):
            self._words.setText("")
        elif all(finding.level is Level.GOOD for finding in findings):
            self._words.setText(self.tr("All good here."))
        else:
            self._words.setText(self.tr("It works like this; the hints make it work better."))
