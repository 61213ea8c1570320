"""How a pruning job goes: stage, loss, score, what is gone and dead neurons; and at its end what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from gesture_app.core.lab.commands import use_command
from gesture_app.core.lab.lab_job import JobState, LabJob
from gesture_app.core.lab.prune_news import PruneNews, Result
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_row import CommandRow
from gesture_app.ui.lab.figures import short_number
from gesture_app.ui.lab.job_row import state_word
from gesture_app.ui.lab.loss_curve import LossCurve
from gesture_app.ui.mirrored import begin_at_start
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

_STEPS = 1000  # of the bar


def stage_word(stage: str) -> str:
    """What a run does now; a stage that only one method has is called as it calls it."""
    tr = QCoreApplication.translate
    return {
        "dense": tr("Pruning", "Training the network to be pruned"),
        "small_dense": tr("Pruning", "Training a small network to compare with"),
        "sparse": tr("Pruning", "Training channels towards zero"),
        "search": tr("Pruning", "Measuring size and speed"),
        "prune": tr("Pruning", "Pruning"),
        "recover": tr("Pruning", "Fine-tuning"),
        "tune": tr("Pruning", "Fine-tuning"),
        "score": tr("Pruning", "Judging"),
        "measure": tr("Pruning", "Measuring size and speed"),
        "export": tr("Pruning", "Writing the network"),
    }.get(stage, stage.replace("_", " "))


class PruneProgress(QFrame):
    """A card; hidden until a job is shown.

    Signals:
        use_wished(str): The remote control shall look with the detector in this folder.
        library_wished: What came of it shall be shown among all networks.
    """

    use_wished = Signal(str)
    library_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._model = ""
        self._title, self._state, self._stage = ElidedLabel("cardtitle"), QLabel(), QLabel(wordWrap=True)
        self._bar = QProgressBar(textVisible=False, maximum=_STEPS)
        self._curve = LossCurve(theme)
        words = (self.tr("Loss"), self.tr("Quality"), self.tr("Weights removed"), self.tr("Sparsity"))
        self._names = [QLabel(text) for text in (*words, self.tr("Dead neurons"))]
        self._values = [QLabel() for _ in self._names]
        self._figures = QGridLayout()
        self._result = QLabel()
        self._library = QPushButton(self.tr("Show in the library"))
        self._use = IconButton(theme, "live", self.tr("Use"))
        self._command = CommandRow(theme)  # of the last button
        for label in (self._state, self._stage, *self._names):
            label.setObjectName("muted")
        begin_at_start(*self._values)
        for label in self._values:
            label.setObjectName("heading")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._library.clicked.connect(self.library_wished)
        self._use.clicked.connect(self._wish_use)
        self._lay_out()
        self.hide()

    def show_job(self, job: LabJob, news: PruneNews) -> None:
        """Show how a job stands and what it told."""
        self._title.setText(job.order.title)
        self._state.setText(state_word(job.state))
        self._stage.setText(self._where(news))
        self._stage.setVisible(not job.state.is_over)
        self._bar.setVisible(not job.state.is_over)
        self._bar.setValue(round(_STEPS * news.done))
        self._curve.show_losses(news.losses)
        self._curve.setVisible(len(news.losses) > 1)
        self._show_figures(news)
        self._show_result(news.result if job.state is JobState.DONE else None)
        self.show()

    @property
    def losses(self) -> Sequence[float]:
        """What the curve shows."""
        return self._curve.losses

    @property
    def result(self) -> str:
        """What came of the job, for a person."""
        return self._result.text()

    def _show_figures(self, news: PruneNews) -> None:
        """Show what is known; some runs never tell some of it, and what has lost weights need not have zeros, too."""
        number = QLocale()
        is_sparse = bool(news.sparsity) or not news.removed
        texts = (
            "" if news.loss is None else number.toString(news.loss, "f", 4),
            "" if news.score is None else number.toString(news.score[1], "f", 4),
            "" if not news.removed else _percent(news.removed),
            "" if news.sparsity is None or not is_sparse else _percent(news.sparsity),
            "" if news.dead is None else _percent(news.dead),
        )
        for column, (name, value, text) in enumerate(zip(self._names, self._values, texts, strict=True)):
            value.setText(text)
            for label in (name, value):
                label.setVisible(bool(text))
            self._figures.setColumnStretch(column, 1 if text else 0)

    def _where(self, news: PruneNews) -> str:
        """The stage, and which of several tries it belongs to."""
        if news.trial is None:
            return stage_word(news.stage) if news.stage else self.tr("Begins")
        number, tries, amount = news.trial
        words = self.tr("Try {number} of {tries}, {amount} removed: {stage}")
        return words.format(number=number, tries=tries, amount=_percent(amount), stage=stage_word(news.stage))

    def _show_result(self, result: Result | None) -> None:
        self._library.setVisible(result is not None)
        for widget in (self._use, self._command):
            widget.setVisible(result is not None and bool(result.model))
        self._result.setVisible(result is not None)
        if result is None:
            return
        self._model = result.model
        self._command.show_commands(use_command(result.model) if result.model else "")
        before, after = (QLocale().toString(value, "f", 4) for value in result.score)
        words = self.tr("{score}: {before} before, {after} after.").format(
            score=result.score_name, before=before, after=after
        )
        whole, left = (short_number(value) for value in result.params)
        sizes = self.tr("Weights that count: {before} before, {after} after.").format(before=whole, after=left)
        lines = [words, sizes]
        if result.best_ms is not None:
            was, now = (QLocale().toString(value, "g", 3) for value in result.best_ms)
            lines.append(self.tr("One input: {before} ms before, {after} ms after.").format(before=was, after=now))
        self._result.setText("\n".join(lines))

    @Slot()
    def _wish_use(self) -> None:
        self.use_wished.emit(self._model)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        self._figures.setHorizontalSpacing(3 * GAP_PX)
        for column, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            self._figures.addWidget(value, 0, column)
            self._figures.addWidget(name, 1, column)
        buttons = QHBoxLayout()
        buttons.addWidget(self._command, 1)
        buttons.addStretch()
        buttons.addWidget(self._library)
        buttons.addWidget(self._use)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.setSpacing(GAP_PX)
        lines.addLayout(head)
        lines.addWidget(self._stage)
        lines.addWidget(self._bar)
        lines.addLayout(self._figures)
        lines.addWidget(self._curve)
        lines.addWidget(self._result)
        lines.addLayout(buttons)


def _percent(share: float) -> str:
    return f"{QLocale().toString(100 * share, 'f', 1)} %"
