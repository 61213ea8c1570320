"""The bridge between worker threads and the window: callbacks on one side, Qt signals on the other.

Workers call plain functions on their own threads. Each of them emits a signal of this QObject, which lives on the
thread of the window; Qt then queues the call, so that slots always run there. Connect only methods of QObjects: a
plain function would run on the worker's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from gesture_app.core.meter import Look, Meter, SourcePace
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.player import PlayerInfo
from gesture_app.core.trial import ModelChange
from gesture_app.core.types import Decision, Order, Phase
from gesture_app.workers.actuator import ActuatorEvents
from gesture_app.workers.capture import CaptureEvents
from gesture_app.workers.gesture_recorder import GestureRecorder
from gesture_app.workers.inference import InferenceEvents
from gesture_app.workers.line import LineResult
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.trace import Trace

FIGURES_EVERY_S = 0.5  # faster than that nobody can read


class QtBridge(QObject):
    """Carries what the workers tell to the window.

    Results are many and large, so they wait in a mailbox for whoever paints; everything else is small and never lost.
    What was seen and decided lately is kept in `trace`; `recorder` keeps pictures, but only while it is told to.

    Signals:
        result_ready: The mailbox of results went from empty to full.
        fired(Decision): An order left.
        armed_changed(bool): From now on orders are taken, or not any more.
        figures_ready(Figures): What was measured, now and then.
        line_failed(AppError): The detector failed, and inference has ended.
        model_changed(ModelChange): Another network is in use, or the one before is again.
        second_failed(AppError): The detector that was compared with the one in use failed; the comparison has ended.
        source_opening(SourceRequest): The source before is closed and nothing stands in for it; what is told from now
            on is of this one.
        source_changed(SourceState, str): What the source is worth now, and a sentence about it.
        source_used(SourceUse): A camera or stream was really opened, or really closed.
        source_awaited(AppError): A camera is missing or taken, and is tried until it works.
        source_failed(AppError): The source cannot be used, and capture has ended.
        source_ended: The source has no more frames.
        outcome_ready(Outcome): What really happened to an order.
        player_changed(PlayerState, str): What the player says about itself, and its title.
        player_failed(AppError): The player is lost.
        players_listed(tuple): The PlayerInfo of every player that can be chosen now.
    """

    result_ready = Signal()
    fired = Signal(object)
    armed_changed = Signal(bool)
    figures_ready = Signal(object)
    line_failed = Signal(object)
    model_changed = Signal(object)
    second_failed = Signal(object)
    source_opening = Signal(object)
    source_changed = Signal(object, str)
    source_used = Signal(object)
    source_awaited = Signal(object)
    source_failed = Signal(object)
    source_ended = Signal()
    outcome_ready = Signal(object)
    player_changed = Signal(object, str)
    player_failed = Signal(object)
    players_listed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.results: Mailbox[LineResult] = Mailbox()
        self.trace = Trace()
        self.recorder = GestureRecorder()
        self._meter = Meter()
        self._pace: Callable[[], SourcePace] = SourcePace
        self._is_blind = True  # used by the inference thread only, as what follows
        self._is_armed = False

    def inference_events(self, submit: Callable[[Order], None]) -> InferenceEvents:
        """What the inference thread calls; orders go to `submit` at once, not by way of the window."""

        def on_result(result: LineResult) -> None:
            self.trace.add(_moment(result))  # whoever is told of an order finds it there
            self.recorder.note(result)
            for decision in result.decisions:
                self._obey(decision, submit)
            self._tell_armed(result.armed_left_s is not None)
            self._measure(result)
            if self.results.put(result):
                self.result_ready.emit()

        return InferenceEvents(on_result, self.line_failed.emit)

    def measure_source(self, pace: Callable[[], SourcePace]) -> None:
        """Ask this how fast the source is from now on; it is called on the inference thread."""
        self._pace = pace

    def note_model(self, change: ModelChange | None) -> None:
        """Another network looks from now on, or none; for the inference thread."""
        self._is_blind = change is None
        if change is not None:
            self.model_changed.emit(change)

    def capture_events(self) -> CaptureEvents:
        """What the capture threads call."""
        return CaptureEvents(
            self.source_changed.emit,
            self.source_used.emit,
            self.source_failed.emit,
            self.source_ended.emit,
            self.source_awaited.emit,
        )

    def actuator_events(self) -> ActuatorEvents:
        """What the actuator's thread calls."""
        return ActuatorEvents(self.outcome_ready.emit, self.player_failed.emit, self.player_changed.emit)

    def tell_players(self, listed: Future[tuple[PlayerInfo, ...]]) -> None:
        """Emit the list once it is there; a list that was given up is not told."""
        listed.add_done_callback(self._on_listed)

    def _on_listed(self, listed: Future[tuple[PlayerInfo, ...]]) -> None:
        if not listed.cancelled():
            self.players_listed.emit(listed.result())

    def _obey(self, decision: Decision, submit: Callable[[Order], None]) -> None:
        if decision.phase is Phase.FIRED and decision.order is not None:
            # First what was ordered, then the order: a quick player's answer must not overtake it.
            self.fired.emit(decision)
            submit(decision.order)

    def _tell_armed(self, is_armed: bool) -> None:
        """Apart from the results: those wait while the window is hidden, and being armed must be noticed then, too."""
        if is_armed is not self._is_armed:
            self._is_armed = is_armed
            self.armed_changed.emit(is_armed)

    def _measure(self, result: LineResult) -> None:
        """A network that sees nothing costs nothing: that is no measurement."""
        look = None if self._is_blind else Look(result.detect_s, result.latency_s, len(result.decisions))
        self._meter.add(result.frame, look)
        if self._meter.is_due(FIGURES_EVERY_S):
            self.figures_ready.emit(self._meter.figures(self._pace()))


def _moment(result: LineResult) -> Moment:
    """What is kept of a result for a while: everything but the picture."""
    sighting = Sighting(result.frame.taken_at_s, result.frame.size_px, result.detections)
    return Moment(sighting, result.decisions, result.armed_left_s)
