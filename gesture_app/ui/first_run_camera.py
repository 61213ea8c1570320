"""The step that lets one choose the camera by what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.source import SourceInfo
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.picture import Bgra, PictureView
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import said

PICTURE_PX = (200, 126)  # as wide a picture as most cameras give, on the narrowest card
CARD_PX = 236  # wide; as many stand side by side as there is room for


class CameraCard(QPushButton):
    """One camera: its picture, its name, and what is wrong with it."""

    def __init__(self, theme: Theme, info: SourceInfo) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setCheckable(True)
        self.spec = info.spec
        self._title = said(info.title)
        self.picture = PictureView(theme, self._title)
        self.picture.setMinimumWidth(PICTURE_PX[0])
        self.picture.setFixedHeight(PICTURE_PX[1])
        self.picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name = ForeignLabel("cardtitle")
        self._name.setText(self._title)
        self._state = QLabel(wordWrap=True)
        self._state.setObjectName("small")
        for label in (self._name, self._state):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        lines.setSpacing(GAP_PX // 2)
        for part in (self.picture, self._name, self._state):
            lines.addWidget(part)
        lines.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.say(info.detail)

    def say(self, words: str) -> None:
        """Say how it stands with this camera."""
        self._state.setText(said(words))
        self.setAccessibleName(f"{self._title}: {self.words}" if words else self._title)

    @property
    def words(self) -> str:
        """What it says."""
        return self._state.text()

    def show_fault(self, sentence: str) -> None:
        """Show no picture but why there is none."""
        self.picture.show_nothing(self.tr("No picture"))
        self.say(sentence)

    def sizeHint(self) -> QSize:
        """As large as what stands on it; a button on its own would only ask for its text."""
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Never smaller than what stands on it."""
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.minimumSize()

    def heightForWidth(self, width: int) -> int:
        """As high as its lines become at this width."""
        layout = self.layout()
        return -1 if layout is None else layout.totalHeightForWidth(width)


class CameraStep(QWidget):
    """A card for each camera, and one for the drawn hand that works without any.

    Signals:
        chosen(str): The user picked the source of this spec.
        look_wished: Look again which cameras there are.
    """

    chosen = Signal(str)
    look_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: dict[str, CameraCard] = {}
        self._group = QButtonGroup(self, exclusive=True)
        self._group.buttonClicked.connect(self._choose)
        self._words = QLabel(wordWrap=True)
        self._words.setObjectName("muted")
        self._again = QPushButton(self.tr("Look again"))
        self._again.clicked.connect(self.look_wished)
        self._grid = QGridLayout()
        self._grid.setSpacing(MARGIN_PX)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(MARGIN_PX)
        lines.addWidget(self._words)
        lines.addLayout(self._grid)
        lines.addWidget(self._again, alignment=Qt.AlignmentFlag.AlignLeading)
        lines.addStretch()
        self.say(self.tr("Looking for cameras"))

    @property
    def cards(self) -> Mapping[str, CameraCard]:
        """What can be chosen, by spec."""
        return self._cards

    def say(self, words: str) -> None:
        """Say what there is to do."""
        self._words.setText(words)

    def show_cameras(self, infos: Sequence[SourceInfo]) -> list[str]:
        """Offer these; gives the specs of those that were not there before. Cards that stay keep their picture."""
        gone = self._cards.keys() - {info.spec for info in infos}
        for spec in gone:
            card = self._cards.pop(spec)
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        new = [info for info in infos if info.spec not in self._cards]
        for info in new:
            self._cards[info.spec] = card = CameraCard(self._theme, info)
            self._group.addButton(card)
        self._cards = {info.spec: self._cards[info.spec] for info in infos}
        self._place()
        return [info.spec for info in new]

    def set_chosen(self, spec: str) -> None:
        """Show this one as chosen; none if there is no such card."""
        self._group.setExclusive(False)
        for card in self._cards.values():
            card.setChecked(card.spec == spec)
        self._group.setExclusive(True)

    def show_live(self, spec: str, pixels: Bgra) -> None:
        """Show what a camera sees now.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA, contiguous
        """
        if spec in self._cards:
            self._cards[spec].picture.show_picture(pixels, ())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many side by side as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = max(1, (self.width() + MARGIN_PX) // (CARD_PX + MARGIN_PX))
        for number, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < min(columns, max(len(self._cards), 2)) else 0)

    @Slot(QPushButton)
    def _choose(self, card: CameraCard) -> None:
        self.chosen.emit(card.spec)
