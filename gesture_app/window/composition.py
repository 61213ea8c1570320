"""The composition of the window: builds it and everything behind it, and connects the two.

This is the one place where widgets and workers meet. The window shows values and emits wishes; the engine room does
things and tells of them by way of the bridge; the presenters in between live on the window's thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from gesture_app.app import care_for, player_request, rare_after_s, source_request
from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.first_run import DUE
from gesture_app.core.gestures import Gesture
from gesture_app.core.history import History
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.player import PlayerInfo, PlayerRequest
from gesture_app.core.profiles import NowPlaying, bindings_for, now_playing, profile_for
from gesture_app.core.settings import Settings
from gesture_app.core.source import SourceInfo, SourceRequest
from gesture_app.core.types import Pixels, PlayerState
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.ui.picker import Choice
from gesture_app.ui.theme import Theme
from gesture_app.window.around import Around, Surroundings
from gesture_app.window.bindings_helm import BindingsHelm
from gesture_app.window.drift_helm import DriftHelm
from gesture_app.window.event_loop import collecting_here, stoppable
from gesture_app.window.first_run_helm import FirstRunHelm, Levers
from gesture_app.window.history_helm import HistoryHelm
from gesture_app.window.input_watch import InputWatch
from gesture_app.window.inspector_helm import InspectorHelm
from gesture_app.window.lab_setting import AbParts, LabParts, imports_of_the_lab
from gesture_app.window.live import LivePresenter
from gesture_app.window.looks import Looks
from gesture_app.window.model_helm import ModelHelm
from gesture_app.window.overlay import OverlayPresenter
from gesture_app.window.own_helm import OwnHelm, OwnSetting
from gesture_app.window.pause import PauseSwitch
from gesture_app.window.player_helm import PlayerHelm
from gesture_app.window.settings_helm import TOPIC, Apply, SettingsHelm
from gesture_app.window.source_helm import SourceHelm
from gesture_app.window.stage import Stage
from gesture_app.window.video import VideoPresenter
from gesture_app.workers.actuator import UNDO_WINDOW_S
from gesture_app.workers.channel import Claim
from gesture_app.workers.control_server import ControlServer
from gesture_app.workers.engine_room import EngineRoom, Openers
from gesture_app.workers.job_processes import is_alive
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.lab_jobs import LabJobs
from gesture_app.workers.qt_bridge import QtBridge

if TYPE_CHECKING:
    from gesture_app.window.lab_wing import LabWing

_ASKED_OF_SOURCE = ("source.spec", "source.width_px", "source.height_px", "source.fps")  # opened anew for these
_WATCH = ("detector.watch_s", "detector.watch_limit_ms", "detector.watch_limit_factor")  # count for the next model
_AROUND_WINDOW = ("ui.sounds", "ui.overlay", "ui.close_window")
_LOOKS = ("ui.theme", "ui.mirror_preview", "ui.reduced_motion", "ui.left_handed")


@dataclass(frozen=True, slots=True)
class WindowParts:
    """Everything the window needs from the rest of the app; its functions may take long and run off its thread."""

    settings: Settings
    vocabulary: Mapping[str, Gesture]
    openers: Openers
    source: SourceRequest
    player: PlayerRequest
    offer_sources: Callable[[], Iterable[SourceInfo]]
    offer_models: Callable[[], Iterable[Choice]]
    is_found_by_auto: Callable[[PlayerInfo], bool]
    draw_gesture: Callable[[str, int], Pixels]  # label and size in pixels; RGBA
    save: Callable[[Mapping[str, str]], None]  # what a person would type, by the setting's key; raises SettingsError
    place: Path  # the file that keeps where the window stood
    surroundings: Surroundings
    lab: LabParts
    ab: AbParts
    own: OwnSetting
    starts_hidden: bool = False
    is_source_chosen: bool = True  # no: a drawn hand was left by a first run in which no camera was wanted
    is_first_run: bool = False  # nothing of the camera is opened before the user has said yes
    memory: Path | None = None  # the file that keeps what the first run found; None: nothing is kept
    wall_clock: Callable[[], float] = time.time
    notice: str | None = None  # what was wrong with the settings file

    def with_settings(self, settings: Settings) -> WindowParts:
        """The same for other settings."""
        source, player = source_request(settings.source), player_request(settings.player)
        return replace(self, settings=settings, source=source, player=player)


class Desk(QObject):
    """The window with all that runs behind it; close() ends every thread.

    Args:
        history: The orders that were given at the desk before.

    Signals:
        language_wished(str): All words shall be in this language, so that this desk's window has had its time.
    """

    language_wished = Signal(str)

    def __init__(self, theme: Theme, parts: WindowParts, history: History | None = None) -> None:
        super().__init__()
        settings = parts.settings
        self.history = history or History()
        self.vocabulary = dict(parts.vocabulary)  # grows while the app runs; everybody looks into this one
        self.window = MainWindow(theme, self.vocabulary)
        self._parts = parts
        self._playing = NowPlaying()
        self._bindings = bindings_for(self.vocabulary, settings)
        self.bridge = QtBridge()
        self._jobs = Jobs()
        self._saving = Jobs()  # their own, because nothing that was changed may wait for a model, or be forgotten
        self._settings = SettingsHelm(self.window, settings, self._appliers(), parts.save, self._saving)
        engine = Engine(settings.engine, self._bindings)
        self._room = EngineRoom(parts.openers, engine, self.bridge, self._jobs, care_for(settings))
        self._looks = Looks(self.window, theme, self._jobs, parts.draw_gesture, self._settings.remember, parts.place)
        self._live = LivePresenter(self.window, self.bridge, settings.engine.armed_window_ms / 1000)
        self._input = InputWatch(self.window)
        self._video = VideoPresenter(self.window, self._room, self.bridge)
        remember = self._settings.remember
        self._source = SourceHelm(self.window, self._room, self._jobs, parts.source, parts.offer_sources, remember)
        self._model = ModelHelm(self.window, self._room, self._jobs, parts.offer_models, remember)
        self._player = PlayerHelm(self.window, self._room, parts.player, parts.is_found_by_auto, remember)
        self._gestures = BindingsHelm(self.window, self._settings, self.vocabulary)
        self._inspector = InspectorHelm(self.window, self._settings, self._in_force, self.bridge.trace, self._jobs)
        self._history = HistoryHelm(self.window, self.bridge, self._jobs, self.history)
        self._looking = Jobs()  # their own, because the lab shall be there at once, whatever is being opened
        self._queue = LabJobs(JobFolder(parts.lab.jobs, is_alive), parts.lab.runs)  # goes on from the start, lab or not
        self._wing: LabWing | None = None
        self._own = OwnHelm(self.window, self.bridge.recorder, self._saving, self.vocabulary, parts.own)
        for helm in (self._source, self._model, self._player):
            helm.listen(self.bridge)
        self.first_run = FirstRunHelm(self._levers(theme))
        self._drift = DriftHelm(self.window.messages, self.first_run, self._saving, parts.memory, parts.wall_clock)
        self.pause = PauseSwitch(self.window.header, self._room)
        self.around = self._surround(theme)
        self._connect()

    @property
    def settings(self) -> Settings:
        """The settings of the moment."""
        return self._settings.settings

    def start(self) -> None:
        """Show the window at once, and open what the settings name behind it."""
        self._looks.start(self._parts.settings.ui)
        self._give_time(self._parts.settings)
        self.window.live.gesture.set_bindings(self._bindings)
        show = self.around.show_tray_only if self._parts.starts_hidden else self.around.show_window
        show(self._parts.settings.ui)
        self._input.start()
        if self._parts.is_first_run:
            self.first_run.begin()
        else:
            self._source.start(is_chosen=self._parts.is_source_chosen)
        self._model.start(self._parts.settings.detector)
        self._player.start()
        # Only now, because the jobs wait for each other: first the picture, then what can be chosen, then decoration.
        for helm in (self._source, self._model, self._player):
            helm.ask()
        self._drift.set_wanted(is_wanted=self._parts.settings.ui.notice_drift)
        if self._parts.settings.engine.suppress_after_input_ms:
            self._room.listen_to_input()
        self._room.watch_session()
        self._looks.draw_gestures(label for label, one in self.vocabulary.items() if one.icon)
        if self._parts.notice:
            self.window.messages.show_message(Message(TOPIC, self._parts.notice, Tone.INFO))

    def close(self) -> None:
        """Stop all threads and wait for them; may be called twice."""
        self.around.close()
        if self._wing is not None:
            self._wing.close()
        self._queue.close()
        self._looking.close()
        self.first_run.close()
        for helm in (self._source, self._player):
            helm.stop()
        self._saving.finish()
        self._room.close()

    def put_away(self) -> None:
        """Close, but leave the window on the screen until there is another in its place."""
        self._looks.keep_place()
        self.close()

    def _connect(self) -> None:
        self.bridge.player_changed.connect(self._follow_player)
        self._input.used.connect(self._note_input)
        self._live.decided.connect(self._gestures.show_decision)
        self.bridge.fired.connect(self._gestures.show_fired)
        self.bridge.outcome_ready.connect(self._gestures.show_outcome)
        self.around.closing.asking.connect(self.first_run.make_way)
        self.window.lab.prepare(imports_of_the_lab())
        self.window.lab.built.connect(self._open_lab)
        if self._parts.ab.gallery.items:  # left by the window before, and to be asked about
            self.window.lab.complete()
        self._gestures.trial_changed.connect(self._player.try_out)
        self._source.stand_in_changed.connect(self._player.spare)
        self._gestures.profile_changed.connect(self._configure_anew)
        self.around.reception.first_run_wished.connect(self.first_run.begin)
        self.first_run.running_changed.connect(self._configure_anew)
        self._live.looked.connect(self._drift.look)
        self.bridge.figures_ready.connect(self._drift.note_figures)
        self.bridge.fired.connect(self._drift.note_fired)
        self._live.looked.connect(self._own.show_result)
        self._own.recording_changed.connect(self._configure_anew)

    @Slot()
    def _open_lab(self) -> None:
        """Have the lab steered; what that takes is imported only now, so that no start waits for it."""
        from gesture_app.window.lab_wing import LabWing, Neighbours

        others = Neighbours(
            vocabulary=self.vocabulary,
            own_vocabulary=self._parts.own.places.vocabulary,
            bridge=self.bridge,
            second=self._room.second,
            queue=self._queue,
            looking=self._looking,
            saving=self._saving,
            settings=self._settings,
            model=self._model,
            closing=self.around.closing,
        )
        self._wing = LabWing(self.window, self._parts.lab, self._parts.ab, others)
        self._wing.learned.connect(self._learn)

    def _surround(self, theme: Theme) -> Around:
        """What is around the window."""
        return Around(
            self.window,
            self.pause,
            OverlayPresenter(self.window, theme, self.vocabulary, self.bridge),
            self.bridge,
            self._parts.surroundings,
        )

    def _levers(self, theme: Theme) -> Levers:
        """What the first run moves."""
        return Levers(
            window=self.window,
            theme=theme,
            vocabulary=self.vocabulary,
            room=self._room,
            bridge=self.bridge,
            jobs=self._jobs,
            live=self._live,
            looks=self._looks,
            settings=self._settings,
            source=self._source,
            player=self._player,
            offer_sources=self._parts.offer_sources,
            open_source=self._parts.openers.source,
            in_force=self._in_force,
        )

    def _appliers(self) -> Mapping[str, Apply]:
        """What makes a setting take effect at once, by its key or its section."""
        return {
            "engine": self._configure,
            "bindings": self._configure,
            "profiles": self._configure,
            **dict.fromkeys(_ASKED_OF_SOURCE, self._reopen_source),
            "player": lambda settings: self._player.adopt(player_request(settings.player)),
            "source.look_rarely_after_s": lambda settings: self._room.look_rarely_after(rare_after_s(settings.source)),
            "detector": lambda settings: self._model.adopt(settings.detector),
            **dict.fromkeys(_WATCH, lambda settings: self._model.heed(settings.detector)),
            "privacy": lambda settings: self._room.heed(settings.privacy),
            **dict.fromkeys(_LOOKS, lambda settings: self._looks.wear(settings.ui)),
            "ui.reading_time": self._give_time,
            "ui.language": lambda settings: self.language_wished.emit(settings.ui.language),
            "ui.first_run": self._begin_if_due,
            "ui.notice_drift": lambda settings: self._drift.set_wanted(is_wanted=settings.ui.notice_drift),
            **dict.fromkeys(_AROUND_WINDOW, lambda settings: self.around.apply(settings.ui)),
        }

    def _begin_if_due(self, settings: Settings) -> None:
        if settings.ui.first_run == DUE:
            self.first_run.begin()

    def _give_time(self, settings: Settings) -> None:
        """Let what is shown for a moment stay as long as the user needs, and the undo work as long as it is shown."""
        times = settings.ui.reading_time
        self.window.live.give_time(times)
        self.around.overlay.overlay.give_time(times)
        self._room.allow_undo_for(times * UNDO_WINDOW_S)

    def _reopen_source(self, settings: Settings) -> None:
        self._source.adopt(source_request(settings.source))

    @Slot()
    def _note_input(self) -> None:
        self._room.note_user_input()

    @Slot(object, str)
    def _follow_player(self, state: PlayerState, title: str) -> None:
        """Another player, or another track, may have another profile."""
        before, self._playing = self._playing, now_playing(state, title)
        if profile_for(self.settings, before) != profile_for(self.settings, self._playing):
            self._configure_anew()

    @Slot(object)
    def _learn(self, own: Mapping[str, Gesture]) -> None:
        """Let gestures be bound that have come into the user's vocabulary."""
        self.vocabulary.update({label: one for label, one in own.items() if label not in self.vocabulary})
        self._gestures.refresh()
        self._configure_anew()

    @Slot()
    def _configure_anew(self) -> None:
        self._configure(self._settings.settings)

    def _in_force(self, settings: Settings) -> Bindings:
        if self._own.is_recording:
            return Bindings(())  # hands that are recorded order nothing
        return self._gestures.in_force(settings, self._playing)

    def _configure(self, settings: Settings) -> None:
        """Decide, and show what each gesture does, by these settings and the profile of the player."""
        self._bindings = self._in_force(settings)
        # Who is just learning the gestures shall not be obeyed.
        self._room.configure(settings.engine, Bindings(()) if self.first_run.is_running else self._bindings)
        self._live.set_armed_window(settings.engine.armed_window_ms / 1000)
        self.window.live.gesture.set_bindings(self._bindings)
        if settings.engine.suppress_after_input_ms:
            self._room.listen_to_input()


def run_window(parts: WindowParts, limit_s: float | None = None, claim: Claim | None = None) -> int:
    """Show the window until it is closed, the time is up or the user stops the program; gives the exit code.

    Args:
        claim: The channel on which other processes ask for something, if this one holds it.
    """
    app = QApplication([])
    app.setApplicationName("gesture-app")
    app.setApplicationDisplayName("Gesture control")
    with stoppable(end_app), collecting_here(), ExitStack() as stack:
        stage = Stage(app, parts, Desk)
        if claim is not None:
            server = ControlServer(claim, stage.answer)
            stack.callback(server.close)
            server.start()
        stack.callback(stage.close)
        stage.start()
        if limit_s is not None:
            QTimer.singleShot(round(limit_s * 1000), end_app)
        return app.exec()


def end_app() -> None:
    """End the app and ask nothing, because nobody may be there to answer."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.hold_closing(is_held=False)
    QApplication.quit()
