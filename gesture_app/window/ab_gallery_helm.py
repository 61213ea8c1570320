"""Steers the gallery of disagreements: which picture is shown, what is said of it, and what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.gallery import Disagreement, Item, Judgement
from gesture_app.core.lab.gallery_folder import Saved, all_names, save_pictures, saved_in
from gesture_app.core.lab.retrain_line import retrain_line
from gesture_app.core.own_pictures import LabelledBox
from gesture_app.ui.lab.ab_gallery import Shown
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.window.lab_setting import AbParts
from gesture_app.workers.jobs import Jobs

_TOPIC = "disagreements"  # of jobs and messages


@dataclass(frozen=True, slots=True)
class _Written:
    """What a saving has come to."""

    items: Sequence[Item]
    saved: Saved


class AbGalleryHelm(QObject):
    """Keeps the pictures in memory, and has them written when that is wished.

    Signals:
        unsaved(int): So many judged pictures are in memory only; told once more when they could not be written.
    """

    unsaved = Signal(int)

    def __init__(self, window: MainWindow, jobs: Jobs, parts: AbParts) -> None:
        super().__init__(window)
        self._window = window
        self._view = window.lab.ab
        self._jobs = jobs
        self._parts = parts
        self._stamp = parts.stamp()
        self._gallery = parts.gallery
        self._unsaved = 0  # as told
        self._index = 0
        self._pair = ("", "")
        self._entries: Mapping[str, Entry] = {}
        self._is_full = False
        gallery = self._view.gallery
        gallery.judged.connect(self._judge)
        gallery.undo_wished.connect(self._undo)
        gallery.turned.connect(self._turn)
        gallery.save_wished.connect(self.save)
        gallery.clear_wished.connect(self.clear)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)
        self._view.judge.toggled.connect(self._look_at_folder)

    def set_pair(self, pair: tuple[str, str], entries: Mapping[str, Entry]) -> None:
        """Keep the score of these two; `entries` has all detectors by key."""
        is_first = not self._entries
        self._pair, self._entries = pair, entries
        if is_first:
            self._show()  # by titles now
        self._show_figures()

    def add(self, seen: Sequence[Disagreement]) -> None:
        """Take pictures in; what is looked at stays where it is."""
        was_empty = not self._gallery.items
        shown = self._gallery.items[self._index] if not was_empty else None
        taken = [self._gallery.add(one) for one in seen]
        if not taken:
            return
        if not all(taken) and not self._is_full:
            words = self.tr("The gallery of disagreements is full; judge and save its pictures, or forget them.")
            self._window.messages.show_message(Message(_TOPIC, words, Tone.INFO))
        self._is_full = not all(taken)
        if shown in self._gallery.items:
            self._index = self._gallery.items.index(shown)
        self._index = min(self._index, max(len(self._gallery.items) - 1, 0))
        if was_empty:
            self._show()
        self._view.gallery.show_place(self._index + 1, len(self._gallery.items))
        self._show_figures()

    def tell(self) -> None:
        """Say and show what there is; another window may have left something."""
        self._show()
        self.unsaved.emit(self._unsaved)

    @Slot(Judgement, object)
    def _judge(self, judgement: Judgement, drawn: tuple[LabelledBox, ...]) -> None:
        """Note it, and go on to the next picture that nobody has judged."""
        self._gallery.judge(self._index, judgement, drawn)
        following = self._gallery.next_open(self._index)
        if following is not None:
            self._index = following
        self._show()

    @Slot()
    def _undo(self) -> None:
        index = self._gallery.undo()
        if index is not None:
            self._index = index
            self._show()

    @Slot(int)
    def _turn(self, step: int) -> None:
        if self._gallery.items:
            self._index = (self._index + step) % len(self._gallery.items)
            self._show()

    @Slot()
    def clear(self) -> None:
        """Forget all pictures."""
        self._gallery.clear()
        self._index, self._is_full = 0, False
        self._window.messages.clear(_TOPIC)
        self._show()

    @Slot()
    def save(self) -> None:
        """Have what was judged written."""
        self._window.messages.clear(_TOPIC)
        items, stamp, parts = self._gallery.to_save(), self._stamp, self._parts
        keys = dict.fromkeys(key for pair in (self._pair, *(item.seen.models for item in items)) for key in pair)
        places = [entry.place for key in keys if (entry := self._entries.get(key)) and entry.place]

        def write() -> _Written:
            names = all_names(parts.labels(place) for place in places)
            pictures = [(f"{stamp}_{item.seen.number:04d}", item.picture) for item in items]
            return _Written(items, save_pictures(parts.folder, names, pictures))

        self._jobs.start(_TOPIC, write)

    @Slot()
    def _look_at_folder(self) -> None:
        """Say what was saved before."""
        self._jobs.start(_TOPIC, lambda: saved_in(self._parts.folder))

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic != _TOPIC:
            return
        if isinstance(result, _Written):
            self._gallery.mark_saved(result.items)
            self._show_saved(result.saved)
            self._show()
        elif isinstance(result, Saved):
            self._show_saved(result)

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _TOPIC:
            self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR))
            self.unsaved.emit(self._unsaved)

    def _show_saved(self, saved: Saved) -> None:
        if saved.train + saved.val == 0:
            self._view.gallery.show_saved("", "")
            return
        words = self.tr("{train} to learn from and {val} to judge by in {folder}")
        sentence = words.format(train=saved.train, val=saved.val, folder=saved.path)
        self._view.gallery.show_saved(sentence, retrain_line(saved.path, self._parts.retrained))

    def _show(self) -> None:
        """Bring the picture and everything about it onto the view."""
        items = self._gallery.items
        if items:
            item = items[self._index]
            first, second = (self._title(model) for model in item.seen.models)
            shown = Shown(item, self._index + 1, len(items), (first, second), self._gallery.can_undo)
            self._view.gallery.show_item(shown)
        else:
            self._view.gallery.show_item(None)
        self._show_figures()

    def _show_figures(self) -> None:
        verdicts = self._gallery.verdicts(self._pair)
        titles = (self._title(self._pair[0]), self._title(self._pair[1]))
        count = len(self._gallery.to_save())
        self._view.gallery.show_verdicts(verdicts, titles, count)
        if count != self._unsaved:
            self._unsaved = count
            self.unsaved.emit(count)
        self._view.show_waiting(sum(item.judgement is Judgement.OPEN for item in self._gallery.items))

    def _title(self, key: str) -> str:
        return self._entries[key].title if key in self._entries else key
