"""The step that looks at the room: light, sharpness, speed and distance, each with a verdict and one remedy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
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
        self._told: dict[Check, Level] = {}  # what screen readers have heard
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
        before = self._words.text()
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
        self._tell_news({check: finding.level for check, finding in known.items()})
        if self._words.text() not in ("", before):
            self._announce(self._words.text())

    def _tell_news(self, levels: dict[Check, Level]) -> None:
        """Have read out what is found for the first time, or became better or worse: figures change all the time."""
        for check, level in levels.items():
            if self._told.get(check) is not level:
                self._announce(self.verdicts[check].words)
        self._told = levels

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
