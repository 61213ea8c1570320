"""What is to be pruned, by which method, how much of it, and whether it is trained on afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QDoubleValidator, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.offers import Method, Subject
from gesture_app.core.lab.prune_wish import Aim, PruneWish
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.lab.command_row import CommandRow
from gesture_app.ui.lab.figures import family_word, verdict_word
from gesture_app.ui.lab.prune_address import PruneAddress, dropped_file
from gesture_app.ui.switch import Switch
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

SEEDS = (1, 3, 5, 10)  # runs that can be chosen
_OTHER = "*"  # in the list of networks
_NUMBER_PX = 9 * GAP_PX
_USUAL = {Aim.UNDER_MS: 8.0, Aim.LOSE_AT_MOST: 1.0}
_LARGEST = {Aim.AMOUNT: 95.0, Aim.UNDER_MS: 100_000.0, Aim.LOSE_AT_MOST: 100.0}


class PruneForm(QFrame):
    """A card; only what fits together can be chosen.

    Signals:
        changed: Something else is chosen now.
        prune_wished: What is chosen shall be done.
        address_wished(str): The network of this address shall be looked up.
    """

    changed = Signal()
    prune_wished = Signal()
    address_wished = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._subjects: dict[str, Subject] = {}
        self._other: Subject | None = None  # from outside
        self.address = PruneAddress()
        self.setAcceptDrops(True)
        self._pictures: Path | None = None
        self._subject, self._method, self._aim = DropDown(theme), DropDown(theme), DropDown(theme)
        self._about = QLabel(wordWrap=True)
        self._number = QLineEdit()
        self._unit = QLabel()
        self._recovers, self._seeds = Switch(theme), DropDown(theme)
        self._recovery_note = QLabel(wordWrap=True)
        self._folder = IconButton(theme, "folder", self.tr("Folder…"))
        self._folder_words = ForeignLabel("muted")
        self.command = CommandRow(theme)
        self._prune = IconButton(theme, "play", self.tr("Prune"))
        self._prune.setObjectName("primary")
        for label in (self._about, self._unit, self._recovery_note):
            label.setObjectName("muted")
        self._lay_out()
        self._connect()
        self._recovers.setChecked(True)
        self._show_subject()

    def show_subjects(self, subjects: Sequence[Subject]) -> None:
        """Offer these networks; what was chosen stays chosen."""
        self._subjects = {f"{subject.family.value}:{subject.name}": subject for subject in subjects}
        named = ((key, f"{one.title} ({family_word(one.family)})") for key, one in self._subjects.items())
        self._subject.set_choices([*named, (_OTHER, self.tr("Another network…"))])
        if not self._subject.text() and subjects:
            self._subject.setCurrentIndex(0)
        self._show_subject()

    def show_other(self, subject: Subject | None) -> None:
        """Offer what fits this network from outside; None while nobody knows what it is."""
        self._other = subject
        if subject is not None:
            self.address.show_found(f"{subject.title} ({family_word(subject.family)})")
        self._show_subject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files of networks."""
        if self._subjects and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take one, and look it up."""
        file = dropped_file(event.mimeData())
        if file is not None:
            self._subject.show_text(_OTHER)
            self.show_other(None)
            self.address.take(file)
            event.acceptProposedAction()

    def set_ready(self, *, is_ready: bool) -> None:
        """Whether what is chosen can be run on this machine."""
        self._prune.setEnabled(is_ready)

    @property
    def subject(self) -> Subject | None:
        """The chosen network."""
        is_other = self._subject.text() == _OTHER
        return self._other if is_other else self._subjects.get(self._subject.text())

    @property
    def wish(self) -> PruneWish | None:
        """All that is chosen; None as long as it makes no sense."""
        subject, number = self.subject, self._typed()
        method = subject.method(self._method.text()) if subject else None
        if subject is None or method is None or number is None:
            return None
        aim = self._chosen_aim
        value = number / 100 if aim is Aim.AMOUNT else number
        seeds = int(self._seeds.text() or SEEDS[0])
        return PruneWish(subject, method, aim, round(value, 4), self._recovers.isChecked(), self._pictures, seeds)

    @property
    def _chosen_aim(self) -> Aim:
        return Aim(self._aim.text() or Aim.AMOUNT.value)

    def _typed(self) -> float | None:
        """The number, if it is one."""
        number, is_number = QLocale().toDouble(self._number.text())
        return number if is_number and 0 < number <= _LARGEST[self._chosen_aim] else None

    @Slot()
    def _show_subject(self) -> None:
        """Offer what fits the chosen network."""
        self.address.setVisible(self._subject.text() == _OTHER)
        subject = self.subject
        methods = subject.methods if subject else ()
        self._method.set_choices([(method.name, method.title) for method in methods])
        if not self._method.text() and methods:
            self._method.setCurrentIndex(0)
        is_detector = subject is not None and subject.family is Family.DETECTOR
        aims = [(Aim.AMOUNT.value, self.tr("Remove this much"))]
        aims.append((Aim.UNDER_MS.value, self.tr("As little as takes under")))
        aims.append((Aim.LOSE_AT_MOST.value, self.tr("As much as loses at most")))
        self._aim.set_choices(aims)
        if not self._aim.text():
            self._aim.show_text(Aim.AMOUNT.value)
        for widget in (self._folder_name, self._folder_row):
            widget.setVisible(is_detector)
        for widget in (self._seeds_name, self._seeds_row):
            widget.setVisible(not is_detector)
        self._show_method()

    @Slot()
    def _show_method(self) -> None:
        """Say what the chosen method does and what it usually takes."""
        subject = self.subject
        method = subject.method(self._method.text()) if subject else None
        self._about.setText(self._about_words(method) if method else "")
        has_choice = method is not None and bool(method.no_recovery)
        self._recovers.setEnabled(has_choice)
        if not has_choice:
            self._recovers.setChecked(True)
        self._show_aim()

    def _about_words(self, method: Method) -> str:
        """What a method does, who says so, and what testing that came to."""
        about = f"{method.sentence} {method.paper}."
        if method.verdict is None:
            return about
        tested = self.tr("Tested here: {verdict}; README has the figures.")
        return f"{about} {tested.format(verdict=verdict_word(method.verdict))}"

    @Slot()
    def _show_aim(self) -> None:
        """Show the unit, and the usual number."""
        aim = self._chosen_aim
        units = {Aim.AMOUNT: "%", Aim.UNDER_MS: "ms", Aim.LOSE_AT_MOST: self.tr("points of the score")}
        self._unit.setText(units[aim])
        subject = self.subject
        method = subject.method(self._method.text()) if subject else None
        usual = 100 * method.usual_amount if method and aim is Aim.AMOUNT else _USUAL.get(aim, 50.0)
        self._number.setText(QLocale().toString(usual, "g", 4))
        self._show_recovery()

    @Slot()
    def _show_recovery(self) -> None:
        """Say what is to be known of the training after the cut; a score can be promised only of what was trained."""
        words = ""
        if not self._recovers.isEnabled():
            words = self.tr("This method decides by itself when it trains.")
        elif self._recovers.isChecked() and self._chosen_aim is Aim.LOSE_AT_MOST:
            words = self.tr("Every amount that is tried is trained on.")
        self._recovery_note.setText(words)
        self.changed.emit()

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Pictures to train on and to judge by"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.show_pictures)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def show_pictures(self, folder: str) -> None:
        """Take the pictures of this folder; drawn hands for none."""
        self._pictures = Path(folder) if folder else None
        self._folder_words.setText(folder or self.tr("Hands that the app draws; real pictures judge better"))
        self.changed.emit()

    @Slot(str)
    def _look_up(self, address: str) -> None:
        """What was found before counts no longer."""
        self.show_other(None)
        self.address_wished.emit(address)

    def _connect(self) -> None:
        self.address.wished.connect(self._look_up)
        self._subject.edited.connect(self._show_subject)
        self._method.edited.connect(self._show_method)
        self._aim.edited.connect(self._show_aim)
        self._number.textEdited.connect(self.changed)
        self._recovers.edited.connect(self._show_recovery)
        self._seeds.edited.connect(self.changed)
        self._folder.clicked.connect(self._ask_folder)
        self._prune.clicked.connect(self.prune_wished)

    def _lay_out(self) -> None:
        self._number.setFixedWidth(_NUMBER_PX)
        self._number.setValidator(QDoubleValidator(0.0, 100_000.0, 4, self._number))
        names = (self.tr("Network"), self.tr("Method"), self.tr("How much"), self.tr("Fine-tuning"))
        for widget, name in zip((self._subject, self._method, self._aim, self._recovers), names, strict=True):
            widget.setAccessibleName(name)
        self._number.setAccessibleName(self.tr("Number"))
        self._folder_row = _row(self._folder_words, self._folder, stretch=0)
        self._folder_name = QLabel(self.tr("Pictures"))
        self.show_pictures("")
        self._seeds_name = QLabel(self.tr("Repetitions"))
        self._seeds.setAccessibleName(self._seeds_name.text())
        self._seeds.set_choices([(str(count), QLocale().toString(count)) for count in SEEDS])
        self._seeds.show_text(str(SEEDS[0]))
        note = QLabel(self.tr("with other random numbers each time; several tell chance from merit"), wordWrap=True)
        note.setObjectName("muted")
        self._seeds_row = _row(self._seeds, note)
        rows = QGridLayout()
        rows.setSpacing(GAP_PX)
        rows.setColumnStretch(1, 1)
        fields: list[QWidget] = [_row(self._subject, stretch=1), _row(self._method, stretch=1)]
        fields += [_row(self._aim, self._number, self._unit, stretch=3), _row(self._recovers, self._recovery_note)]
        for number, (name, field) in enumerate(zip(names, fields, strict=True)):
            rows.addWidget(QLabel(name), 2 * number, 0)
            rows.addWidget(field, 2 * number, 1)
        rows.addWidget(self.address, 1, 1)  # below the network
        rows.addWidget(self._about, 3, 1)  # below the method
        rows.addWidget(self._folder_name, 2 * len(names), 0)
        rows.addWidget(self._folder_row, 2 * len(names), 1)
        rows.addWidget(self._seeds_name, 2 * len(names) + 1, 0)
        rows.addWidget(self._seeds_row, 2 * len(names) + 1, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.setSpacing(GAP_PX)
        lines.addLayout(rows)
        lines.addWidget(_row(self.command, self._prune, stretch=0))


def _row(*widgets: QWidget, stretch: int = 1) -> QWidget:
    """Widgets side by side; the one of this number, or nothing behind the last, takes what room is left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP_PX)
    for number, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if number == stretch else 0)
    if stretch == len(widgets):
        layout.addStretch(1)
    return row
