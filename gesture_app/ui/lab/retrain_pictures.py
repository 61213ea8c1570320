"""Which pictures a network is trained on, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.core.lab.retrain_plan import RetrainPlan
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.retrain_words import hands_words, plan_notes, split_words
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

_NONE, _ALL = "", "*"  # of the recorded gestures


class RetrainPictures(QFrame):
    """A card: a folder or recorded gestures to choose, and what a look at them came to.

    Signals:
        chosen(tuple): These folders (Path) shall be trained on.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._titles: Mapping[str, str] = {}
        self._own: Sequence[OwnFolder] = ()
        self._recorded = DropDown(theme)
        self._recorded.setAccessibleName(self.tr("Recorded gestures"))
        self._choose = IconButton(theme, "folder", self.tr("Choose a folder…"))
        self._where = ForeignLabel("muted")
        self._split = QLabel(wordWrap=True)
        self._hands = QLabel(wordWrap=True)
        self._hands.setObjectName("muted")
        self._notes = QLabel(wordWrap=True)
        self._notes.setObjectName("note")
        self._fault = QLabel(wordWrap=True)
        self._fault.setObjectName("error")
        self._choose.clicked.connect(self._ask_which)
        self._recorded.edited.connect(self._choose_recorded)
        self._lay_out()
        self.show_own(())
        self.show_folders(())

    def show_own(self, folders: Sequence[OwnFolder]) -> None:
        """Offer these recorded gestures by name."""
        self._own = folders
        every = [(_ALL, self.tr("All my gestures"))] if len(folders) > 1 else []
        mine = [(_NONE, self.tr("My gestures")), *every, *((str(one.path), one.title) for one in folders)]
        self._recorded.set_choices(mine)
        self._recorded.setVisible(bool(folders))

    def show_folders(self, folders: Sequence[Path]) -> None:
        """Show which folders are chosen; what is in them is not known yet."""
        own = {one.path for one in self._own}
        chosen = _ALL if len(folders) > 1 else "".join(map(str, folders))
        self._recorded.show_text(chosen if folders and own.issuperset(folders) else _NONE)
        self._where.setText(", ".join(map(str, folders)))
        waiting = self.tr("Looking at every picture…") if folders else self.tr(
            "Choose or drop a folder in YOLO's layout: data.yaml, images and labels. Nothing in it is changed."
        )  # fmt: skip
        self._say(waiting)

    def show_plan(self, plan: RetrainPlan, titles: Mapping[str, str]) -> None:
        """Show what is in the folders.

        Args:
            titles: Of gestures, by label.
        """
        self._say(split_words(plan), hands_words(plan, titles), "\n".join(plan_notes(plan, titles)))

    def show_fault(self, sentence: str) -> None:
        """Show why nothing can be learned from them."""
        self._say(fault=sentence)

    def _say(self, split: str = "", hands: str = "", notes: str = "", fault: str = "") -> None:
        for label, text in ((self._split, split), (self._hands, hands), (self._notes, notes), (self._fault, fault)):
            label.setText(text)
            label.setVisible(bool(text))

    @Slot(str)
    def _choose_recorded(self, path: str) -> None:
        if path == _ALL:
            self.chosen.emit(tuple(one.path for one in self._own))
        elif path != _NONE:
            self.chosen.emit((Path(path),))

    @Slot()
    def _ask_which(self) -> None:
        dialog = QFileDialog(self, self.tr("Train on this folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _take(self, path: str) -> None:
        self.chosen.emit((Path(path),))

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Pictures"))
        heading.setObjectName("cardtitle")
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(heading)
        top.addWidget(self._where, 1)
        top.addWidget(self._recorded)
        top.addWidget(self._choose)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        lines.setSpacing(GAP_PX // 2)
        lines.addLayout(top)
        for label in (self._split, self._hands, self._notes, self._fault):
            lines.addWidget(label)
