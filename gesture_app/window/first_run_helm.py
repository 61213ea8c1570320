"""Steers the first run: which step is shown, what it leaves behind, and that no gesture gives orders meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.bindings import Bindings
from gesture_app.core.drift import Conditions
from gesture_app.core.first_run import DONE, SKIPPED, Step
from gesture_app.core.gestures import Gesture
from gesture_app.core.profiles import NowPlaying, profile_for
from gesture_app.core.room import Check, Finding, Level
from gesture_app.core.settings import Settings
from gesture_app.ui.first_run import FirstRunView
from gesture_app.ui.first_run_summary import SummaryLine
from gesture_app.ui.first_run_words import advice_words, check_word, finding_words, step_word
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.ui.theme import Theme
from gesture_app.window.first_run_camera import CameraGuide, Offer
from gesture_app.window.first_run_checks import GestureGuide, RoomGuide, least_score_of
from gesture_app.window.first_run_player import PlayerGuide
from gesture_app.window.live import LivePresenter
from gesture_app.window.looks import Looks
from gesture_app.window.player_helm import PlayerHelm
from gesture_app.window.settings_helm import SettingsHelm
from gesture_app.window.source_helm import SourceHelm
from gesture_app.workers.engine_room import EngineRoom
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge
from gesture_app.workers.snapshots import OpenSource

KEY = "ui.first_run"  # of the setting

_TOPIC = "first run"
_LEVELS = (Level.BAD, Level.FAIR, Level.GOOD)


@dataclass(frozen=True, slots=True)
class Levers:
    """What of the window the first run moves."""

    window: MainWindow
    theme: Theme
    vocabulary: Mapping[str, Gesture]
    room: EngineRoom
    bridge: QtBridge
    jobs: Jobs
    live: LivePresenter
    looks: Looks
    settings: SettingsHelm
    source: SourceHelm
    player: PlayerHelm
    offer_sources: Offer
    open_source: OpenSource
    in_force: Callable[[Settings], Bindings]


class FirstRunHelm(QObject):
    """Shows the first run over the window while it lasts.

    Signals:
        running_changed: It has begun, and gestures give no orders; or it is over.
        measured(Conditions): It was gone through to the end, and this was found.
    """

    running_changed = Signal()
    measured = Signal(object)

    def __init__(self, levers: Levers) -> None:
        super().__init__(levers.window)
        self._levers = levers
        self._tour: _Tour | None = None
        levers.window.header.first_run_wished.connect(self.begin)

    @property
    def is_running(self) -> bool:
        """Whether it is shown."""
        return self._tour is not None

    @property
    def view(self) -> FirstRunView | None:
        """What is shown; None while it is not running."""
        return None if self._tour is None else self._tour.view

    @Slot()
    def begin(self) -> None:
        """Begin with the first question."""
        self.begin_at(Step.CONSENT)

    def begin_at(self, step: Step) -> None:
        """Begin with this step; a later one only where the camera was consented to before."""
        if self._tour is not None:
            return
        self._tour = tour = _Tour(self._levers)
        tour.finished.connect(self._finish)
        tour.left.connect(self._leave)
        self._levers.window.cover(tour.view)
        self._levers.player.trust(is_on=True)
        self.running_changed.emit()
        tour.show(step)

    @Slot()
    def make_way(self) -> None:
        """Let the window be seen; whoever was in the middle has left."""
        if self._tour is not None:
            self._leave()

    def close(self) -> None:
        """Take no more pictures; the window is closing."""
        if self._tour is not None:
            self._tour.camera.close()

    @Slot()
    def _finish(self) -> None:
        tour = self._end()
        self._levers.settings.remember(KEY, DONE)
        self.measured.emit(tour.conditions())

    @Slot()
    def _leave(self) -> None:
        """Who has not consented sees a drawn hand until they choose a camera themselves."""
        tour = self._end()
        if self._levers.settings.settings.ui.first_run != DONE:
            self._levers.settings.remember(KEY, SKIPPED)
        if not tour.has_consent:
            self._levers.source.do_without_camera()
            words = self.tr("No camera is used until you choose one above; a drawn hand is shown instead.")
            self._levers.window.messages.show_message(Message(_TOPIC, words, Tone.INFO))

    def _end(self) -> _Tour:
        tour = self._tour
        if tour is None:
            raise ValueError("expected a first run that is running, got none")
        self._tour = None
        tour.end()
        self._levers.player.trust(is_on=False)
        self._levers.window.uncover()
        self.running_changed.emit()
        return tour


class _Tour(QObject):
    """One walk through the steps; gone with its view.

    Signals:
        finished: The last step was gone through.
        left: The user wants out before.
    """

    finished = Signal()
    left = Signal()

    def __init__(self, levers: Levers) -> None:
        self.view = view = FirstRunView(levers.theme, levers.vocabulary)
        super().__init__(view)
        self._levers = levers
        self.has_consent = levers.settings.settings.ui.first_run == DONE
        self.camera = CameraGuide(view.camera, levers.source, levers.jobs, levers.offer_sources, levers.open_source)
        settings = levers.settings.settings
        least_score = least_score_of(settings, levers.in_force(settings))
        self._room = RoomGuide(view.room, levers.window.live, least_score)
        self._gestures = GestureGuide(
            view.gestures, levers.window.live, levers.vocabulary, levers.settings, levers.in_force
        )
        self._player = PlayerGuide(view.player, levers.player, levers.room)
        self._guides: Mapping[Step, CameraGuide | RoomGuide | GestureGuide | PlayerGuide] = {
            Step.CAMERA: self.camera,
            Step.ROOM: self._room,
            Step.GESTURES: self._gestures,
            Step.PLAYER: self._player,
        }
        self._connect()
        self._show_pictures(levers.looks.pictures)

    def show(self, step: Step) -> None:
        """Turn to a step."""
        self._leave_step()
        if step.number > Step.CONSENT.number:
            self.has_consent = True
        self.view.show_step(step)
        if step is Step.CAMERA:
            self.camera.enter()
        elif step is Step.ROOM:
            self._room.enter()
        elif step is Step.GESTURES:
            profile = profile_for(self._levers.settings.settings, NowPlaying(self._player.title))
            self._gestures.set_profile(profile.name if profile else "")
            self._gestures.enter(is_drawn=self.camera.is_drawn)
        elif step is Step.PLAYER:
            self._player.enter()
        elif step is Step.SUMMARY:
            self.view.summary.show_lines(self._summary())
        self._show_complete()

    def end(self) -> None:
        """Be over."""
        self._leave_step()
        self.camera.close()

    def conditions(self) -> Conditions:
        """How good it was, for comparison later; a drawn hand says nothing of the room."""
        if self.camera.is_drawn:
            return Conditions()
        found = {finding.check: finding.value for finding in self._room.findings}
        return Conditions(
            light=found.get(Check.LIGHT),
            sharpness=found.get(Check.SHARPNESS),
            rate=found.get(Check.RATE),
            hand=found.get(Check.HAND),
            recognition=self._gestures.typical_score,
        )

    def _connect(self) -> None:
        levers, view = self._levers, self.view
        self.camera.listen(levers.bridge, levers.live)
        self._player.listen(levers.bridge)
        levers.live.looked.connect(self._room.look)
        levers.live.looked.connect(self._gestures.look)
        levers.bridge.figures_ready.connect(self._room.note_figures)
        levers.looks.drawn.connect(self._show_pictures)
        for picture in (view.room.picture, view.gestures.picture):
            picture.shown.connect(levers.source.note_onlooker)
        for guide in self._guides.values():
            guide.changed.connect(self._show_complete)
        view.forward_wished.connect(self._go_on)
        view.back_wished.connect(self._go_back)
        view.leave_wished.connect(self.left)

    def _leave_step(self) -> None:
        self.camera.leave()
        self._player.leave()

    @Slot(object)
    def _show_pictures(self, pictures: Mapping[str, QImage]) -> None:
        self._gestures.set_pictures(pictures)
        self.view.consent.set_picture(pictures.get(self._levers.settings.settings.engine.arming_gesture, QImage()))

    @Slot()
    def _show_complete(self) -> None:
        """Whatever the other steps have to tell meanwhile."""
        guide = self._guides.get(self.view.step)
        if guide is not None:
            self.view.set_is_complete(is_complete=guide.is_complete)

    @Slot()
    def _go_on(self) -> None:
        following = self.view.step.following
        if following is None:
            self.finished.emit()
        else:
            self.show(following)

    @Slot()
    def _go_back(self) -> None:
        if (previous := self.view.step.previous) is not None:
            self.show(previous)

    def _summary(self) -> list[SummaryLine]:
        tested = self._player.verdict if self._player.has_tested else None
        obeys = {True: Level.GOOD, None: Level.FAIR, False: Level.BAD}[tested] if self._player.has_tested else None
        return [
            SummaryLine(
                step_word(Step.CAMERA),
                Level.FAIR if self.camera.is_drawn else Level.GOOD,
                self.tr("A drawn hand, no camera") if self.camera.is_drawn else self.camera.title,
                self.tr("Change it at the top left."),
            ),
            SummaryLine(step_word(Step.ROOM), *self._room_words()),
            SummaryLine(step_word(Step.GESTURES), *self._gesture_words()),
            SummaryLine(
                step_word(Step.PLAYER),
                obeys,
                self._player.title or self.tr("None yet"),
                self.tr("Change it at the top, in the middle."),
            ),
        ]

    def _room_words(self) -> tuple[Level | None, str, str]:
        """The worst of what was found, and what would help."""
        findings = self._room.findings
        if len(findings) < len(Check):
            return None, self.tr("Not checked"), ""
        worst: Finding = min(findings, key=lambda finding: _LEVELS.index(finding.level))
        if worst.level is Level.GOOD:
            return Level.GOOD, self.tr("Light, sharpness, speed and distance are good"), ""
        return worst.level, f"{check_word(worst.check)}: {finding_words(worst)}", advice_words(worst)

    def _gesture_words(self) -> tuple[Level | None, str, str]:
        table = self._gestures.table
        where = self.tr("The page Gestures says what each does, and changes it.")
        if not table.showings:
            return None, self.tr("Not tried"), where
        share = table.right / len(table.showings)
        level = Level.GOOD if share >= 0.9 else Level.FAIR if share >= 0.7 else Level.BAD
        words = self.tr("{right} of {total} recognised").format(right=table.right, total=len(table.showings))
        return level, words, where
