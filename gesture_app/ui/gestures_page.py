"""The gestures page: every gesture, its picture and what it does, to look at, to change and to try out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gesture_app.core.bindings import Binding, BindingChange, Bindings
from gesture_app.core.conflicts import Conflict
from gesture_app.core.gestures import Gesture
from gesture_app.core.schema import Row
from gesture_app.core.sections import EngineSettings
from gesture_app.ui.binding_editor import BindingEditor
from gesture_app.ui.conflict_words import conflict_sentence
from gesture_app.ui.down_area import DownArea
from gesture_app.ui.gesture_card import GestureCard, effect_words
from gesture_app.ui.gradually import Gradually
from gesture_app.ui.mirrored import margins
from gesture_app.ui.profile_bar import ProfileBar
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.try_out import TryOut

COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about the bindings of one profile."""

    bindings: Bindings
    usual: Bindings  # the same, were every gesture enabled
    changes: Mapping[str, BindingChange]  # what this profile says, by gesture
    engine: EngineSettings
    conflicts: Sequence[Conflict]


class GesturesPage(QWidget):
    """One card for each gesture, those that do something first, and the editor of the chosen one.

    Signals:
        edited(str, str, str): A gesture, the name of what is changed for it, and what was typed.
        fits_edited(str, str): "players" or "tracks", and what was typed for it: what the profile is for.
    """

    edited = Signal(str, str, str)
    fits_edited = Signal(str, str)

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Gestures and what they do"))
        self._theme = theme
        self._vocabulary = vocabulary
        self._pictures: Mapping[str, QImage] = {}
        self._sheet: Sheet | None = None
        self._chosen = ""
        self._build: Gradually | None = None
        self._is_built = False
        self._stretched_row = 0
        self._cards: dict[str, GestureCard] = {}
        self._buttons = QButtonGroup(self, exclusive=True)
        self._grid = QGridLayout()
        self.profiles = ProfileBar(theme)
        self.editor = BindingEditor(theme)
        self.trial = TryOut(theme)
        self._fits: list[SettingRow] = []
        self._fits_card = QFrame()
        self._fits_card.setObjectName("card")
        self._fits_lines = QVBoxLayout(self._fits_card)
        self._lines = QVBoxLayout(self)
        self._lay_out()
        self._buttons.buttonClicked.connect(self._choose)
        self.editor.edited.connect(self._tell)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what every gesture does; the first is chosen where none is."""
        self._sheet = sheet
        if not self._chosen:
            self._prepare(sheet)
        if self._is_built:
            self._add_learned(sheet)
        troubled = {label for conflict in sheet.conflicts for label in conflict.gestures}
        for label, card in self._cards.items():
            card.show_binding(sheet.bindings.of(label), sheet.engine, has_conflict=label in troubled)
        self._show_chosen()

    def show_fits(self, fits: Sequence[tuple[Row, tuple[str, ...]]]) -> None:
        """Show which players and tracks the profile is for; nothing where it is for all."""
        self._fits_card.setVisible(bool(fits))
        rows = [row for row, _ in fits]
        if rows and [shown.row for shown in self._fits] != rows:
            self._replace_fits(rows)
        for shown, (_, parts) in zip(self._fits, fits, strict=False):
            shown.show_value(parts)

    def refuse(self, name: str, sentence: str) -> None:
        """Say why a value is not taken, beside what it was typed into."""
        for shown in self._fits:
            if shown.row.name == name:
                shown.refuse(sentence)
                return
        self.editor.refuse(name, sentence)

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Show these pictures of the gestures from now on, keyed by label."""
        self._pictures = pictures
        for label, card in self._cards.items():
            card.show_picture(pictures.get(label, QImage()))
        self._show_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to fill the page the first time it is seen."""
        super().showEvent(event)
        if self._build is not None:
            self._build.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves the page has tried enough."""
        super().hideEvent(event)
        self.trial.end()

    def _prepare(self, sheet: Sheet) -> None:
        """Settle which gestures there are and in which order; they keep their places from now on."""
        shown = [binding for binding in sheet.bindings if not self._vocabulary[binding.gesture].is_idle]
        shown.sort(key=lambda binding: not self._does_something(binding, sheet.engine))
        self._chosen = shown[0].gesture
        cards = [partial(self._add_card, binding.gesture) for binding in shown]
        self._build = Gradually(self, [*cards, *self.editor.steps()])
        self._build.finished.connect(self._finish)
        if self.isVisible():
            self._build.begin()

    def _add_card(self, label: str) -> None:
        place = len(self._cards)
        card = GestureCard(self._theme)
        card.show_picture(self._pictures.get(label, QImage()))
        card.setChecked(label == self._chosen)
        self._cards[label] = card
        self._buttons.addButton(card, place)
        self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)

    def _add_learned(self, sheet: Sheet) -> None:
        """Cards of gestures that a network has learned since, after all others."""
        shown = (one.gesture for one in sheet.bindings if not self._vocabulary[one.gesture].is_idle)
        new = [label for label in shown if label not in self._cards]
        if not new:
            return
        self._grid.setRowStretch(self._stretched_row, 0)
        for label in new:
            self._add_card(label)
        self._stretch()

    def _stretch(self) -> None:
        """Leave the room that is left below the cards."""
        self._stretched_row = self._grid.rowCount()
        self._grid.setRowStretch(self._stretched_row, 1)

    @Slot()
    def _finish(self) -> None:
        self._is_built = True
        self._stretch()
        if self._sheet is not None:
            self.show_sheet(self._sheet)

    def _does_something(self, binding: Binding, engine: EngineSettings) -> bool:
        return bool(binding.meanings) or binding.gesture == engine.disarming_gesture

    def _show_chosen(self) -> None:
        """Bring the editor up to date."""
        if self._sheet is None:
            return
        sheet, label = self._sheet, self._chosen
        binding = sheet.bindings.of(label)
        effect = effect_words(binding, sheet.engine)
        self.editor.show_gesture(binding, effect, self._pictures.get(label, QImage()))
        self.editor.show_values(sheet.changes.get(label, BindingChange()), sheet.usual.of(label), sheet.engine)
        about = [conflict for conflict in sheet.conflicts if label in conflict.gestures]
        self.editor.show_conflicts([conflict_sentence(conflict, self._vocabulary) for conflict in about])

    @Slot(object)
    def _choose(self, card: GestureCard) -> None:
        self._chosen = next(label for label, other in self._cards.items() if other is card)
        self.editor.forget_errors()
        self._show_chosen()

    @Slot(str, str)
    def _tell(self, name: str, text: str) -> None:
        self.edited.emit(self._chosen, name, text)

    @Slot(str, str)
    def _tell_fits(self, key: str, text: str) -> None:
        self.fits_edited.emit(key.rpartition(".")[2], text)

    def _replace_fits(self, rows: Sequence[Row]) -> None:
        """Make editors for what another profile is for."""
        for shown in self._fits:
            shown.deleteLater()
        self._fits = [SettingRow(self._theme, row) for row in rows]
        for shown in self._fits:
            shown.forgo_default()
            shown.edited.connect(self._tell_fits)
            self._fits_lines.addWidget(shown)

    def _lay_out(self) -> None:
        cards = QWidget()
        cards.setLayout(self._grid)
        self._grid.setContentsMargins(margins(0, 0, GAP_PX, 0))
        self._grid.setSpacing(GAP_PX + GAP_PX // 2)
        area = DownArea(cards, self.tr("Gestures to choose from"))
        body = QHBoxLayout()
        body.setSpacing(MARGIN_PX)
        body.addWidget(area, 1)
        body.addWidget(self.editor)
        self._fits_lines.setContentsMargins(0, 0, 0, 0)
        self._fits_card.hide()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GAP_PX + GAP_PX // 2)
        self._lines.addWidget(self.profiles)
        self._lines.addWidget(self._fits_card)
        self._lines.addLayout(body, 1)
        self._lines.addWidget(self.trial)
