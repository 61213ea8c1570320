"""The row above the gestures: which profile is edited, and profiles made, renamed and removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLabel, QWidget

from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, Theme

EVERYWHERE = ""  # what holds wherever no profile says otherwise


class ProfileBar(QWidget):
    """Chooses the profile that the page is about.

    Signals:
        chosen(str): The profile of this name, or EVERYWHERE, shall be edited.
        made(str): A profile of this name is wished for.
        renamed(str): The profile that is edited shall be called so.
        removed: The profile that is edited shall go.
        undo_wished: The last change shall be taken back.
    """

    chosen = Signal(str)
    made = Signal(str)
    renamed = Signal(str)
    removed = Signal()
    undo_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._profile = DropDown(theme)
        self._profile.setAccessibleName(self.tr("Profile that is edited"))
        self._new = IconButton(theme, "add", self.tr("New profile"))
        self._rename, self._remove = IconButton(theme, "edit"), IconButton(theme, "delete")
        self._undo = IconButton(theme, "undo", self.tr("Undo the change"))
        describe(self._rename, self.tr("Rename the profile"))
        describe(self._remove, self.tr("Remove the profile"))
        self._profile.edited.connect(self.chosen)
        self._new.clicked.connect(self._ask_for_new)
        self._rename.clicked.connect(self._ask_for_name)
        self._remove.clicked.connect(self.removed)
        self._undo.clicked.connect(self.undo_wished)
        self._lay_out()
        self.show_profiles((), EVERYWHERE)
        self.show_undo(is_possible=False)

    def show_profiles(self, names: Sequence[str], chosen: str) -> None:
        """Show which profiles there are, and which is edited."""
        self._profile.set_choices([(EVERYWHERE, self.tr("For every player")), *((name, name) for name in names)])
        self._profile.show_text(chosen)
        for button in (self._rename, self._remove):
            button.setEnabled(chosen != EVERYWHERE)

    def show_undo(self, *, is_possible: bool) -> None:
        """Offer to take the last change back, or not."""
        self._undo.setEnabled(is_possible)

    @Slot()
    def _ask_for_new(self) -> None:
        dialog = self._dialog(self.tr("New profile"), self.tr("A part of the player's title, such as Spotify:"))
        dialog.textValueSelected.connect(self.made)
        dialog.open()

    @Slot()
    def _ask_for_name(self) -> None:
        dialog = self._dialog(self.tr("Rename the profile"), self.tr("What it shall be called:"))
        dialog.setTextValue(self._profile.text())
        dialog.textValueSelected.connect(self.renamed)
        dialog.open()

    def _dialog(self, title: str, question: str) -> QInputDialog:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText(question)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Profile"))
        label.setObjectName("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(label, alignment=Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._profile, self._rename, self._remove, self._new):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self._undo)
