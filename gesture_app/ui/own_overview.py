"""All own gestures: what there is of each, a recording that is not finished, and how the network learns them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.ui.down_area import DownArea
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

_COMMAND_PX = 76  # two lines and a scroll bar


class OwnOverview(QWidget):
    """A list of cards.

    Signals:
        new_wished: Another gesture shall be recorded.
        more_wished(str): More of this gesture shall be recorded.
        delete_wished(str): This gesture and its pictures shall go.
        export_wished(str, str): This gesture's folder shall be copied into that one.
        import_wished(str): The folder of a gesture shall be copied from there.
        resume_wished: The unfinished recording shall be gone on with.
        discard_wished: It shall be forgotten.
    """

    new_wished = Signal()
    more_wished = Signal(str)
    delete_wished = Signal(str)
    export_wished = Signal(str, str)
    import_wished = Signal(str)
    resume_wished = Signal()
    discard_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._new = IconButton(theme, "add", self.tr("New gesture"))
        self._new.setObjectName("primary")
        self._import = IconButton(theme, "folder", self.tr("Import a folder"))
        self._draft = QFrame()
        self._draft.setObjectName("card")
        self._draft_words = QLabel(wordWrap=True)
        self._resume = QPushButton(self.tr("Go on"))
        self._discard = QPushButton(self.tr("Throw away"))
        self._cards = QVBoxLayout()
        self._command = QPlainTextEdit(readOnly=True)
        self._copy = IconButton(theme, "copy", self.tr("Copy"))
        self._training = QFrame()
        self._training.setObjectName("card")
        self._pages = QStackedWidget()
        self._connect()
        self._lay_out()
        self.show_gestures((), "")
        self.show_draft("")

    def show_gestures(self, folders: Sequence[OwnFolder], command: str) -> None:
        """Show these gestures, and what to type so that the network learns them."""
        while item := self._cards.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for folder in folders:
            self._cards.addWidget(self._card(folder))
        self._cards.addStretch()
        self._command.setPlainText(command)
        self._training.setVisible(bool(folders))
        self._pages.setCurrentIndex(1 if folders else 0)

    def show_draft(self, title: str) -> None:
        """Offer to go on with an unfinished recording of this gesture; with none for no title."""
        self._draft.setVisible(bool(title))
        words = self.tr("The recording of “{title}” is not finished yet.")
        self._draft_words.setText(words.format(title=title))
        self._new.setEnabled(not title)

    def _card(self, folder: OwnFolder) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        title = ForeignLabel("cardtitle")
        title.setText(folder.title)
        words = self.tr("{train} pictures to learn from, {val} to judge by")
        count = QLabel(words.format(train=folder.train, val=folder.val))
        count.setObjectName("muted")
        lines = QVBoxLayout()
        lines.addWidget(title)
        lines.addWidget(count)
        row = QHBoxLayout(card)
        row.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        row.setSpacing(GAP_PX)
        row.addLayout(lines, 1)
        more = IconButton(self._theme, "record", self.tr("Record more"))
        more.clicked.connect(partial(self.more_wished.emit, folder.label))
        export = IconButton(self._theme, "save", self.tr("Export"))
        export.clicked.connect(partial(self._ask_where, folder.label))
        for button in (more, export, self._delete_button(folder)):
            button.setAccessibleDescription(folder.title)
            row.addWidget(button)
        return card

    def _delete_button(self, folder: OwnFolder) -> QPushButton:
        """Asks once more, in its own place: what is deleted cannot be got back."""
        button = IconButton(self._theme, "delete", self.tr("Delete"))
        button.clicked.connect(partial(self._delete, button, folder.label))
        return button

    def _delete(self, button: QPushButton, label: str) -> None:
        sure = QCoreApplication.translate("OwnOverview", "Delete the pictures for good")
        if button.text() == sure:
            self.delete_wished.emit(label)
        else:
            button.setText(sure)

    def _ask_where(self, label: str) -> None:
        dialog = self._folder_dialog(self.tr("Export into this folder"))
        dialog.fileSelected.connect(partial(self.export_wished.emit, label))
        dialog.open()

    @Slot()
    def _ask_which(self) -> None:
        dialog = self._folder_dialog(self.tr("Import the folder of a gesture"))
        dialog.fileSelected.connect(self.import_wished)
        dialog.open()

    def _folder_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command.toPlainText())

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_wished)
        self._import.clicked.connect(self._ask_which)
        self._resume.clicked.connect(self.resume_wished)
        self._discard.clicked.connect(self.discard_wished)
        self._copy.clicked.connect(self._copy_command)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("My gestures"))
        heading.setObjectName("heading")
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(heading, 1)
        top.addWidget(self._import)
        top.addWidget(self._new)
        draft = QHBoxLayout(self._draft)
        draft.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        draft.setSpacing(GAP_PX)
        draft.addWidget(self._draft_words, 1)
        draft.addWidget(self._resume)
        draft.addWidget(self._discard)
        self._lay_out_training()
        listed = QWidget()
        listed.setLayout(self._cards)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(GAP_PX)
        advice = self.tr(
            "Record a gesture of your own for 20 seconds, look at the boxes, and let the network learn it. "
            "The pictures never leave this computer."
        )
        self._pages.addWidget(EmptyState(self._theme, "own", self.tr("No gesture of your own yet"), advice))
        self._pages.addWidget(DownArea(listed, self.tr("Gestures of your own")))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX + GAP_PX // 2)
        lines.addLayout(top)
        lines.addWidget(self._draft)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self._training)

    def _lay_out_training(self) -> None:
        words = QLabel(
            self.tr(
                "To teach the network, type this in a terminal (it needs the extra “train”; some minutes). "
                "Then choose the model “own” above. What the network knows of the old gestures is not changed."
            ),
            wordWrap=True,
        )
        self._command.setAccessibleName(self.tr("Command that teaches the network"))
        self._command.setFixedHeight(_COMMAND_PX)
        self._command.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._command.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # commands are, in every language
        self._command.setTabChangesFocus(True)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addWidget(self._command, 1)
        row.addWidget(self._copy)
        lines = QVBoxLayout(self._training)
        lines.setContentsMargins(margins(MARGIN_PX, GAP_PX, GAP_PX, GAP_PX))
        lines.addWidget(words)
        lines.addLayout(row)
