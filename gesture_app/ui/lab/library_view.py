"""The library: every network in one table, to be searched, sorted, taken in, measured and put to work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.lab.commands import take_in_command
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.library import Library, chosen
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_menu import CommandMenu
from gesture_app.ui.lab.figures import family_words
from gesture_app.ui.lab.library_rows import LibraryRows
from gesture_app.ui.search_field import SearchField
from gesture_app.ui.theme import GAP_PX, Theme
from gesture_app.ui.words import said

_NETWORK = ".onnx"


class LibraryView(QWidget):
    """A table, and what can be done with the chosen rows.

    Signals:
        take_in_wished(Path): A network or a model folder shall be taken in.
        measure_wished: The chosen detectors shall be measured on this machine.
        use_wished(str): The remote control shall look with the detector of this key.
    """

    take_in_wished = Signal(object)
    measure_wished = Signal()
    use_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._library = Library(())
        self._slower: Mapping[str, Entry] = {}
        self._in_use = ""
        self._is_measuring = False
        self.rows = LibraryRows(theme, self.tr("Networks"))
        self._search = SearchField(theme, self.tr("Search the networks"))
        self._family = DropDown(theme)
        self._count = QLabel()
        self._count.setObjectName("muted")
        self._faults = QLabel(wordWrap=True)
        self._faults.setObjectName("note")
        self._faults.hide()
        self._take_in = IconButton(theme, "add", self.tr("Take in…"))
        self._measure = IconButton(theme, "inspector", self.tr("Measure here"))
        self._use = IconButton(theme, "live", self.tr("Use"))
        self._commands = CommandMenu(theme)
        self._pages = QStackedWidget()
        advice = self.tr("Drop an .onnx file or a model folder here.")
        self._pages.addWidget(EmptyState(theme, "model", self.tr("No network found"), advice))
        self._pages.addWidget(self.rows)
        self._connect()
        self._lay_out()
        self._on_chosen()
        self.show_commands("", "")

    def show_library(self, library: Library, slower: Mapping[str, Entry], in_use: str) -> None:
        """Show these networks; rows that were chosen stay so.

        Args:
            slower: By the key of an entry that is smaller but slower, one that is larger but faster.
            in_use: The key of the detector that the remote control looks with.
        """
        self._library, self._slower, self._in_use = library, slower, in_use
        words = family_words()
        families = sorted({entry.family for entry in library.entries}, key=lambda family: words[family])
        choices = [("", self.tr("All kinds")), *((family.value, words[family]) for family in families)]
        self._family.set_choices(choices)
        if not self._family.text():
            self._family.show_text("")
        self._faults.setText("\n".join(said(fault) for fault in library.faults))
        self._faults.setVisible(bool(library.faults))
        self._filter()

    def show_commands(self, measure: str, use: str) -> None:
        """Say what is typed instead of pressing the buttons; empty for one that cannot be pressed."""
        commands = (take_in_command(), measure, use)
        words = (button.text() for button in (self._take_in, self._measure, self._use))
        self._commands.show_commands(dict(zip(words, commands, strict=True)))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All networks, searched for or not."""
        return self._library.entries

    def set_measuring(self, *, is_measuring: bool) -> None:
        """Whether a measurement is under way; there can be only one."""
        self._is_measuring = is_measuring
        self._on_chosen()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome networks and model folders."""
        if _paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        for path in _paths(event):
            self.take_in_wished.emit(path)
        event.acceptProposedAction()

    @Slot()
    def _filter(self) -> None:
        """Show what the search and the kind leave."""
        family = Family(self._family.text()) if self._family.text() else None
        entries = chosen(self._library.entries, self._search.words(), family)
        self.rows.show_entries(entries, self._slower, self._in_use)
        self._pages.setCurrentIndex(1 if entries else 0)
        words = self.tr("{shown} of {all} networks")
        self._count.setText(words.format(shown=len(entries), all=len(self._library.entries)))
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        """Offer what can be done with the chosen rows."""
        families = [entry.family for entry in self.rows.chosen()]
        self._measure.setEnabled(Family.DETECTOR in families and not self._is_measuring)
        self._use.setEnabled(families == [Family.DETECTOR])

    @Slot()
    def _use_chosen(self) -> None:
        for entry in self.rows.chosen()[:1] if self._use.isEnabled() else ():
            self.use_wished.emit(entry.key)

    @Slot()
    def _ask_what(self) -> None:
        dialog = QFileDialog(self, self.tr("Take in a network"))
        dialog.setNameFilter(self.tr("Networks (*.onnx)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _take(self, path: str) -> None:
        self.take_in_wished.emit(Path(path))

    def _connect(self) -> None:
        self._search.textChanged.connect(self._filter)
        self._family.edited.connect(self._filter)
        self._take_in.clicked.connect(self._ask_what)
        self._measure.clicked.connect(self.measure_wished)
        self._use.clicked.connect(self._use_chosen)
        self.rows.chosen_changed.connect(self._on_chosen)
        self.rows.doubleClicked.connect(self._use_chosen)

    def _lay_out(self) -> None:
        self._family.setAccessibleName(self.tr("Kind"))
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self._search, 1)
        for widget in (self._family, self._take_in, self._measure, self._use, self._commands):
            top.addWidget(widget)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(top)
        lines.addWidget(self._faults)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self._count)


def _paths(event: QDropEvent) -> list[Path]:
    """The networks and folders among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir() or path.suffix.lower() == _NETWORK]
