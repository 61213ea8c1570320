"""The step that asks for each gesture a few times, and shows what was recognised instead of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gesture_advice import Proposal
from gesture_app.core.gesture_check import Showing, Table
from gesture_app.core.gestures import Gesture
from gesture_app.ui.first_run_parts import FoldingRow, Pages, Stage
from gesture_app.ui.first_run_table import ConfusionTable
from gesture_app.ui.first_run_words import problem_words, proposal_words, seen_word
from gesture_app.ui.gesture_card import picture_of
from gesture_app.ui.hold_ring import HoldRing
from gesture_app.ui.mirrored import margins
from gesture_app.ui.picture import PictureView
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

NEXT_PX = 40


class GesturesStep(QWidget):
    """First the questions, then the table and what would help.

    Signals:
        pass_wished: This gesture cannot be shown; ask for the next one.
        again_wished: Ask for all of them once more.
        accepted(Proposal): The user wants what was proposed.
    """

    pass_wished = Signal()
    again_wished = Signal()
    accepted = Signal(object)

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Gestures asked for"))
        self._theme = theme
        self._vocabulary = vocabulary
        self._pictures: Mapping[str, QImage] = {}
        self._asked, self._next = "", ""
        self.picture = PictureView(theme, self.tr("Live picture"))
        self._ring = HoldRing(theme)
        self._name = _label("display")
        self._then_picture, self._then = QLabel(), _label("muted")
        self._news = _label("")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(6)
        self._count = _label("muted")
        self._pass = QPushButton(self.tr("Not this one"))
        self._pass.clicked.connect(self.pass_wished)
        self.table = ConfusionTable(theme, vocabulary)
        self._verdict = _label("effect")
        self._again = QPushButton(self.tr("Ask again"))
        self._again.clicked.connect(self.again_wished)
        self._proposals = QVBoxLayout()
        self._pages = Pages()
        self._pages.addWidget(FoldingRow(Stage(self.picture), self._asking()))
        self._pages.addWidget(self._result())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        theme.changed.connect(self._redraw)

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Show these pictures of the gestures, by label."""
        self._pictures = pictures
        self.table.set_pictures(pictures)
        self._redraw()

    def ask(self, asked: str, following: str | None, done: int, total: int) -> None:
        """Ask for a gesture, and say which one comes then."""
        self._pages.show_page(0)
        self._asked, self._next = asked, following or ""
        self._name.setText(seen_word(asked, self._vocabulary))
        then = self.tr("Then: {gesture}").format(gesture=seen_word(following, self._vocabulary)) if following else ""
        self._then.setText(then)
        for part in (self._bar, self._count, self._pass):
            part.show()
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(self.tr("Gestures shown"))
        self._count.setText(self.tr("{done} of {total}").format(done=done, total=total))
        self._redraw()
        self._announce(self.tr("Show: {gesture}").format(gesture=self._name.text()))

    def demonstrate(self, seen: str) -> None:
        """Ask for nothing: name what the drawn hand shows."""
        self._pages.show_page(0)
        self._asked, self._next = seen, ""
        self._name.setText(seen_word(seen, self._vocabulary) if seen else self.tr("No hand"))
        self._then.setText(self.tr("This hand is drawn. With a camera, you are asked for each gesture here."))
        self._then_picture.hide()
        for part in (self._bar, self._count, self._pass):
            part.hide()
        self.show_progress(0.0)

    def show_progress(self, progress: float) -> None:
        """Show how far the hold has come, 0 to 1."""
        self._ring.show_hold(self._pictures.get(self._asked, QImage()), progress, has_fired=False)

    def tell(self, showing: Showing | None) -> None:
        """Say what came of the last question; None before the first."""
        if showing is None:
            self._news.clear()
            return
        asked = seen_word(showing.asked, self._vocabulary)
        if showing.asked == showing.seen:
            self._news.setText(self.tr("✓ {gesture}").format(gesture=asked))
            self._announce(self.tr("{gesture} was recognised").format(gesture=asked))  # a tick is no word
            return
        if showing.seen is None:
            self._news.setText(self.tr("{gesture} was not recognised").format(gesture=asked))
        else:
            other = seen_word(showing.seen, self._vocabulary)
            self._news.setText(self.tr("{gesture}, taken for {other}").format(gesture=asked, other=other))
        self._announce(self._news.text())

    def show_result(self, table: Table, proposals: Sequence[Proposal]) -> None:
        """Show what was recognised, and what would help where something was not."""
        self._pages.show_page(1)
        self.table.show_table(table)
        words = self.tr("{right} of {total} recognised")
        self._verdict.setText(words.format(right=table.right, total=len(table.showings)))
        while (item := self._proposals.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for proposal in proposals:
            self._proposals.addWidget(self._offer(proposal))
        self._announce(self._verdict.text())

    @property
    def is_asking(self) -> bool:
        """Whether a gesture is asked for."""
        return self._pages.currentIndex() == 0

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _offer(self, proposal: Proposal) -> QWidget:
        """What went wrong, and a button for what would help."""
        card = QFrame()
        card.setObjectName("card")
        words = QLabel(problem_words(proposal, self._vocabulary), wordWrap=True)
        button = _Offer(proposal, proposal_words(proposal, self._vocabulary))
        button.accepted.connect(self.accepted)
        row = QHBoxLayout(card)
        row.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        row.addWidget(words, 1)
        row.addWidget(button)
        return card

    def _asking(self) -> QWidget:
        beside = QWidget()
        lines = QVBoxLayout(beside)
        lines.setContentsMargins(margins(MARGIN_PX, 0, 0, 0))
        lines.setSpacing(GAP_PX)
        then = QHBoxLayout()
        self._then_picture.setFixedSize(NEXT_PX, NEXT_PX)
        then.addWidget(self._then_picture)
        then.addWidget(self._then, 1)
        lines.addStretch()
        lines.addWidget(self._ring, alignment=Qt.AlignmentFlag.AlignLeading)
        lines.addWidget(self._name)
        lines.addLayout(then)
        lines.addStretch()
        lines.addWidget(self._news)
        lines.addWidget(self._bar)
        counts = QHBoxLayout()
        counts.addWidget(self._count, 1)
        counts.addWidget(self._pass)
        lines.addLayout(counts)
        return beside

    def _result(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.addWidget(self._verdict, 1)
        head.addWidget(self._again)
        self._proposals.setSpacing(GAP_PX)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MARGIN_PX)
        lines.addLayout(head)
        lines.addWidget(self.table)
        lines.addLayout(self._proposals)
        lines.addStretch()
        return page

    @Slot()
    def _redraw(self) -> None:
        ratio = self.devicePixelRatioF()
        self.show_progress(0.0)
        image = self._pictures.get(self._next, QImage())
        self._then_picture.setPixmap(picture_of(image, self._theme, NEXT_PX, ratio))
        self._then_picture.setVisible(bool(self._next))


class _Offer(QPushButton):
    """A button that accepts a proposal, once.

    Signals:
        accepted(Proposal): The user wants it.
    """

    accepted = Signal(object)

    def __init__(self, proposal: Proposal, words: str) -> None:
        super().__init__(words)
        self._proposal = proposal
        self.clicked.connect(self._accept)

    @Slot()
    def _accept(self) -> None:
        self.setEnabled(False)
        self.setText(self.tr("Done"))
        self.accepted.emit(self._proposal)


def _label(name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setObjectName(name)
    return label
