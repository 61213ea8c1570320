"""The engine: turns a jittery stream of detections into single, intended orders.

For every hand: track -> zone and size -> vote -> arming -> hold -> cooldown -> release -> order. Each step is a gate,
and every decision names the first one that is closed. All times come from the frames; the engine has no clock.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gesture_app.core import gates
from gesture_app.core.arming import Arming
from gesture_app.core.bindings import Bindings
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.hands import Hand, Look, Purpose
from gesture_app.core.runs import Run, Start, start_run
from gesture_app.core.sections import EngineSettings
from gesture_app.core.tracks import Track, Tracker
from gesture_app.core.types import Decision, Detection, Gate, GateName, Order, Phase
from gesture_app.core.votes import Thresholds


class Engine:
    """Decides what every hand in view means; used by one thread."""

    def __init__(self, settings: EngineSettings, bindings: Bindings) -> None:
        self._settings = settings
        self._bindings = bindings
        self._tracker = Tracker()
        self._arming = Arming()
        self._hands: dict[int, tuple[Hand, Track]] = {}
        self._awaited: dict[str, float] = {}  # gestures that must be let go: when each was last seen held
        self._toggled: set[str] = set()
        self._volume: float | None = None
        self._is_paused = False
        self._cool_until_s = -math.inf
        self._input_until_s = -math.inf
        self._now_s = -math.inf

    @property
    def is_paused(self) -> bool:
        """Whether gestures are watched but not obeyed."""
        return self._is_paused

    def arm_left_s(self, at_s: float) -> float | None:
        """How long orders will still be taken; None when not armed, infinity when always armed."""
        return self._arming.left_s(self._settings, at_s)

    def pause(self) -> None:
        """Obey nothing until resume()."""
        self._is_paused = True
        self._disarm()

    def resume(self) -> None:
        """Obey again, once armed again."""
        self._is_paused = False

    def note_user_input(self, at_s: float) -> None:
        """The keyboard or mouse was used: whoever types does not mean the gestures their hands make."""
        self._input_until_s = at_s + self._settings.suppress_after_input_ms / 1000

    def note_volume(self, volume: float | None) -> None:
        """How loud the player says it is, 1.0 for its 100 %; where a volume dial starts from."""
        self._volume = volume

    def configure(self, settings: EngineSettings, bindings: Bindings) -> None:
        """Decide by these from the next frame on; hands keep their identity and stay armed."""
        self._settings = settings
        self._bindings = bindings

    def step(self, detections: Sequence[Detection], size_px: tuple[int, int], at_s: float) -> tuple[Decision, ...]:
        """Decide about every hand that is in view or was a moment ago.

        Args:
            detections: Of one frame.
            size_px: Width and height of that frame.
            at_s: When it was taken; a step back in time forgets everything seen before.
        """
        if at_s < self._now_s:
            self._start_over()
        self._now_s = at_s
        self._release_awaited(at_s)
        tracks = self._tracker.step(detections, at_s, self._grace_s)
        farewells = self._farewells({track.hand for track in tracks}, at_s)
        return (*farewells, *(self._decide(track, size_px, at_s) for track in tracks))

    @property
    def _grace_s(self) -> float:
        return self._settings.grace_ms / 1000

    def _start_over(self) -> None:
        """After a jump of the clock: no time measured before it means anything."""
        self._tracker.forget_all()
        self._awaited.clear()
        self._disarm()
        self._cool_until_s = self._input_until_s = -math.inf

    def _disarm(self) -> None:
        self._arming.disarm()
        for hand, _ in self._hands.values():
            hand.drop_hold()

    def _release_awaited(self, at_s: float) -> None:
        """A gesture counts as let go when no hand made it for as long as a hand may be lost from view."""
        held = {gesture: seen_s for gesture, seen_s in self._awaited.items() if at_s - seen_s <= self._grace_s}
        self._awaited = held

    def _farewells(self, in_view: set[int], at_s: float) -> list[Decision]:
        """Forget the hands that have gone; what they held down is let go now."""
        gone = {number: entry for number, entry in self._hands.items() if number not in in_view}
        decisions = []
        for number, (hand, track) in gone.items():
            del self._hands[number]
            if (order := hand.end_run(at_s)) is not None:
                gesture = hand.vote.winner or hand.vote.leader()
                score = hand.vote.scores[gesture]
                decisions.append(Decision(at_s, number, gesture, score, Phase.FIRED, None, order, 1.0, track.box))
        return decisions

    def _decide(self, track: Track, size_px: tuple[int, int], at_s: float) -> Decision:
        """Look at one hand, in view or lost a moment ago."""
        hand, _ = self._hands.setdefault(track.hand, (Hand(track.born_at_s), track))
        if track.detection is None:
            return self._unseen(hand, track, at_s)
        vote = hand.vote
        vote.hear(track.detection.gesture, track.detection.score, at_s, self._settings.vote_window_ms / 1000)
        gesture = vote.elect(self._thresholds) or vote.leader()
        if vote.winner in self._awaited:
            self._awaited[gesture] = at_s
        return self._judge(Look(hand, track, track.detection, gesture, self._bindings.of(gesture), size_px, at_s))

    def _unseen(self, hand: Hand, track: Track, at_s: float) -> Decision:
        """A hand that is lost for a moment keeps what it has, but gives no order."""
        gesture = hand.vote.winner or hand.vote.leader()
        gate = gates.unseen_gate(gesture, (at_s - track.seen_at_s) * 1000)
        score = hand.vote.scores[gesture]
        return Decision(at_s, track.hand, gesture, score, hand.phase, gate, None, hand.progress, track.box)

    def _thresholds(self, gesture: str) -> Thresholds:
        """The hysteresis of a gesture; its own least score moves both ends."""
        settings = self._settings
        enter = self._bindings.of(gesture).min_score or settings.enter_score
        return Thresholds(enter, max(enter - max(settings.enter_score - settings.stay_score, 0.0), 0.0))

    def _judge(self, look: Look) -> Decision:
        """Take a hand that is seen through all gates."""
        hand = look.hand
        gate = self._standing_gate(look)
        if hand.run is not None and (gate is not None or hand.vote.winner != hand.run.gesture):
            order = hand.end_run(look.at_s)
            if order is not None:
                return self._decision(look, Phase.FIRED, order=order)
        if gate is not None:
            hand.drop_hold()
            return self._decision(look, Phase.SEEN, gate)
        if (order := self._cancelled(look)) is not None:
            return self._decision(look, Phase.FIRED, order=order)
        if hand.run is not None:
            return self._go_on(look, hand.run)
        return self._judge_purpose(look)

    def _standing_gate(self, look: Look) -> Gate | None:
        """The first closed gate of those that must stay open all the while a gesture is held."""
        if self._is_paused:
            return gates.PAUSED
        settings = self._settings
        zone = gates.zone_gate(settings, look)
        if zone is not None:
            look.hand.entered_at_s = look.at_s
        return (
            gates.wait_gate(GateName.SUPPRESSED, "keyboard or mouse in use:", self._input_until_s, look.at_s)
            or zone
            or gates.size_gate(settings, look)
            or gates.vote_gate(look, self._thresholds(look.gesture))
        )

    def _cancelled(self, look: Look) -> Order | None:
        """The order that takes back what this hand has just let go, when it shows the disarming gesture."""
        hand = look.hand
        if look.gesture != self._settings.disarming_gesture or hand.let_go is None:
            return None
        let_go, hand.let_go = hand.let_go, None
        return let_go.cancel() if look.at_s - hand.let_go_at_s <= self._grace_s else None

    def _judge_purpose(self, look: Look) -> Decision:
        """Whether the gesture arms, disarms or gives an order, and what stands against it."""
        settings = self._settings
        is_armed = self.arm_left_s(look.at_s) is not None
        # A hold that began while armed is not cut off by the end of the armed time.
        is_admitted = look.hand.holding == (Purpose.ORDER, look.gesture)
        if look.gesture == settings.arming_gesture and not is_armed and not is_admitted:
            return self._judge_arming(look)
        if look.binding.command is None:
            is_disarming = look.gesture == settings.disarming_gesture and is_armed and not settings.always_armed
            return self._judge_disarming(look) if is_disarming else self._idle(look, gates.unbound_gate(look.gesture))
        if not is_admitted and not is_armed:
            title = self._bindings.of(settings.arming_gesture).title
            return self._idle(look, gates.arming_gate(title, settings.arm_hold_ms))
        if not is_admitted and not self._obeys(look):
            return self._idle(look, gates.OTHER_HAND)
        return self._judge_order(look)

    def _judge_arming(self, look: Look) -> Decision:
        """Arm when the arming gesture was held long enough, and was let go since it last gave an order."""
        if look.gesture in self._awaited:
            return self._idle(look, gates.release_gate(look.gesture, self._settings.grace_ms))
        gate = self._held_gate(look, Purpose.ARM, self._settings.arm_hold_ms)
        if gate is not None:
            return self._decision(look, Phase.HELD, gate)
        self._extend_arming(look)
        look.hand.hold(Purpose.ORDER, look.gesture, look.at_s)
        return self._decision(look, Phase.ARMED)

    def _judge_disarming(self, look: Look) -> Decision:
        """Disarm when the hand in charge held the disarming gesture long enough."""
        if not self._obeys(look):
            return self._idle(look, gates.OTHER_HAND)
        gate = self._held_gate(look, Purpose.DISARM, self._settings.arm_hold_ms)
        if gate is not None:
            return self._decision(look, Phase.HELD, gate)
        self._disarm()
        return self._decision(look, Phase.SEEN, gates.unbound_gate(look.gesture))

    def _judge_order(self, look: Look) -> Decision:
        """Fire when the gesture was held long enough and nothing fired too recently."""
        binding = look.binding
        gate = self._held_gate(look, Purpose.ORDER, binding.hold_ms)
        if gate is not None:
            return self._decision(look, Phase.HELD, gate)
        gate = self._recent_gate(look)
        if gate is not None:
            return self._decision(look, Phase.COOLING, gate)
        return self._fire(look)

    def _held_gate(self, look: Look, purpose: Purpose, needed_ms: int) -> Gate | None:
        """The first closed gate of a hold, which starts with this frame if it was not running."""
        look.hand.hold(purpose, look.gesture, look.at_s)
        look.hand.progress = min(look.held_ms / needed_ms, 1.0) if needed_ms else 1.0
        return (
            gates.hold_gate(look, purpose, needed_ms)
            or gates.entry_gate(self._settings, look)
            or gates.doubt_gate(look)
        )

    def _recent_gate(self, look: Look) -> Gate | None:
        """What still stands after an order: its cooldown, and letting go of the gesture."""
        cooldown = gates.wait_gate(GateName.COOLDOWN, "cooldown", self._cool_until_s, look.at_s)
        if cooldown is None and look.gesture in self._awaited:
            return gates.release_gate(look.gesture, self._settings.grace_ms)
        return cooldown

    def _fire(self, look: Look) -> Decision:
        """Start the run of a gesture that has passed every gate."""
        binding, hand = look.binding, look.hand
        is_toggled = look.gesture in self._toggled
        run = start_run(Start(binding, self._settings, look.at_s, look.track.box, self._volume, is_toggled))
        if binding.mode is TriggerMode.TOGGLE:
            self._toggled ^= {look.gesture}
        if binding.release_required:
            self._awaited[look.gesture] = look.at_s
        if binding.release_required or run.is_going_on:
            hand.run = run
        else:
            hand.drop_hold()
        self._cool_down(look)
        self._extend_arming(look)
        if run.begin is None:
            return self._decision(look, Phase.HELD, gates.until_release_gate(look.gesture))
        return self._decision(look, Phase.FIRED, order=run.begin)

    def _go_on(self, look: Look, run: Run) -> Decision:
        """A gesture that has fired and is still held."""
        order = run.step(look.at_s, look.track.box) if run.step and gates.doubt_gate(look) is None else None
        if order is not None:
            self._cool_down(look)
        if run.is_going_on:
            self._extend_arming(look)
            if order is not None:
                return self._decision(look, Phase.FIRED, order=order)
            return self._decision(look, Phase.HELD, gates.until_release_gate(look.gesture))
        gate = self._recent_gate(look) or gates.release_gate(look.gesture, self._settings.grace_ms)
        return self._decision(look, Phase.COOLING, gate)

    def _cool_down(self, look: Look) -> None:
        own_ms = look.binding.cooldown_ms
        self._cool_until_s = look.at_s + (self._settings.cooldown_ms if own_ms is None else own_ms) / 1000

    def _extend_arming(self, look: Look) -> None:
        self._arming.arm(look.track.hand, look.at_s + self._settings.armed_window_ms / 1000)

    def _obeys(self, look: Look) -> bool:
        in_view = frozenset(self._hands)
        return self._arming.obeys(self._settings, look.track.hand, in_view)

    def _idle(self, look: Look, gate: Gate) -> Decision:
        """A hand that is understood but gives no order."""
        look.hand.drop_hold()
        is_armed = self.arm_left_s(look.at_s) is not None and self._obeys(look)
        return self._decision(look, Phase.ARMED if is_armed else Phase.SEEN, gate)

    def _decision(self, look: Look, phase: Phase, gate: Gate | None = None, order: Order | None = None) -> Decision:
        if phase is not Phase.FIRED:
            look.hand.phase = phase
        progress = 1.0 if phase is Phase.FIRED else look.hand.progress
        track = look.track
        return Decision(look.at_s, track.hand, look.gesture, look.score, phase, gate, order, progress, track.box)
