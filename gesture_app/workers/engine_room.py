"""The engine room: everything that runs while the window only looks on, and the levers to change it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gesture_app.core.bindings import Bindings
from gesture_app.core.detector import Detector, TellsSides
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError
from gesture_app.core.player import Player, PlayerKind, PlayerRequest
from gesture_app.core.rest import Rest
from gesture_app.core.sections import DetectorSettings, EngineSettings, PrivacySettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.trial import ModelChange, Trial
from gesture_app.core.types import Detection, Frame, Order
from gesture_app.core.video_picture import ShowsPicture, VideoPicture
from gesture_app.workers.actuator import Actuator
from gesture_app.workers.capture import Capture, CaptureEvents
from gesture_app.workers.care import Care
from gesture_app.workers.inference import Inference, InferenceEvents
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.qt_bridge import QtBridge
from gesture_app.workers.second_look import SecondLook
from gesture_app.workers.session_watch import WatchSession, ignore_session
from gesture_app.workers.user_input import Listen, Stop, seldom

# Topics of the jobs.
MODEL, SOURCE, STAND_IN, INPUT, SESSION = "model", "source", "stand-in", "input", "session"
_USUAL_PX = (1280, 720)
FIRST_FRAME_LIMIT_S = 1.0  # a source that takes longer than this shall not keep the model waiting
LAST_LOOK_LIMIT_S = 1.0  # a look that takes longer than this shall not keep the next source waiting
# Reading and copying a network keeps Python's one lock for up to 130 ms, in which no other thread takes a frame; the
# camera's driver has kept some meanwhile, and gives them all at once.
HELD_FRAMES = 10


@dataclass(frozen=True, slots=True)
class Openers:
    """How the parts come into being; all may take long and raise AppError."""

    source: Callable[[SourceRequest], Source]
    detector: Callable[[DetectorSettings], Detector]
    players: Mapping[str, PlayerKind]
    listen: Listen  # to the keyboard and the mouse
    watch_session: WatchSession = ignore_session  # hears that the screen is locked or the computer sleeps
    sides: Callable[[], TellsSides] | None = None  # what tells left hands from right ones


class BlindDetector:
    """Sees nothing: stands in while a model is being opened or none can be, so that there is a picture all the same."""

    @property
    def title(self) -> str:
        """Nothing to speak of."""
        return ""

    def detect(self, _frame: Frame) -> tuple[Detection, ...]:
        """No hands."""
        return ()

    def close(self) -> None:
        """Nothing to let go of."""


class EngineRoom:
    """Owns the threads; every method but close() returns at once and is called from the window's thread."""

    def __init__(
        self, openers: Openers, engine: Engine, bridge: QtBridge, jobs: Jobs, care: Care | None = None
    ) -> None:
        self._openers = openers
        self._engine = engine
        self._bridge = bridge
        self._jobs = jobs
        self._care = care or Care()
        self._frames: Mailbox[Frame] = Mailbox()
        self._capture: Capture | None = None
        self._stand_in: Capture | None = None
        self._video: VideoPicture | None = None
        self._note_input = seldom(self._suppress)
        self._stop_listening: Stop | None = None
        self._stop_watching: Stop | None = None
        self._newest: Frame | None = None
        self._in_use: ModelChange | None = None  # what is looked with; None while blind
        self.second = SecondLook(openers.detector, bridge.second_failed.emit)
        self._has_begun = threading.Event()  # there was a frame, or there will be none
        kinds = {name: replace(kind, open=self._noticing(kind)) for name, kind in openers.players.items()}
        self._actuator = Actuator(kinds, bridge.actuator_events())
        self._actuator.start()
        self._inference = self._start_inference()

    def watch(self, request: SourceRequest) -> None:
        """Take frames from another source; what becomes of it is told by the bridge. Nothing stands in for it yet."""
        self._jobs.start(SOURCE, lambda: self._change_source(request))

    def stand_in(self, request: SourceRequest | None) -> None:
        """Take frames from this one as long as the source that is watched gives none; None: take no more of them.

        Once the job is done, nothing is ordered any more that the stand-in has shown.
        """
        self._jobs.start(STAND_IN, lambda: self._change_stand_in(request))

    def look_with(self, settings: DetectorSettings) -> None:
        """Find hands as these say once that model is open; until then with the one at hand."""
        self._jobs.start(MODEL, lambda: self._change_detector(settings))

    @property
    def video(self) -> VideoPicture | None:
        """What the controlled player shows, if that is for the window to paint."""
        return self._video

    def control(self, request: PlayerRequest) -> None:
        """Send orders to another player.

        Raises:
            PlayerError: There is no such kind of player.
        """
        self._actuator.choose(request)

    def order(self, order: Order) -> None:
        """Have the player carry out an order that no gesture gave."""
        self._actuator.submit(order)

    def undo(self) -> None:
        """Take the last order back."""
        self._actuator.undo_last()

    def list_players(self) -> None:
        """Have the bridge tell which players there are."""
        self._bridge.tell_players(self._actuator.list_players())

    def pause(self) -> None:
        """Obey nothing and, unless the user wants otherwise, close the camera."""
        self._begin_rest(Rest.PAUSED)

    def resume(self) -> None:
        """Obey again, unless there is another reason to rest."""
        self._end_rest(Rest.PAUSED)

    def watch_session(self) -> None:
        """Rest while the screen is locked or the computer sleeps, as far as that can be heard."""
        self._jobs.start(SESSION, self._watch_session)

    def configure(self, settings: EngineSettings, bindings: Bindings) -> None:
        """Decide by these from the next frame on."""
        self._inference.change(lambda line: line.engine.configure(settings, bindings))

    def heed(self, settings: PrivacySettings) -> None:
        """Let go of the camera for these reasons from now on."""
        self._care.resting.heed(settings)
        self._inference.change(self._care.steer)

    def look_rarely_after(self, after_s: float) -> None:
        """Look at cameras only now and then so long after the last hand or movement; infinity: never so rarely."""
        if self._care.sentinel is not None:
            self._care.sentinel.wait(after_s)

    def note_onlooker(self) -> None:
        """Somebody has turned to the picture just now, and shall not see one of a second ago."""
        if self._care.sentinel is not None:
            self._care.sentinel.wake(time.monotonic())

    def allow_undo_for(self, window_s: float) -> None:
        """Let orders be taken back for so long from now on."""
        self._actuator.undo_window_s = window_s

    def note_volume(self, volume: float | None) -> None:
        """Tell the engine how loud the player is, for the volume dial."""
        self._inference.change(lambda line: line.engine.note_volume(volume))

    def listen_to_input(self) -> None:
        """Hear the keyboard and the mouse of the whole desktop, as far as it allows that; once is enough."""
        self._jobs.start(INPUT, self._listen)

    def note_user_input(self) -> None:
        """The keyboard or the mouse was used just now; any thread may say so, as often as it happens."""
        self._note_input()

    def ask_for_sign(self, give: Callable[[], None]) -> None:
        """Have the inference thread call this when it next comes around, be there frames or not."""
        self._inference.change(lambda _line: give())

    def restart_blind(self) -> None:
        """After the detector failed: go on without one."""
        failed = self._inference
        failed.stop()
        self._in_use = None
        self._bridge.note_model(None)
        self.second.note_model("")
        self._inference = self._start_inference()
        for change in failed.take_changes():
            self._inference.change(change)

    def close(self) -> None:
        """Stop all threads and wait for them."""
        self._has_begun.set()
        self._jobs.close()
        for stop in (self._stop_listening, self._stop_watching):
            if stop is not None:
                stop()
        self._stop_listening = self._stop_watching = None
        for capture in (self._capture, self._stand_in):
            if capture is not None:
                capture.stop()
        self._inference.stop()
        self.second.close()
        self._actuator.close()

    def _start_inference(self) -> Inference:
        line = Line(BlindDetector(), self._engine, open_sides=self._openers.sides, let_go=self._let_go)
        told = self._bridge.inference_events(self._actuator.submit)

        def on_result(result: LineResult) -> None:
            self._newest = result.frame
            self._has_begun.set()
            self._care.note(result)
            told.on_result(result)
            self.second.note(result)

        inference = Inference(line, self._frames, InferenceEvents(on_result, told.on_error))
        inference.start()
        return inference

    def _suppress(self, used_at_s: float) -> None:
        self._inference.change(lambda line: line.engine.note_user_input(used_at_s))

    def _begin_rest(self, reason: Rest) -> None:
        """Any thread may say so; the last word counts."""
        self._care.resting.begin(reason)
        self._inference.change(self._care.steer)

    def _end_rest(self, reason: Rest) -> None:
        self._care.resting.end(reason)
        self._inference.change(self._care.steer)

    def _noticing(self, kind: PlayerKind) -> Callable[[PlayerRequest], Player]:
        """A kind's way to open a player, after which it is known whether that player has a picture."""

        def opened(request: PlayerRequest) -> Player:
            player = kind.open(request)
            self._video = player.picture if isinstance(player, ShowsPicture) else None
            return player

        return opened

    # These run on the thread of the jobs, one at a time.

    def _change_source(self, request: SourceRequest) -> SourceRequest:
        if self._capture is not None:
            self._capture.stop()
        self._end_stand_in()
        self._bridge.source_opening.emit(request)
        events = self._bridge.capture_events()
        self._capture = Capture(self._openers.source, request, self._frames, events, self._care)
        self._bridge.measure_source(self._capture.pace)
        self._capture.start()
        return request

    def _change_stand_in(self, request: SourceRequest | None) -> SourceRequest | None:
        self._end_stand_in()
        if request is not None:
            self._stand_in = Capture(self._openers.source, request, self._frames, _UNHEARD, self._care)
            self._stand_in.start()
        return request

    def _end_stand_in(self) -> None:
        """Let go of it, and of every frame of it: the last one may be looked at just now, and give an order."""
        if self._stand_in is None:
            return
        self._stand_in.stop()
        self._stand_in = None
        while self._frames.take() is not None:
            pass
        has_come_around = threading.Event()
        self.ask_for_sign(has_come_around.set)
        has_come_around.wait(LAST_LOOK_LIMIT_S)

    def _watch_session(self) -> None:
        self._stop_watching = self._openers.watch_session(self._begin_rest, self._end_rest)

    def _listen(self) -> None:
        if self._stop_listening is None:
            self._stop_listening = self._openers.listen(self.note_user_input)

    def _change_detector(self, settings: DetectorSettings) -> str:
        """Open a model, try it and hand it to the inference thread; gives its title.

        The first picture comes before the model: loading both at once would make both late. And a network is compiled
        when it sees its first frame, which takes so long that the picture would stand still on the other thread. The
        one before goes on looking meanwhile, at every frame.
        """
        self._has_begun.wait(FIRST_FRAME_LIMIT_S)
        self._frames.hold(HELD_FRAMES)
        try:
            detector = self._openers.detector(settings)
            _try_out(detector, self._newest or _blank_frame())
        finally:
            self._frames.release()
        self._inference.change(partial(self._swap, ModelChange(settings, detector.title), detector))
        return detector.title

    # These run on the inference thread, between two frames.

    def _swap(self, new: ModelChange, detector: Detector, line: Line) -> None:
        """Look with another network; the one before comes back if this one does not stand its trial."""
        old = self._in_use
        if old is None or not new.settings.watch_s:
            line.replace_detector(detector)
        else:
            line.try_detector(detector, Trial(new.settings, old.settings.model), partial(self._put_back, old))
        self._use(new)

    def _let_go(self, detector: Detector) -> None:
        """Close a network; that takes as long as several frames, which are kept meanwhile."""
        self._frames.hold(HELD_FRAMES)
        try:
            detector.close()
        finally:
            self._frames.release()

    def _put_back(self, old: ModelChange, why: str) -> None:
        self._use(replace(old, why=why))

    def _use(self, change: ModelChange) -> None:
        self._in_use = replace(change, why="")
        self.second.note_model(change.settings.model)
        self._bridge.note_model(change)


def _ignore(*_news: object) -> None:
    """What becomes of a stand-in is nobody's concern."""


_UNHEARD = CaptureEvents(_ignore, _ignore, _ignore, _ignore)


def _blank_frame() -> Frame:
    """What to try a model with before there is a picture: as wide as most cameras' are."""
    return Frame(np.zeros((*_USUAL_PX[::-1], 3), np.uint8), 0, 0.0)


def _try_out(detector: Detector, frame: Frame) -> None:
    """Look at a frame for nothing; a detector that fails at that is let go of."""
    try:
        detector.detect(frame)
    except ModelError:
        detector.close()
        raise
