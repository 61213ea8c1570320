"""The settings page: every setting there is, made from the schema, to be found by typing a word of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gesture_app.core.gestures import Gesture, postures
from gesture_app.core.schema import Row
from gesture_app.core.sections import Settings
from gesture_app.core.settings_keys import get_value
from gesture_app.ui.down_area import DownArea
from gesture_app.ui.gradually import Gradually
from gesture_app.ui.icons import IconButton
from gesture_app.ui.mirrored import margins
from gesture_app.ui.search_field import SearchField
from gesture_app.ui.setting_row import Choices, SettingRow
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import gesture_word, section_word

WIDEST_PX = 900  # longer lines are hard to follow from a title to its editor


class SettingsPage(QWidget):
    """One card for each section of the settings; it is filled when it is first seen, row by row.

    Args:
        rows: The settings to show, section by section.
        choices: What a text can be, where that is known, by the setting's key.

    Signals:
        edited(str, str): The setting's key and its new value, as a person would type it.
        undo_wished: The last change shall be taken back.
    """

    edited = Signal(str, str)
    undo_wished = Signal()

    def __init__(self, theme: Theme, rows: tuple[Row, ...], choices: Mapping[str, Choices]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Settings"))
        self._theme = theme
        self._choices = choices
        self._settings = Settings()
        self._late: frozenset[str] = frozenset()
        self._rows: dict[str, SettingRow] = {}
        self._cards: dict[str, QFrame] = {}
        self._headings: dict[str, QLabel] = {}
        self._search = SearchField(theme, self.tr("Search the settings"))
        self._undo = IconButton(theme, "undo", self.tr("Undo the change"))
        self._nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._nothing.setObjectName("muted")
        self._nothing.hide()
        self._column = QVBoxLayout()
        self._made: SettingRow | None = None  # by the step before; adding it is work enough for one of its own
        self._build = Gradually(self, [step for row in rows for step in (partial(self._make, row), self._add)])
        self._lay_out()
        self._connect()
        self.show_undo(is_possible=False)

    def show_settings(self, settings: Settings) -> None:
        """Show these values."""
        self._settings = settings
        for row in self._rows.values():
            self._show_value(row)

    def set_late(self, keys: frozenset[str]) -> None:
        """Learn which settings take effect only when the app is started again."""
        self._late = keys

    def refuse(self, key: str, sentence: str) -> None:
        """Say beside a setting why its new value is not taken."""
        if key in self._rows:
            self._rows[key].refuse(sentence)

    def show_undo(self, *, is_possible: bool) -> None:
        """Offer to take the last change back, or not."""
        self._undo.setEnabled(is_possible)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to fill the page the first time it is seen."""
        super().showEvent(event)
        self._build.begin()

    def _make(self, row: Row) -> None:
        """Make a row that is to be added."""
        self._made = SettingRow(self._theme, row, self._choices.get(row.key, ()))
        self._made.edited.connect(self.edited)
        if row.key in self._late:
            self._made.show_note(self.tr("Takes effect when the app is started again."))

    def _add(self) -> None:
        """Add the row that was made, to the card of its section."""
        assert self._made is not None
        widget, self._made = self._made, None
        section = widget.row.key.partition(".")[0]
        if section not in self._cards:
            self._cards[section] = self._card(section)
        self._rows[widget.row.key] = widget
        self._show_value(widget)
        if (lines := self._cards[section].layout()) is not None:
            lines.addWidget(widget)

    def _card(self, section: str) -> QFrame:
        """A section's heading, and the card below it that its rows go into."""
        heading = QLabel(section_word(section))
        heading.setObjectName("heading")
        card = QFrame()
        card.setObjectName("card")
        card.setAccessibleName(heading.text())
        lines = QVBoxLayout(card)
        lines.setContentsMargins(0, GAP_PX, 0, GAP_PX)
        lines.setSpacing(0)
        for widget in (heading, card):
            self._column.insertWidget(self._column.count() - 1, widget)
        self._headings[section] = heading
        return card

    def _show_value(self, row: SettingRow) -> None:
        row.show_value(get_value(self._settings, row.row.key))

    @Slot()
    def _filter(self) -> None:
        """Leave what fits the words of the search; a section without any such row goes, too."""
        wanted = self._search.words()
        fitting = {row.row.key for row in self._rows.values() if row.is_about(wanted)}
        for key, row in self._rows.items():
            row.setVisible(key in fitting)
        for section, card in self._cards.items():
            has_any = any(key.partition(".")[0] == section for key in fitting)
            card.setVisible(has_any)
            self._headings[section].setVisible(has_any)
        self._nothing.setVisible(not fitting)
        self._nothing.setText(self.tr("No setting is about “{words}”.").format(words=self._search.text().strip()))

    def _connect(self) -> None:
        self._build.finished.connect(self._filter)
        self._search.textChanged.connect(self._filter)
        self._undo.clicked.connect(self.undo_wished)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._search.setFocus)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self._search, 1)
        top.addWidget(self._undo)
        self._column.setContentsMargins(margins(0, 0, GAP_PX, MARGIN_PX))
        self._column.setSpacing(GAP_PX)
        self._column.addWidget(self._nothing)
        self._column.addStretch()
        page = QWidget(maximumWidth=WIDEST_PX)
        page.setLayout(self._column)
        area = DownArea(page, self.tr("All settings"))
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX + GAP_PX // 2)
        lines.addLayout(top)
        lines.addWidget(area, 1)


def gesture_choices(vocabulary: Mapping[str, Gesture]) -> Mapping[str, Choices]:
    """The settings that name a gesture can name any that is held up, but an idle hand."""
    held = [vocabulary[label] for label in postures(vocabulary) if not vocabulary[label].is_idle]
    choices = [(gesture.label, gesture_word(gesture.title)) for gesture in held]
    return dict.fromkeys(("engine.arming_gesture", "engine.disarming_gesture", "engine.swipe_gesture"), choices)
