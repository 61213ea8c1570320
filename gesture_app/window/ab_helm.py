"""Steers the comparison of two detectors: what runs and when, what is shown of it, and what is put to work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.gestures import Gesture
from gesture_app.core.lab.commands import use_command
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.gallery import Disagreement
from gesture_app.core.lab.library import Library
from gesture_app.core.sections import DetectorSettings
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.ui.words import gesture_word
from gesture_app.window.ab_gallery_helm import AbGalleryHelm
from gesture_app.window.lab_helm import detector_in_use, spec_of
from gesture_app.window.lab_setting import AbParts
from gesture_app.window.settings_helm import SettingsHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.preview import to_bgra
from gesture_app.workers.second_look import THREADS, SecondLook

REFRESH_MS = 40  # 25 pictures a second: detection keeps its own rate
FIGURES_EVERY = 6  # refreshes; faster than that nobody can read

_TOPIC = "side by side"  # of messages


@dataclass(frozen=True, slots=True)
class _Pair:
    """The keys of two detectors in the library; empty where there is none."""

    in_use: str = ""
    second: str = ""


class AbHelm(QObject):
    """Compares only while it was asked to and the view can be seen."""

    def __init__(
        self, window: MainWindow, second: SecondLook, settings: SettingsHelm, saving: Jobs, parts: AbParts
    ) -> None:
        super().__init__(window)
        self._window = window
        self._view = window.lab.ab
        self._second = second
        self._settings = settings
        self._words: Mapping[str, str] = {}
        self._entries: tuple[Entry, ...] = ()
        self._pair = _Pair()
        self._model = ""  # in use, by name or path
        self._is_wanted = False
        self._refreshes = 0
        self.gallery = AbGalleryHelm(window, saving, parts)
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self._refresh)
        self._view.start_wished.connect(self._start)
        self._view.stop_wished.connect(self._stop)
        self._view.seen_changed.connect(self._run)
        self._view.second_shown.connect(self._show_command)
        window.seen_changed.connect(self._run)
        settings.changed.connect(self._mirror)
        self._mirror()

    def set_vocabulary(self, vocabulary: Mapping[str, Gesture]) -> None:
        """Call the gestures as the vocabulary does."""
        self._words = {label: gesture_word(gesture.title) for label, gesture in vocabulary.items()}
        self._view.set_words(self._words)

    @Slot(object)
    def show_library(self, library: Library) -> None:
        """Offer the detectors there are."""
        self._entries = tuple(one for one in library.entries if one.family is Family.DETECTOR and one.place)
        self.show_in_use(self._model or self._window.header.model.spec)

    @Slot(str)
    def show_in_use(self, model: str) -> None:
        """Compare with this one from now on; if it was the second one, the two change places."""
        self._model = model
        in_use = detector_in_use(self._entries, model)
        second = self._pair.in_use if in_use == self._pair.second else self._pair.second
        others = [entry for entry in self._entries if entry.key != in_use]
        if second not in [entry.key for entry in others]:
            second = others[0].key if others else ""
        has_changed = self._pair != _Pair(in_use, second)
        self._pair = _Pair(in_use, second)
        self._view.show_choices(self._title(in_use) or model, others, second)
        self._name()
        if has_changed and self._second.is_running:
            self._second.stop()
        self._run()

    @Slot(object)
    def fail(self, error: AppError) -> None:
        """The second detector does not work: the comparison is over."""
        self._is_wanted = False
        self._run()
        self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR))

    @Slot(str)
    def _show_command(self, key: str) -> None:
        """Show what is typed to look with the second from now on."""
        second = next((entry for entry in self._entries if entry.key == key), None)
        self._view.show_command(use_command(spec_of(second, self._entries)) if second else "")

    @Slot(str)
    def _start(self, key: str) -> None:
        self._window.messages.clear(_TOPIC)
        self._is_wanted = True
        self._pair = replace(self._pair, second=key)
        self._second.stop()
        self._name()
        self._run()

    @Slot()
    def _stop(self) -> None:
        self._is_wanted = False
        self._run()

    @Slot()
    def _run(self) -> None:
        """Run or rest, as it is now."""
        is_seen = self._view.isVisible() and self._window.is_seen()
        shall_run = self._is_wanted and is_seen and bool(self._pair.second)
        if shall_run and not self._second.is_running:
            self._second.start(self._settings_of_second())
            self._view.show_running(is_running=True)
            self._clock.start()
        elif not shall_run:
            self._second.stop()
            if self._clock.isActive():
                self._clock.stop()
                self._refresh_figures()
            self._view.show_running(is_running=False)

    def _settings_of_second(self) -> DetectorSettings:
        """As the one in use is opened, but on fewer threads."""
        entry = self._entry(self._pair.second)
        spec = spec_of(entry, self._entries) if entry else ""
        return replace(self._settings.settings.detector, model=spec, threads=THREADS)

    @Slot()
    def _refresh(self) -> None:
        """Show the newest frame that both have seen, and now and then the figures."""
        pair = self._second.newest.take()
        if pair is not None:
            self._view.live.show_pair(to_bgra(pair.frame.pixels), pair.comparison, self._words)
        self._refreshes += 1
        if self._refreshes % FIGURES_EVERY == 0:
            self._refresh_figures()

    def _refresh_figures(self) -> None:
        standings = self._second.standings()
        self._view.live.show_counts(standings.counts, self._words)
        self._view.live.show_times(standings.times)
        self.gallery.add([self._keyed(one) for one in self._second.take_disagreements()])

    def _keyed(self, seen: Disagreement) -> Disagreement:
        """With the models named by their keys, which last."""
        first, second = (detector_in_use(self._entries, model) or model for model in seen.models)
        return replace(seen, models=(first, second))

    def _name(self) -> None:
        """Say which two are compared."""
        names = (self._title(self._pair.in_use), self._title(self._pair.second))
        self._view.live.show_names(*names, (self._settings.settings.detector.threads, THREADS))
        self.gallery.set_pair((self._pair.in_use, self._pair.second), {one.key: one for one in self._entries})

    def _entry(self, key: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.key == key), None)

    def _title(self, key: str) -> str:
        entry = self._entry(key)
        return entry.title if entry else ""

    @Slot()
    def _mirror(self) -> None:
        self._view.set_mirrored(is_mirrored=self._settings.settings.ui.mirror_preview)
