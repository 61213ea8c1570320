"""The address of a network from outside: typed or dropped, and what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gesture_app.ui.theme import GAP_PX

SUFFIXES = (".onnx", ".pt", ".safetensors")


class PruneAddress(QWidget):
    """A field, and below it what is known of what it names.

    Signals:
        wished(str): It shall be looked up.
    """

    wished = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._asked = ""
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Address of the network"))
        self.field.setPlaceholderText("timm:resnet18, torchvision:resnet18, hf:gpt2, model.onnx, best.pt")
        self._note = QLabel(wordWrap=True)
        self.field.editingFinished.connect(self._ask)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX // 2)
        lines.addWidget(self.field)
        lines.addWidget(self._note)
        self._say("muted", self.tr("Type an address, or drop a file anywhere on this card."))

    @property
    def asked(self) -> str:
        """The address that was looked up last, or is being looked up."""
        return self._asked

    def take(self, file: Path) -> None:
        """Look up a file that was dropped."""
        self.field.setText(str(file))
        self._ask()

    def show_found(self, words: str) -> None:
        """Say what it is."""
        self._say("muted", words)

    def show_fault(self, sentence: str) -> None:
        """Say why it cannot be pruned; the same address may be tried again."""
        self._asked = ""
        self._say("error", sentence)

    @Slot()
    def _ask(self) -> None:
        """Have it looked up once, however often the field is left."""
        address = self.field.text().strip()
        if address and address != self._asked:
            self._asked = address
            self._say("muted", self.tr("Looking it up…"))
            self.wished.emit(address)

    def _say(self, kind: str, words: str) -> None:
        self._note.setObjectName(kind)
        self._note.style().polish(self._note)  # which goes by the name
        self._note.setText(words)


def dropped_file(data: QMimeData) -> Path | None:
    """The network among what is being dropped."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next((path for path in paths if path.suffix in SUFFIXES), None)
