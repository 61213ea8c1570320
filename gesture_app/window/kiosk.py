"""The composition of a kiosk's window: what is seen, what runs behind it, and the signs of life of both."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import AppError, fault_state
from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.kiosk_news import WindowNews, news_line, sign_line
from gesture_app.core.kiosk_sections import Kiosk
from gesture_app.core.kiosk_visit import Scene, Visit
from gesture_app.core.kiosk_watch import Part
from gesture_app.core.meter import Figures
from gesture_app.core.player import PlayerRequest
from gesture_app.core.source import SourceRequest, SourceState
from gesture_app.core.types import Decision, Outcome, Pixels, PlayerState
from gesture_app.ui.gesture_strip import leading
from gesture_app.ui.kiosk_window import KioskWindow
from gesture_app.ui.theme import Theme
from gesture_app.workers.engine_room import MODEL, EngineRoom, Openers
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge

STEP_MS = 50  # how late a hand is noticed on the screen
FILM_MS = 16  # films have up to 60 pictures a second
SIGN_MS = 1000
CAMERA_MS = 5000  # how soon a camera that could not be opened is tried again

FAILED = "failed"  # what the news say of a camera or player that cannot be opened

_OPENING, _GESTURES = "opening", "gestures"  # topics of the jobs that draw


@dataclass(frozen=True, slots=True)
class KioskParts:
    """Everything the kiosk's window needs from the rest of the app."""

    kiosk: Kiosk
    bindings: Bindings  # what is allowed, and nothing else
    openers: Openers  # its players are behind the allow list
    source: SourceRequest
    player: PlayerRequest
    draw_opening: Callable[[], Sequence[Pixels]]  # the invitation's hand, from closed to open, RGBA; takes a moment
    draw_gestures: Callable[[], Mapping[str, Pixels]]  # by label, RGBA; takes longer
    now_s: Callable[[], float]  # a monotonic clock
    tell: Callable[[str], None]  # takes a line for the supervisor; called on several threads


class KioskDesk(QObject):
    """The window with all that runs behind it; close() ends every thread.

    Signals:
        broken(AppError): Something has failed that only a new start can mend.
        unlocked: The key was typed.
    """

    broken = Signal(object)
    unlocked = Signal()

    def __init__(self, theme: Theme, parts: KioskParts) -> None:
        super().__init__()
        kiosk = parts.kiosk
        self._parts = parts
        lock = Lock(kiosk.exit.key_hash, parts.now_s)
        self.window = KioskWindow(theme, lock, kiosk.show.invitation, kiosk.show.hint)
        if kiosk.show.reduced_motion:
            self.window.attract.stand_still()
        self.window.guide.set_bindings(parts.bindings)
        self.bridge = QtBridge()
        self._jobs = Jobs()
        self._room = EngineRoom(parts.openers, Engine(kiosk.app.engine, parts.bindings), self.bridge, self._jobs)
        # A screen saver counts as a lock, and nobody could wave it away were the camera off.
        self._room.heed(dataclasses.replace(kiosk.app.privacy, rest_locked=False))
        self._visit = Visit(kiosk.visit.reset_after_s)
        self._news = WindowNews()
        self._has_model = False
        self._has_hands = False
        self._film_count = 0
        self._timers = [
            self._every(STEP_MS, self.step),
            self._every(FILM_MS, self._show_film),
            self._every(SIGN_MS, self._give_signs),
        ]
        self._camera = QTimer(self, singleShot=True, interval=CAMERA_MS)
        self._camera.timeout.connect(self._watch)
        self.window.unlocked.connect(self.unlocked)
        self._listen()

    def start(self) -> None:
        """Fill the screen, and open everything behind it."""
        self.window.fill_screen()
        self._watch()
        self._room.look_with(self._parts.kiosk.app.detector)
        self._room.control(self._parts.player)
        self._room.watch_session()
        self._jobs.start(_OPENING, self._draw_opening)
        self._jobs.start(_GESTURES, self._draw_gestures)
        for timer in self._timers:
            timer.start()

    def close(self) -> None:
        """Stop all threads and wait for them; may be called twice."""
        for timer in (*self._timers, self._camera):
            timer.stop()
        self._room.close()

    def _every(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, interval=milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _listen(self) -> None:
        bridge = self.bridge
        bridge.fired.connect(self._on_fired)
        bridge.figures_ready.connect(self._on_figures)
        bridge.outcome_ready.connect(self._on_outcome)
        bridge.source_changed.connect(self._on_camera)
        bridge.source_awaited.connect(self._on_camera_awaited)
        bridge.source_failed.connect(self._on_camera_failed)
        bridge.player_changed.connect(self._on_player)
        bridge.player_failed.connect(self._on_player_failed)
        bridge.line_failed.connect(self.broken)
        self._jobs.done.connect(self._on_done)
        self._jobs.failed.connect(self._on_failed)

    @Slot()
    def step(self) -> None:
        """Look who is there, and show what belongs to that."""
        now_s = self._parts.now_s()
        result = self.bridge.results.take()
        if result is not None and result.decisions:
            self._visit.note_hand(now_s)
            self.window.guide.show_decision(leading(result.decisions))
        if self._visit.ends(now_s):
            self._reset()
        self._show_scene(self._visit.scene(now_s))

    def _show_scene(self, scene: Scene) -> None:
        if scene.value == self._news.scene:
            return
        self._news = dataclasses.replace(self._news, scene=scene.value)
        self.window.show_scene(scene)

    def _reset(self) -> None:
        """A player chosen anew begins its list anew, at the volume of the house."""
        self._room.control(self._parts.player)

    @Slot()
    def _watch(self) -> None:
        self._room.watch(self._parts.source)

    @Slot()
    def _show_film(self) -> None:
        video = self._room.video
        if video is None or video.count == self._film_count:
            return
        self._film_count = video.count
        pixels = video.latest()
        if pixels is not None:
            self.window.film.show_picture(pixels)

    @Slot()
    def _give_signs(self) -> None:
        """Prove that the window's thread runs, and have the detector's prove the same."""
        tell = self._parts.tell
        tell(sign_line(Part.WINDOW))
        if self._has_model:
            self._room.ask_for_sign(lambda: tell(sign_line(Part.LINE)))
        tell(news_line(self._news))

    @Slot(object)
    def _on_fired(self, decision: Decision) -> None:
        self._visit.note_order(self._parts.now_s())
        self.window.guide.show_decision(decision)

    @Slot(object)
    def _on_outcome(self, outcome: Outcome) -> None:
        self.window.guide.show_outcome(outcome.text)
        if outcome.after is not None:
            self._room.note_volume(outcome.after.volume)
        self._news = dataclasses.replace(
            self._news,
            order=outcome.order.command.value,
            order_text=outcome.text,
            order_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    @Slot(object)
    def _on_figures(self, figures: Figures) -> None:
        """Frames of a camera that was not known, or could not be opened, mean that it works now."""
        fps = None if figures.detector_fps is None else round(figures.detector_fps, 1)
        self._news = dataclasses.replace(self._news, fps=fps)
        if self._news.camera in (None, *_UNOPENED):
            self._on_camera(SourceState.LIVE, "")

    @Slot(object, str)
    def _on_camera(self, state: SourceState, sentence: str) -> None:
        is_well = state is SourceState.LIVE
        self._news = dataclasses.replace(self._news, camera=state.value, camera_text=None if is_well else sentence)
        self._invite()

    @Slot(object)
    def _on_camera_failed(self, error: AppError) -> None:
        self._on_camera_awaited(error)
        self._camera.start()

    @Slot(object)
    def _on_camera_awaited(self, error: AppError) -> None:
        state = fault_state(error)
        name = FAILED if state is None else state.value
        self._news = dataclasses.replace(self._news, fps=0.0, camera=name, camera_text=str(error))
        self._invite()

    def _invite(self) -> None:
        """Nobody is asked to raise a hand that could not be seen, nor before there is one to be shown."""
        can_see = self._has_model and self._news.camera in _SEEING
        self.window.attract.set_ready(can_see and self._has_hands)

    @Slot(object, str)
    def _on_player(self, state: PlayerState, _title: str) -> None:
        self._room.note_volume(state.volume)
        self._news = dataclasses.replace(self._news, player=state.playback.value)

    @Slot(object)
    def _on_player_failed(self, error: AppError) -> None:
        self._news = dataclasses.replace(self._news, player=FAILED, player_text=str(error))
        self._parts.tell(news_line(self._news))
        self.broken.emit(error)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == MODEL:
            self._has_model = True
            self._invite()
        if topic == _OPENING and isinstance(result, list):
            self.window.attract.set_hands(result)
            self._has_hands = True
            self._invite()
        if topic == _GESTURES and isinstance(result, dict):
            self.window.guide.set_pictures(result)

    # These two run on the thread of the jobs.

    def _draw_opening(self) -> list[QImage]:
        return [_image(pixels) for pixels in self._parts.draw_opening()]

    def _draw_gestures(self) -> dict[str, QImage]:
        return {label: _image(pixels) for label, pixels in self._parts.draw_gestures().items()}

    @Slot(str, object)
    def _on_failed(self, _topic: str, error: AppError) -> None:
        self.broken.emit(error)


_UNOPENED = (FAILED, *(state.value for state in (SourceState.NOT_FOUND, SourceState.DENIED, SourceState.BUSY)))
_SEEING = (SourceState.LIVE.value, SourceState.DARK.value)  # states of a camera in which a hand may be found


def _image(pixels: Pixels) -> QImage:
    """A picture of its own, which outlives the array."""
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGBA8888).copy()
