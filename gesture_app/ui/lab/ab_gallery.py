"""Judges the pictures about which two detectors differ: one key says who is right, and only Save writes anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.core.lab.agreement import compare
from gesture_app.core.lab.gallery import MOST_BYTES, MOST_PICTURES, Item, Judgement, Verdicts
from gesture_app.ui.elided_label import ElidedLabel, ForeignLabel
from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.lab.ab_live import both_marks
from gesture_app.ui.lab.box_correction import BoxCorrection
from gesture_app.ui.picture import PictureView
from gesture_app.ui.theme import GAP_PX, Theme


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of the gallery, and where it stands there."""

    item: Item
    number: int  # counted from 1
    count: int
    titles: tuple[str, str]  # of the two models
    can_undo: bool


class AbGallery(QWidget):
    """Shows one picture at a time.

    Keys: A and B say who is right, N that neither is, S skips, Ctrl+Z takes the last one back, Left and Right turn.

    Signals:
        judged(Judgement, tuple): Who is right about the picture that is shown, and the LabelledBox where neither is.
        undo_wished: The last judgement shall be taken back.
        turned(int): The picture so many further on shall be shown.
        save_wished: What was judged shall be written.
        clear_wished: All pictures shall be forgotten.
    """

    judged = Signal(Judgement, object)
    undo_wished = Signal()
    turned = Signal(int)
    save_wished = Signal()
    clear_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Disagreements"))
        self._words: Mapping[str, str] = {}
        self._item: Item | None = None
        self._command = ""
        self.pictures = (PictureView(theme, self.tr("What A saw")), PictureView(theme, self.tr("What B saw")))
        self.captions = (ElidedLabel("muted"), ElidedLabel("muted"))
        self.correction = BoxCorrection(theme)
        self.place, self.score, self.saved = QLabel(), QLabel(wordWrap=True), ForeignLabel("muted")
        self.place.setObjectName("cardtitle")
        self.command = ForeignLabel("small")
        self._consent = QLabel(wordWrap=True)
        self._consent.setObjectName("small")
        self._back, self._on = IconButton(theme, "previous"), IconButton(theme, "next")
        self.a, self.b = QPushButton(self.tr("A is right (A)")), QPushButton(self.tr("B is right (B)"))
        self.neither = IconButton(theme, "edit", self.tr("Neither (N)"))
        self.skip = QPushButton(self.tr("Skip (S)"))
        self.undo = IconButton(theme, "undo")
        self.save, self.clear = IconButton(theme, "save", ""), IconButton(theme, "delete", self.tr("Forget all"))
        self.copy = IconButton(theme, "copy")
        self._pages = QStackedWidget()
        self._steps = QStackedWidget()
        self._keys: list[QShortcut] = []
        self._lay_out(theme)
        self._connect()
        self._say_consent()
        self.show_item(None)
        self.show_verdicts(Verdicts(), ("", ""), 0)
        self.show_saved("", "")

    def set_words(self, words: Mapping[str, str]) -> None:
        """Call the gestures so."""
        self._words = words
        self.correction.set_words(words)

    def set_mirrored(self, *, is_mirrored: bool) -> None:
        """Show the pictures as in a mirror; they are corrected as the camera took them."""
        for picture in self.pictures:
            picture.set_mirrored(is_mirrored)

    def show_item(self, shown: Shown | None) -> None:
        """Show this picture with both answers; None where there is none."""
        self._item = shown.item if shown else None
        self._steps.setCurrentIndex(0)
        self._listen()
        self.clear.setText(self.tr("Forget all"))
        self._pages.setCurrentIndex(1 if shown else 0)
        if shown is None:
            return
        seen = shown.item.seen
        image = QImage.fromData(seen.jpeg)
        for picture, marks in zip(self.pictures, both_marks(compare(seen.a, seen.b), self._words), strict=True):
            picture.show_image(image, marks)
        for caption, letter, title in zip(self.captions, "AB", shown.titles, strict=True):
            caption.setText(self.tr("{letter}: {name}").format(letter=letter, name=title))
        self.undo.setEnabled(shown.can_undo)
        self.show_place(shown.number, shown.count)

    def show_place(self, number: int, count: int) -> None:
        """Say where the shown picture stands, counted from 1, among how many."""
        if self._item is not None:
            words = self.tr("{number} of {count}").format(number=number, count=count)
            self.place.setText(f"{words} · {self._judgement_word(self._item)}")
        for button in (self._back, self._on):
            button.setEnabled(count > 1)

    def show_verdicts(self, verdicts: Verdicts, titles: tuple[str, str], to_save: int) -> None:
        """Show who of these two was right how often, and how many pictures wait for being saved."""
        words = self.tr(
            "Right: {first} {a} ×, {second} {b} ×, neither {neither} ×. {skipped} skipped, {open} to judge."
        )
        first, second = titles
        text = words.format(
            first=first,
            a=verdicts.a,
            second=second,
            b=verdicts.b,
            neither=verdicts.neither,
            skipped=verdicts.skipped,
            open=verdicts.open,
        )
        self.score.setText(text if first else "")
        self.save.setText(self.tr("Save judged pictures: {count}").format(count=to_save))
        self.save.setEnabled(to_save > 0)

    def show_saved(self, sentence: str, command: str) -> None:
        """Say what lies on the disk, and the command that learns from it."""
        self._command = command
        self.saved.setText(sentence)
        self.command.setText(command)
        self.copy.setVisible(bool(command))

    def showEvent(self, event: QShowEvent) -> None:
        """Be ready for the keys, which need no button to be in focus."""
        super().showEvent(event)
        self.setFocus()

    def _judgement_word(self, item: Item) -> str:
        words = {
            Judgement.OPEN: self.tr("who is right?"),
            Judgement.A: self.tr("A is right"),
            Judgement.B: self.tr("B is right"),
            Judgement.NEITHER: self.tr("neither is right"),
            Judgement.SKIPPED: self.tr("skipped"),
        }
        word = words[item.judgement]
        return self.tr("{word}, saved").format(word=word) if item.is_saved else word

    def _say_consent(self) -> None:
        words = self.tr(
            "These pictures are in memory only, at most {count} of them and {size} MB, one for each stretch of "
            "disagreement. They leave this computer in no case, and they are written only when you save them."
        )
        self._consent.setText(words.format(count=MOST_PICTURES, size=MOST_BYTES // 2**20))

    @Slot()
    def _judge_a(self) -> None:
        self.judged.emit(Judgement.A, ())

    @Slot()
    def _judge_b(self) -> None:
        self.judged.emit(Judgement.B, ())

    @Slot()
    def _skip(self) -> None:
        self.judged.emit(Judgement.SKIPPED, ())

    @Slot()
    def _correct(self) -> None:
        """Let the person draw what is right."""
        if self._item is not None:
            self._steps.setCurrentIndex(1)
            self._listen()
            self.correction.begin(self._item.picture)

    @Slot()
    def _take_correction(self) -> None:
        self._steps.setCurrentIndex(0)
        self._listen()
        self.setFocus()
        self.judged.emit(Judgement.NEITHER, self.correction.boxes)

    @Slot()
    def _leave_correction(self) -> None:
        self._steps.setCurrentIndex(0)
        self._listen()
        self.setFocus()

    @Slot()
    def _turn_back(self) -> None:
        self.turned.emit(-1)

    @Slot()
    def _turn_on(self) -> None:
        self.turned.emit(1)

    @Slot()
    def _clear(self) -> None:
        """Ask once more, in its own place: what was judged cannot be got back."""
        sure = self.tr("Forget all for good")
        if self.clear.text() == sure:
            self.clear_wished.emit()
        else:
            self.clear.setText(sure)

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command)

    def _listen(self) -> None:
        """Heed the keys while there is a picture to judge, and leave them to the boxes while those are corrected."""
        for key in self._keys:
            key.setEnabled(self._item is not None and self._steps.currentIndex() == 0)

    def _connect(self) -> None:
        for key, act in (
            ("A", self._judge_a),
            ("B", self._judge_b),
            ("N", self._correct),
            ("S", self._skip),
            ("Ctrl+Z", self.undo_wished),
            ("Left", self._turn_back),
            ("Right", self._turn_on),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
            self._keys.append(shortcut)
        self.a.clicked.connect(self._judge_a)
        self.b.clicked.connect(self._judge_b)
        self.neither.clicked.connect(self._correct)
        self.skip.clicked.connect(self._skip)
        self.undo.clicked.connect(self.undo_wished)
        self._back.clicked.connect(self._turn_back)
        self._on.clicked.connect(self._turn_on)
        self.save.clicked.connect(self.save_wished)
        self.clear.clicked.connect(self._clear)
        self.copy.clicked.connect(self._copy_command)
        self.correction.taken.connect(self._take_correction)
        self.correction.left.connect(self._leave_correction)
        describe(self.undo, self.tr("Take the last judgement back (Ctrl+Z)"))
        describe(self._back, self.tr("The picture before (Left)"))
        describe(self._on, self.tr("The next picture (Right)"))
        describe(self.copy, self.tr("Copy the command that learns from the saved pictures"))

    def _lay_out(self, theme: Theme) -> None:
        advice = self.tr("Let the two be compared for a while; where they differ, the picture comes here.")
        self._pages.addWidget(EmptyState(theme, "lab", self.tr("No disagreement yet"), advice))
        self._pages.addWidget(self._judging())
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self._consent)
        lines.addLayout(_row(self.save, self.saved, stretched=self.saved))
        lines.addLayout(_row(self.command, self.copy, stretched=self.command))

    def _judging(self) -> QWidget:
        """Everything that is about one picture."""
        pictures = QWidget()
        both = QHBoxLayout(pictures)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(GAP_PX)
        for caption, picture in zip(self.captions, self.pictures, strict=True):
            column = QVBoxLayout()
            column.setSpacing(GAP_PX // 2)
            column.addWidget(caption)
            column.addWidget(picture, 1)
            both.addLayout(column, 1)
        step = QWidget()
        lines = QVBoxLayout(step)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(_row(self.place, self._back, self._on, stretched=self.place))
        lines.addWidget(pictures, 1)
        lines.addLayout(_row(self.a, self.b, self.neither, self.skip, self.undo, self.clear))
        lines.addWidget(self.score)
        self._steps.addWidget(step)
        self._steps.addWidget(self.correction)
        return self._steps


def _row(*widgets: QWidget, stretched: QWidget | None = None) -> QHBoxLayout:
    """Widgets beside each other; one of them, or else the end, takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(GAP_PX)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is stretched else 0)
    if stretched is None:
        row.addStretch()
    return row
