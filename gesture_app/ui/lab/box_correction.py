"""Draws what is right where two detectors are wrong: the box editor with its tools, and two ways out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gesture_app.core.own_pictures import LabelledBox, OwnPicture
from gesture_app.ui.box_editor import BoxEditor
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, Theme


class BoxCorrection(QWidget):
    """Begins with the boxes of a picture and gives those that a person has made of them.

    Signals:
        taken: The boxes are right now.
        left: They shall stay as they were.
    """

    taken = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words: Mapping[str, str] = {}
        self.editor = BoxEditor(theme)
        self._label = DropDown(theme)
        self._label.setAccessibleName(self.tr("What the chosen hand shows"))
        self._new, self._remove = IconButton(theme, "add"), IconButton(theme, "delete")
        self._undo = IconButton(theme, "undo")
        self._take = IconButton(theme, "obeyed", self.tr("That is right (Enter)"))
        self._leave = QPushButton(self.tr("Back (Esc)"))
        self._connect()
        self._lay_out()

    @property
    def boxes(self) -> tuple[LabelledBox, ...]:
        """As they are now."""
        return self.editor.boxes

    def set_words(self, words: Mapping[str, str]) -> None:
        """What hands can show, by label."""
        self._words = words
        self._label.set_choices(words.items())

    def begin(self, picture: OwnPicture) -> None:
        """Correct the boxes of this picture; a new box is called as the first one is."""
        first = picture.boxes[0].label if picture.boxes else next(iter(self._words), "")
        self.editor.set_labels(self._words, first)
        self.editor.show_picture(picture)
        self.editor.setFocus()

    @Slot()
    def _show_box(self) -> None:
        box = self.editor.chosen_box
        self._label.setEnabled(box is not None)
        self._label.show_text(box.label if box is not None else "")
        self._remove.setEnabled(box is not None)
        self._undo.setEnabled(self.editor.can_undo)

    def _connect(self) -> None:
        for key, signal in ((Qt.Key.Key_Return, self.taken), (Qt.Key.Key_Escape, self.left)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(signal)
        self.editor.chosen.connect(self._show_box)
        self._label.edited.connect(self.editor.rename)
        self._take.clicked.connect(self.taken)
        self._leave.clicked.connect(self.left)
        for button, slot, hint in (
            (self._new, self.editor.draw_new, self.tr("New box")),
            (self._remove, self.editor.delete, self.tr("Remove the box")),
            (self._undo, self.editor.undo, self.tr("Take the last step back")),
        ):
            button.clicked.connect(slot)
            describe(button, hint)

    def _lay_out(self) -> None:
        keys = QLabel(self.editor.key_words(), wordWrap=True)
        keys.setObjectName("small")
        tools = QHBoxLayout()
        tools.setSpacing(GAP_PX)
        for widget in (self._label, self._new, self._remove, self._undo):
            tools.addWidget(widget)
        tools.addStretch()
        for button in (self._leave, self._take):
            tools.addWidget(button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addWidget(self.editor, 1)
        lines.addWidget(keys)
        lines.addLayout(tools)
