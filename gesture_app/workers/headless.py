"""Runs the whole line without a window: capture, inference and actuator on their threads, events for one reader."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field

from gesture_app.core.errors import AppError
from gesture_app.core.player import PlayerKind, PlayerRequest
from gesture_app.core.rest import Rest
from gesture_app.core.source import Source, SourceRequest, SourceState, SourceUse
from gesture_app.core.types import Decision, Detection, Frame, Outcome, PlayerState
from gesture_app.workers.actuator import ORDER_LIMIT_S, Actuator, ActuatorEvents
from gesture_app.workers.capture import Capture, CaptureEvents
from gesture_app.workers.care import Care
from gesture_app.workers.inference import Inference, InferenceEvents
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.session_watch import WatchSession, ignore_session
from gesture_app.workers.user_input import Listen, hear_nothing, seldom

_LONGEST_WAIT_S = 0.2  # how late the reader may notice Ctrl-C on systems where waiting cannot be interrupted


@dataclass(frozen=True, slots=True)
class Step:
    """A LineResult without its picture: a reader that is slow or blocked must not pile up frames of 3 MB."""

    index: int
    taken_at_s: float
    size_px: tuple[int, int]
    detections: tuple[Detection, ...]
    decisions: tuple[Decision, ...]
    is_armed: bool
    detect_s: float
    decide_s: float
    latency_s: float


@dataclass(frozen=True, slots=True)
class SourceNews:
    """What a live source shows has changed."""

    state: SourceState
    text: str


@dataclass(frozen=True, slots=True)
class PlayerNews:
    """What the player says about itself."""

    state: PlayerState
    title: str


@dataclass(frozen=True, slots=True)
class Fatal:
    """The line cannot go on."""

    error: AppError


@dataclass(frozen=True, slots=True)
class Ended:
    """The source has no more frames."""


Event = Step | Outcome | AppError | SourceNews | SourceUse | PlayerNews | Fatal | Ended


@dataclass(frozen=True, slots=True)
class HeadlessParts:
    """What a headless line is made of."""

    line: Line
    open_source: Callable[[SourceRequest], Source]
    source: SourceRequest
    player_kinds: Mapping[str, PlayerKind]
    player: PlayerRequest
    follow_player: Callable[[Line, PlayerState, str], None]  # lets the line know whom it controls
    care: Care = field(default_factory=Care)
    watch_session: WatchSession = ignore_session  # hears that the screen is locked or the computer sleeps
    waits_for_source: bool = False  # a camera that is missing or taken is told of and awaited; else that ends the run
    listen: Listen = hear_nothing  # to the keyboard and the mouse


class HeadlessLine:
    """The line and its threads; started and stopped by iterating over its events.

    Raises:
        PlayerError: There is no such kind of player.
    """

    def __init__(self, parts: HeadlessParts) -> None:
        self._parts = parts
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        tell = self._events.put
        self._frames: Mailbox[Frame] = Mailbox()
        self._inference = Inference(
            parts.line, self._frames, InferenceEvents(self._decided, lambda error: tell(Fatal(error)))
        )
        self._capture = Capture(
            parts.open_source,
            parts.source,
            self._frames,
            CaptureEvents(
                on_state=lambda state, text: tell(SourceNews(state, text)),
                on_use=tell,
                on_error=lambda error: tell(Fatal(error)),
                on_end=lambda: tell(Ended()),
                on_wait=tell if parts.waits_for_source else None,
            ),
            parts.care,
        )
        self._actuator = Actuator(parts.player_kinds, ActuatorEvents(self._answered, tell, self._player_told))
        self._unanswered = 0  # orders among the events given so far, less their outcomes
        self._newest_at_s: float | None = None  # when the frame was taken that was decided about last

    @property
    def dropped(self) -> int:
        """Frames that nobody looked at because newer ones came."""
        return self._frames.dropped

    def pause(self) -> None:
        """Obey nothing and, unless the user wants otherwise, close the camera; any thread may say so."""
        self._begin_rest(Rest.PAUSED)

    def resume(self) -> None:
        """Obey again, unless there is another reason to rest."""
        self._end_rest(Rest.PAUSED)

    def events(self, seconds: float | None = None) -> Generator[Event, None, None]:
        """Start the line and give what happens, until the source ends, something fails or the time is up.

        Closing the generator stops the line; contextlib.closing does so whatever happens to whoever iterates.
        """
        stop_watching = self._parts.watch_session(self._begin_rest, self._end_rest)
        stop_listening = self._parts.listen(seldom(self._note_input))
        try:
            self._actuator.choose(self._parts.player)
            self._actuator.start()
            self._inference.start()
            self._capture.start()
            yield from self._until_end(seconds)
            self._capture.stop()
            self._inference.finish()
            yield from self._last_words()
        finally:
            stop_listening()
            stop_watching()
            self._capture.stop()
            self._inference.stop()
            self._actuator.close()
            self._parts.line.close()

    def _until_end(self, seconds: float | None) -> Iterator[Event]:
        deadline_s = time.monotonic() + (seconds or float("inf"))
        while (left_s := deadline_s - time.monotonic()) > 0:
            event = self._next(min(left_s, _LONGEST_WAIT_S))
            if event is not None:
                yield event
            if isinstance(event, Ended | Fatal):
                return

    def _last_words(self) -> Iterator[Event]:
        """What is still in the queue, and the outcomes of the last orders."""
        deadline_s = time.monotonic() + ORDER_LIMIT_S
        while not self._events.empty() or self._unanswered:
            event = self._next(max(0.0, deadline_s - time.monotonic()))
            if event is None:
                return
            yield event

    def _next(self, wait_s: float) -> Event | None:
        """The next event; None if there is none within wait_s seconds."""
        try:
            event = self._events.get(timeout=wait_s)
        except queue.Empty:
            return None
        if isinstance(event, Step):
            self._unanswered += sum(decision.order is not None for decision in event.decisions)
        elif isinstance(event, Outcome):
            self._unanswered -= 1
        return event

    def _begin_rest(self, reason: Rest) -> None:
        self._parts.care.resting.begin(reason)
        self._inference.change(self._parts.care.steer)

    def _end_rest(self, reason: Rest) -> None:
        self._parts.care.resting.end(reason)
        self._inference.change(self._parts.care.steer)

    def _note_input(self, _used_at_s: float) -> None:
        self._inference.change(self._suppress)

    def _suppress(self, line: Line) -> None:
        """Rest from the newest frame on: those of a film have a clock of their own."""
        if self._newest_at_s is not None:
            line.engine.note_user_input(self._newest_at_s)

    def _decided(self, result: LineResult) -> None:
        """Tell of the decisions first, so that no outcome overtakes its order; runs on the inference thread."""
        self._newest_at_s = result.frame.taken_at_s
        self._parts.care.note(result)
        self._events.put(_without_picture(result))
        for decision in result.decisions:
            if decision.order is not None:
                self._actuator.submit(decision.order)

    def _answered(self, outcome: Outcome) -> None:
        """Let the line know how loud the player is since; it says so itself only once no order has come for a while."""
        if outcome.after is not None:
            volume = outcome.after.volume
            self._inference.change(lambda line: line.engine.note_volume(volume))
        self._events.put(outcome)

    def _player_told(self, state: PlayerState, title: str) -> None:
        self._inference.change(lambda line: self._parts.follow_player(line, state, title))
        self._events.put(PlayerNews(state, title))


def _without_picture(result: LineResult) -> Step:
    frame = result.frame
    return Step(
        frame.index,
        frame.taken_at_s,
        frame.size_px,
        result.detections,
        result.decisions,
        result.armed_left_s is not None,
        result.detect_s,
        result.decide_s,
        result.latency_s,
    )
