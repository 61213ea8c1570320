"""Steers the lab: reads what there is, takes networks in, has them measured and puts one to work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError, LabError
from gesture_app.core.files import replace_atomically
from gesture_app.core.lab.commands import use_command
from gesture_app.core.lab.entry import Entry, Family, Time
from gesture_app.core.lab.front import smaller_but_slower
from gesture_app.core.lab.library import Library
from gesture_app.core.lab.table_text import csv_text
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.window.lab_confusions import LabConfusions
from gesture_app.window.lab_layers import LabLayers
from gesture_app.window.lab_measuring import LabMeasuring
from gesture_app.window.lab_setting import LabParts
from gesture_app.window.prune_helm import PruneHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.lab_jobs import LabJobs

_READ, _TAKE, _SAVE, _KEEP = "lab library", "lab take in", "lab save", "lab timings"  # topics of jobs
_TOPIC = "lab"  # of messages
_CSV = ".csv"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What there is, and by the key of each network that is smaller but slower, one that is larger but faster."""

    library: Library
    slower: Mapping[str, Entry]


class LabHelm(QObject):
    """Turns wishes about networks into jobs and processes, and what comes of them into rows.

    Signals:
        use_wished(str): The remote control shall look with this model, by name or path.
        library_shown(Library): This is what there is.
    """

    use_wished = Signal(str)
    library_shown = Signal(object)

    def __init__(self, window: MainWindow, parts: LabParts, jobs: Jobs, queue: LabJobs) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.lab
        self._parts = parts
        self._jobs = jobs
        self._library = Library(())
        self._slower: Mapping[str, Entry] = {}
        self.measuring = LabMeasuring(self._page, jobs, parts.engines)
        self.measuring.measured.connect(self._keep)
        self.measuring.failed.connect(self.complain)
        self.measuring.commands_changed.connect(self._show_commands)
        self.layers = LabLayers(self._page.diff, jobs)
        self.layers.failed.connect(self.complain)
        self.confusions = LabConfusions(self._page.confusions, jobs, parts.labelled)
        self.confusions.failed.connect(self.complain)
        self._queue = queue
        queue.failed.connect(self.complain)
        self.pruning = PruneHelm(self._page, queue, parts.pruning)
        self.pruning.failed.connect(self.complain)
        self.pruning.made.connect(self.read)
        self.pruning.use_wished.connect(self.use_wished)
        self._page.shown.connect(self.read)
        self._page.shown.connect(self._watch)
        self._page.hidden.connect(self._watch)
        self._page.library.use_wished.connect(self._use)
        self._page.ab.use_wished.connect(self._use)
        self._page.library.take_in_wished.connect(self._take_in)
        self._page.library.rows.chosen_changed.connect(self._pick_chosen)
        self._page.library.rows.chosen_changed.connect(self._show_commands)
        self._page.compare.picked.connect(self._pick)
        self._page.compare.save_wished.connect(self._save)
        self._page.compare.confusions_wished.connect(self._turn_to_confusions)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    def close(self) -> None:
        """End a measurement that is under way; jobs of the queue go on."""
        self.measuring.close()
        self.layers.close()
        self.confusions.close()
        self.pruning.close()

    @Slot()
    def read(self) -> None:
        """Read all cards and reports anew."""
        self._jobs.start(_READ, partial(_with_slower, self._parts.read))

    @Slot()
    def _watch(self) -> None:
        self._queue.watch(is_watched=self._page.isVisible())

    def _show(self) -> None:
        """Bring the library onto the page."""
        entries = self._library.entries
        in_use = detector_in_use(entries, self._window.header.model.spec)
        self._page.library.show_library(self._library, self._slower, in_use)
        self._page.compare.show_library(self._library, self._slower, in_use)
        self.library_shown.emit(self._library)
        self.layers.show_entries(entries)
        self.confusions.show_entries(entries)

    @Slot(str)
    def _use(self, key: str) -> None:
        """Look with a detector: by its name, which lasts, unless another one hides it behind the same."""
        entry = next(entry for entry in self._library.entries if entry.key == key)
        self.use_wished.emit(spec_of(entry, self._library.entries))
        self._show()

    @Slot()
    def show_in_use(self) -> None:
        """Another model is in use: say so."""
        self._show()

    @Slot(object)
    def _take_in(self, path: Path) -> None:
        self._window.messages.clear(_TOPIC)
        self._jobs.start(_TAKE, lambda: self._parts.take_in(path))

    @Slot()
    def _pick_chosen(self) -> None:
        self._page.compare.pick(frozenset(entry.key for entry in self._page.library.rows.chosen()))

    @Slot()
    def _show_commands(self) -> None:
        """Show what is typed instead of pressing the library's buttons."""
        chosen = self._page.library.rows.chosen()
        is_one = [entry.family for entry in chosen] == [Family.DETECTOR]
        use = use_command(spec_of(chosen[0], self._library.entries)) if is_one else ""
        self._page.library.show_commands(self.measuring.commands, use)

    @Slot(str)
    def _pick(self, key: str) -> None:
        self._page.compare.pick(frozenset((key,)))

    @Slot(object)
    def _turn_to_confusions(self, entries: Sequence[Entry]) -> None:
        """Show what these detectors confuse."""
        self.confusions.pick(entries)
        self._page.turn_to(self._page.confusions)

    @Slot(object, str, object)
    def _keep(self, file: Path, way: str, time: Time) -> None:
        self._jobs.start(_KEEP, lambda: self._parts.keep_time(file, way, time))

    @Slot(str)
    def _save(self, name: str) -> None:
        """Write the chart or its figures."""
        path = Path(name)
        self._window.messages.clear(_TOPIC)
        entries = self._page.compare.shown.listed
        if path.suffix.lower() == _CSV:
            self._jobs.start(_SAVE, lambda: _write(path, lambda part: part.write_text(csv_text(entries), "utf-8")))
            return
        try:
            _write(path, self._page.compare.chart.save)  # on this thread, where widgets are painted
        except LabError as error:
            self.complain(str(error))

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _READ and isinstance(result, _Reading):
            self._library, self._slower = result.library, result.slower
            self._show()
        elif topic == _TAKE:
            words = self.tr("{name} is in the library now.").format(name=result)
            self._window.messages.show_message(Message(_TOPIC, words, Tone.INFO))
            self.read()
        elif topic == _KEEP:
            self.read()

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic in (_READ, _TAKE, _SAVE, _KEEP):
            self.complain(str(error))

    @Slot(str)
    def complain(self, sentence: str) -> None:
        """Say above the page what cannot be done."""
        self._window.messages.show_message(Message(_TOPIC, sentence, Tone.ERROR))


def detector_in_use(entries: Sequence[Entry], model: str) -> str:
    """The key of the detector that a setting names, by name or by path; the first of a name is meant, as elsewhere."""
    detectors = (entry for entry in entries if entry.family is Family.DETECTOR)
    return next((entry.key for entry in detectors if model in (entry.name, str(entry.place))), "")


def spec_of(detector: Entry, entries: Sequence[Entry]) -> str:
    """What a setting names a detector by: its name, which lasts, unless another one hides it behind the same."""
    namesake = next(one for one in entries if one.family is detector.family and one.name == detector.name)
    return detector.name if namesake is detector else str(detector.place)


def _with_slower(read: Callable[[], Library]) -> _Reading:
    """What there is; on the thread of the jobs, since a thousand networks take their time."""
    library = read()
    return _Reading(library, smaller_but_slower(library.entries))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file, whole or not at all.

    Raises:
        LabError: It cannot be written.
    """
    try:
        replace_atomically(path, write)
    except OSError as error:
        raise LabError(f"{path} cannot be written ({error.strerror}); choose another place.") from error
