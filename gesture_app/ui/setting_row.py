"""One setting to be changed: what it is, its editor, the way back to its default, and what was wrong with a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import UNSET, Kind, Row, Value, from_text, to_text
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.field import Field
from gesture_app.ui.icons import IconButton
from gesture_app.ui.switch import Switch
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import choice_word, said, setting_word

EDITOR_PX = 240
NUMBER_PX = 120  # the longest number there is, its unit and a little air

Editor = Switch | DropDown | Field
Choices = Sequence[tuple[str, str]]  # what is stored, and the word for it


class SettingRow(QFrame):
    """Shows one row of the schema and lets its value be changed; nonsense is refused here and goes no further.

    Args:
        choices: What a text can be, where that is known.
        editor_px: How wide an editor of words is.

    Signals:
        edited(str, str): The setting's key, and what was typed or chosen for it; "default" takes it back.
    """

    edited = Signal(str, str)

    def __init__(self, theme: Theme, row: Row, choices: Choices = (), editor_px: int = EDITOR_PX) -> None:
        super().__init__()
        self.row = row
        self._editor_px = editor_px
        self._has_default = True
        self._value: Value = row.default
        self._editor = make_editor(theme, row, choices)
        self._error, self._note = _hidden_label("error"), _hidden_label("note")
        self._back = IconButton(theme, "undo")
        self._name_all()
        self._editor.edited.connect(self._take)
        if isinstance(self._editor, Field):
            self._editor.abandoned.connect(self._error.hide)
        self._back.clicked.connect(self._take_back)
        self._lay_out()

    @property
    def editor(self) -> Editor:
        """What the value is changed with."""
        return self._editor

    @property
    def error_text(self) -> str:
        """Why what was typed is not taken; empty where all is well."""
        return "" if self._error.isHidden() else self._error.text()

    def show_value(self, value: Value, inherited: Value = None) -> None:
        """Show this value, or for None the one that holds instead; what was refused stays while it is being mended."""
        if self.error_text and value == self._value:
            return
        self._value = value
        shown = inherited if value is None else value
        self._editor.show_text("" if shown is None else to_text(shown))
        self._back.setVisible(self._has_default and value != self.row.default)
        self._error.hide()

    @property
    def says_it_waits(self) -> bool:
        """Whether the row has something to say that must be known before it is changed."""
        return not self._note.isHidden()

    def show_note(self, text: str) -> None:
        """Say something that must be known before it is changed."""
        self._note.setText(text)
        self._note.show()

    def forgo_default(self) -> None:
        """Offer no way back: without a choice this setting means nothing."""
        self._has_default = False

    def refuse(self, sentence: str) -> None:
        """Say beside the editor why its value is not taken."""
        self._error.setText(said(sentence))
        self._error.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._editor, self._error.text()))

    def forget_error(self) -> None:
        """What was refused does not matter any more; the next value is shown in its place."""
        self._error.hide()

    def is_about(self, words: Iterable[str]) -> bool:
        """Whether every one of these words, in small letters, is found in what the row says."""
        about = self.row.about
        texts = [setting_word(about.title), setting_word(about.help), about.unit, self.row.key, *self.row.choices]
        said = " ".join(texts).casefold()
        return all(word in said for word in words)

    @Slot(str)
    def _take(self, text: str) -> None:
        """Pass on what makes sense."""
        try:
            from_text(self.row, text)
        except SettingsError as error:
            self.refuse(str(error))
            return
        self._error.hide()
        self.edited.emit(self.row.key, text)

    @Slot()
    def _take_back(self) -> None:
        self._editor.setFocus()  # the button is about to disappear, and the keyboard must stay here
        self.edited.emit(self.row.key, UNSET)

    def _name_all(self) -> None:
        """Give everything a name for screen readers."""
        about = self.row.about
        title = setting_word(about.title)
        self.setAccessibleName(title)
        self._editor.setAccessibleName(f"{title}, {about.unit}" if about.unit else title)
        self._editor.setAccessibleDescription(setting_word(about.help))
        back = self.tr("Back to the default of “{setting}”").format(setting=title)
        self._back.setAccessibleName(back)
        self._back.setToolTip(back)

    def _lay_out(self) -> None:
        room = self._back.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # so that nothing jumps when it appears
        self._back.setSizePolicy(room)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel(setting_word(self.row.about.title))
        title.setBuddy(self._editor)
        explanation = QLabel(setting_word(self.row.about.help), wordWrap=True)
        explanation.setObjectName("small")
        for label in (title, explanation, self._note, self._error):
            words.addWidget(label)
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        line.setSpacing(GAP_PX)
        line.addLayout(words, 1)
        line.addWidget(self._back)
        line.addWidget(self._editor)
        if not isinstance(self._editor, Switch):
            self._editor.setFixedWidth(self._width_px())

    def _width_px(self) -> int:
        """Room for a number, or for the longest of the words that can be chosen."""
        if self.row.kind in (Kind.WHOLE, Kind.NUMBER):
            return NUMBER_PX
        if not isinstance(self._editor, DropDown):
            return self._editor_px
        self._editor.ensurePolished()  # before that it does not know its letters
        return max(self._editor_px, self._editor.sizeHint().width())


def make_editor(theme: Theme, row: Row, choices: Choices = ()) -> Editor:
    """The editor that fits a setting's kind."""
    if row.kind is Kind.SWITCH:
        return Switch(theme)
    if row.kind is Kind.CHOICE or choices:
        editor = DropDown(theme)
        editor.set_choices(choices or [(text, choice_word(row, text)) for text in row.choices])
        return editor
    return Field(theme, row)


def _hidden_label(name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setObjectName(name)
    label.hide()
    return label
