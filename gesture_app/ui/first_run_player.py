"""The step that lets one choose the player, and try whether it obeys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.room import Level
from gesture_app.core.types import Outcome, PlayerState
from gesture_app.ui.first_run_parts import FoldingRow, Verdict
from gesture_app.ui.icons import IconButton
from gesture_app.ui.mirrored import begin_at_start, margins
from gesture_app.ui.picker import Choice
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import playback_word, said

_LEVELS = {True: Level.GOOD, None: Level.FAIR, False: Level.BAD}


class PlayerCard(QPushButton):
    """One player to choose."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setCheckable(True)
        self.spec = choice.spec
        title, detail = QLabel(said(choice.title)), QLabel(said(choice.detail), wordWrap=True)
        self.setAccessibleName(": ".join(filter(None, (title.text(), detail.text()))))
        title.setObjectName("cardtitle")
        detail.setObjectName("small")
        detail.setVisible(bool(choice.detail))
        begin_at_start(title, detail)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        lines.setSpacing(0)
        for label in (title, detail):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """As large as what stands on it; a button on its own would only ask for its text."""
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Never smaller than what stands on it."""
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.minimumSize()


class PlayerStep(QWidget):
    """Players to choose from; beside them what the chosen one does, and a test that is taken back.

    Signals:
        chosen(str): The user picked the player of this spec.
        test_wished: Tell the chosen player to play or pause, and then to take that back.
    """

    chosen = Signal(str)
    test_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._cards: dict[str, PlayerCard] = {}
        self._offered: list[Choice] = []
        self._group = QButtonGroup(self, exclusive=True)
        self._group.buttonClicked.connect(self._choose)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(GAP_PX)
        self._state = QLabel(wordWrap=True)
        self._state.setObjectName("effect")
        self._test = IconButton(theme, "play_pause", self.tr("Play or pause, and back"))
        self._test.clicked.connect(self.test_wished)
        self.result = Verdict(theme, self.tr("Test"))
        players = QWidget()
        players.setLayout(self._list)
        self._list.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(FoldingRow(players, self._trial(), (1, 1)))
        self.show_untested()

    @property
    def cards(self) -> Mapping[str, PlayerCard]:
        """What can be chosen, by spec."""
        return self._cards

    @property
    def test_button(self) -> QPushButton:
        """The button that tries it."""
        return self._test

    def show_players(self, choices: Iterable[Choice], chosen: str) -> None:
        """Offer these; a list that is the same stays as it is, with the focus in it."""
        offered = list(choices)
        if offered != self._offered:
            self._offered = offered
            for card in self._cards.values():
                self._group.removeButton(card)
                card.hide()
                card.deleteLater()
            self._cards = {choice.spec: PlayerCard(choice) for choice in offered}
            for place, card in enumerate(self._cards.values()):
                self._group.addButton(card)
                self._list.insertWidget(place, card)
        if chosen in self._cards:
            self._cards[chosen].setChecked(True)

    def show_state(self, title: str, state: PlayerState | None) -> None:
        """Show what the player does; None while it does not answer."""
        words = (
            [said(title)]
            if state is None
            else [said(title), playback_word(state.playback), *filter(None, [state.title])]
        )
        self._state.setText(" · ".join(words))
        self._test.setEnabled(state is not None)

    def show_untested(self) -> None:
        """Say what the test does, before it was tried."""
        self.result.show_verdict(
            None, self.tr("Not tried yet."), self.tr("The player is paused or resumed for a second, and then put back.")
        )

    def show_testing(self) -> None:
        """A test is under way."""
        self._test.setEnabled(False)
        self.result.show_verdict(None, self.tr("One moment"))

    def show_outcome(self, outcome: Outcome, afterwards: str = "") -> None:
        """Say what really happened."""
        self.result.show_verdict(_LEVELS[outcome.obeyed], said(outcome.text), afterwards)
        self._test.setEnabled(True)

    def show_fault(self, sentence: str) -> None:
        """Say why there is nothing to try."""
        self.result.show_verdict(Level.BAD, said(sentence))

    def _trial(self) -> QWidget:
        card = QFrame()
        lines = QVBoxLayout(card)
        lines.setContentsMargins(margins(MARGIN_PX, 0, 0, 0))
        lines.setSpacing(MARGIN_PX)
        lines.addWidget(self._state)
        lines.addWidget(self._test, alignment=Qt.AlignmentFlag.AlignLeading)
        lines.addWidget(self.result)
        lines.addStretch()
        return card

    @Slot(QPushButton)
    def _choose(self, card: PlayerCard) -> None:
        self.chosen.emit(card.spec)
