"""The gestures page: every gesture, its picture and what it does, to look at before trying."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.gestures import Gesture, TriggerMode
from gesture_app.core.sections import EngineSettings
from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, RING_PX, Theme
from gesture_app.ui.words import command_word, gesture_word

COLUMNS = 4


class GesturesPage(QScrollArea):
    """One card for each gesture; those that do something come first."""

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__(widgetResizable=True)
        self.setAccessibleName(self.tr("Gestures and what they do"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._vocabulary = vocabulary
        self._engine = EngineSettings()

    def show_bindings(self, bindings: Bindings, engine: EngineSettings, pictures: Mapping[str, QImage]) -> None:
        """Show what every gesture does; a gesture without a picture gets the hand icon."""
        self._engine = engine
        shown = [binding for binding in bindings if not self._vocabulary[binding.gesture].is_idle]
        shown.sort(key=lambda binding: not self._does_something(binding))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, GAP_PX, 0)
        grid.setSpacing(MARGIN_PX)
        for place, binding in enumerate(shown):
            card = self._card(binding, pictures.get(binding.gesture, QImage()))
            grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(page)

    def _does_something(self, binding: Binding) -> bool:
        return binding.command is not None or binding.gesture == self._engine.disarming_gesture

    def _card(self, binding: Binding, picture: QImage) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        title, effect = gesture_word(binding.title), self._effect(binding)
        card.setAccessibleName(f"{title}: {effect}")
        lines = QVBoxLayout(card)
        lines.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.addWidget(self._picture(picture), alignment=Qt.AlignmentFlag.AlignHCenter)
        for text, name in ((title, "heading"), (effect, ""), (self._how(binding), "small")):
            label = QLabel(text, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
            label.setObjectName(name)
            lines.addWidget(label)
        return card

    def _picture(self, picture: QImage) -> QLabel:
        label = QLabel(pixmap=icon_pixmap("gestures", self._theme.colours.muted, RING_PX // 2))
        if not picture.isNull():
            ratio = self.devicePixelRatioF()
            size = QSize(RING_PX, RING_PX) * ratio
            pixmap = QPixmap.fromImage(picture.scaled(size, mode=Qt.TransformationMode.SmoothTransformation))
            pixmap.setDevicePixelRatio(ratio)
            label.setPixmap(pixmap)
        label.setFixedHeight(RING_PX)
        return label

    def _effect(self, binding: Binding) -> str:
        """What it does for the hand's right to give orders, then for the player."""
        parts = []
        if binding.gesture == self._engine.arming_gesture and not self._engine.always_armed:
            parts.append(self.tr("Arms"))
        if binding.gesture == self._engine.disarming_gesture:
            parts.append(self.tr("Disarms"))
        if binding.command is not None:
            parts.append(command_word(binding.command))
        return " · ".join(parts) or self.tr("Does nothing")

    def _how(self, binding: Binding) -> str:
        """How it must be shown: for how long, and whether it goes on."""
        if binding.command is None:
            return ""
        seconds = self.locale().toString(binding.hold_ms / 1000, "f", 1)
        words = {
            TriggerMode.ONCE: self.tr("hold {seconds} s"),
            TriggerMode.REPEAT: self.tr("hold {seconds} s, repeats while held"),
            TriggerMode.HOLD: self.tr("hold {seconds} s, until let go"),
            TriggerMode.TOGGLE: self.tr("hold {seconds} s, again to take back"),
            TriggerMode.CONTINUOUS: self.tr("hold {seconds} s, then move up or down"),
        }
        return words[binding.mode].format(seconds=seconds)
