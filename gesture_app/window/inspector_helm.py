"""Steers the inspector: feeds it what happens or what was recorded, and decides about the same hands again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from gesture_app.core.bindings import Bindings
from gesture_app.core.errors import AppError, RecordingError
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import OrderChanges, compare_orders
from gesture_app.core.recording import read_recording
from gesture_app.core.replay import decide, sightings_of
from gesture_app.core.settings import EngineSettings, Settings, with_value
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.window.settings_helm import SettingsHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.trace import Trace

REFRESH_MS = 100  # an eye that follows a running film needs no more
THINK_MS = 150  # a slider that is being dragged is not asked about at every pixel
MOST_FRAMES = 36_000  # ten minutes at 60 frames a second; more could not be decided about at once

_TOPIC = "inspector"  # of jobs and messages


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is decided by."""

    engine: EngineSettings
    bindings: Bindings


@dataclass(frozen=True, slots=True)
class _Decided:
    """Sightings decided about by the settings of the moment and perhaps by others."""

    name: str  # of the recording; empty for what happened live
    moments: Sequence[Moment]
    enter_score: float
    changes: OrderChanges | None = None
    is_new: bool = False  # just opened
    is_cut: bool = False  # longer than MOST_FRAMES


class InspectorHelm(QObject):
    """Nothing is decided or painted for a page that cannot be seen.

    Args:
        in_force: Gives the bindings to decide by under some settings; called on the window's thread.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: SettingsHelm,
        in_force: Callable[[Settings], Bindings],
        trace: Trace,
        jobs: Jobs,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.inspector
        self._settings = settings
        self._in_force = in_force
        self._trace = trace
        self._jobs = jobs
        self._recording = ""
        self._seen: Sequence[Sighting] = ()
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self._refresh)
        self._think = QTimer(self, singleShot=True, interval=THINK_MS)
        self._think.timeout.connect(self._decide_again)
        self._page.seen_changed.connect(self._run)
        self._page.stopped.connect(self._stop)
        self._page.recording_wished.connect(self._open)
        self._page.live_wished.connect(self._go_live)
        self._page.what_if.changed.connect(self._consider)
        self._page.what_if.back_wished.connect(self._forget)
        self._page.what_if.taken.connect(self._take)
        settings.changed.connect(self._adopt)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)
        self._adopt(settings.settings)

    @property
    def _wanted(self) -> Settings:
        """The settings as the sliders stand."""
        wanted = self._settings.settings
        for key, text in self._page.what_if.values.items():
            wanted = with_value(wanted, key, text)
        return wanted

    @Slot(bool)
    def _run(self, is_seen: bool) -> None:
        if is_seen and not self._recording and not self._page.is_still:
            self._refresh()
            self._clock.start()
        else:
            self._clock.stop()

    @Slot()
    def _refresh(self) -> None:
        """Show what has happened until now."""
        self._page.show_moments(self._trace.moments(), self._settings.settings.engine.enter_score)

    @Slot(bool)
    def _stop(self, is_still: bool) -> None:
        """Stand still with what can be seen; running on forgets what was asked of it."""
        if is_still:
            self._seen = [moment.sighting for moment in self._trace.moments()]
        elif not self._recording:
            self._page.what_if.show_settings(self._settings.settings)
        self._run(self._page.isVisible())

    @Slot(object)
    def _adopt(self, settings: Settings) -> None:
        """The sliders stand as the settings do, which are others now."""
        self._page.what_if.show_settings(settings)
        if self._recording or self._page.is_still:
            self._decide_again()

    @Slot()
    def _consider(self) -> None:
        if not self._recording and not self._page.is_still:
            self._page.hold_still()
        self._think.start()

    @Slot()
    def _forget(self) -> None:
        self._page.what_if.show_settings(self._settings.settings)
        self._decide_again()

    @Slot()
    def _take(self) -> None:
        """Use what was tried; from then on it is how things are."""
        self._settings.edit(self._wanted)

    @Slot()
    def _decide_again(self) -> None:
        """Decide about the same sightings by the settings there are and, where they differ, by those of the sliders."""
        name, seen = self._recording, self._seen
        now, wanted = self._rules(self._settings.settings), self._rules(self._wanted)
        self._jobs.start(_TOPIC, lambda: _decided(name, seen, now, wanted))

    @Slot(str)
    def _open(self, path: str) -> None:
        self._window.messages.clear(_TOPIC)
        now = self._rules(self._settings.settings)
        self._jobs.start(_TOPIC, lambda: _read(Path(path), now))

    def _rules(self, settings: Settings) -> _Rules:
        return _Rules(settings.engine, self._in_force(settings))

    @Slot()
    def _go_live(self) -> None:
        self._recording = ""
        self._window.messages.clear(_TOPIC)
        self._page.what_if.show_settings(self._settings.settings)
        self._page.show_live_mode()
        self._run(self._page.isVisible())

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic != _TOPIC or not isinstance(result, _Decided):
            return
        if result.is_new:
            self._begin(result)
        if result.name == self._recording and (result.name or self._page.is_still):
            self._page.show_moments(result.moments, result.enter_score, result.changes)

    def _begin(self, opened: _Decided) -> None:
        """Show a recording that has just been read."""
        self._recording = opened.name
        self._seen = [moment.sighting for moment in opened.moments]
        self._clock.stop()
        self._page.what_if.show_settings(self._settings.settings)
        self._page.show_recording_mode(opened.name, opened.moments[-1].at_s if opened.moments else 0.0)
        if opened.is_cut:
            text = self.tr("Only the first {count} frames of {name} are shown.")
            words = text.format(count=MOST_FRAMES, name=opened.name)
            self._window.messages.show_message(Message(_TOPIC, words, Tone.INFO))

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _TOPIC:
            self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR))


# These run on the thread of the jobs.


def _read(path: Path, rules: _Rules) -> _Decided:
    """Read a recording and decide about it.

    Raises:
        RecordingError: It cannot be read, or there is nothing in it.
    """
    sightings = list(islice(sightings_of(read_recording(path)), MOST_FRAMES + 1))
    if not sightings:
        raise RecordingError(f"The recording {path} holds no frame; choose another.")
    moments = _decide(_from_zero(sightings[:MOST_FRAMES]), rules)
    is_cut = len(sightings) > MOST_FRAMES
    return _Decided(path.name, moments, rules.engine.enter_score, is_new=True, is_cut=is_cut)


def _decided(name: str, seen: Sequence[Sighting], now: _Rules, wanted: _Rules) -> _Decided:
    before = _decide(seen, now)
    if now.engine == wanted.engine:  # the sliders change nothing else
        return _Decided(name, before, now.engine.enter_score)
    after = _decide(seen, wanted)
    return _Decided(name, after, wanted.engine.enter_score, compare_orders(before, after))


def _decide(seen: Sequence[Sighting], rules: _Rules) -> Sequence[Moment]:
    return list(decide(seen, rules.engine, rules.bindings))


def _from_zero(seen: Sequence[Sighting]) -> Sequence[Sighting]:
    """The sightings in the recording's own time."""
    first_s = seen[0].at_s
    return [Sighting(one.at_s - first_s, one.size_px, one.detections) for one in seen]
