"""The engine: turns a jittery stream of detections into single, intended orders.

For every hand: track -> zone and size -> vote -> arming -> hold -> cooldown -> release -> order. Each step is a gate,
and every decision names the first one that is closed. What a hand that moves means is measured by `swipes`. All times
come from the frames; the engine has no clock.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from gesture_app.core import gates
from gesture_app.core.arming import Arming
from gesture_app.core.bindings import Bindings
from gesture_app.core.cooling import Cooling
from gesture_app.core.hands import Hand, Look, Purpose
from gesture_app.core.runs import Run, Start, single_order, start_run
from gesture_app.core.sections import EngineSettings
from gesture_app.core.swipes import Swipe, Swipes
from gesture_app.core.toggles import Toggles
from gesture_app.core.tracks import Track, Tracker
from gesture_app.core.types import Decision, Detection, Gate, GateName, Order, Phase
from gesture_app.core.votes import Thresholds, thresholds_of

Verdict = tuple[Phase, Gate | None, Order | None]

# A moving hand is blurred: that the network is unsure of it does not end a swipe.
_BLURRED = frozenset({GateName.SCORE, GateName.VOTE})


class Engine:
    """Decides what every hand in view means; used by one thread."""

    def __init__(self, settings: EngineSettings, bindings: Bindings) -> None:
        self._settings = settings
        self._bindings = bindings
        self._swipes = Swipes(settings, bindings)
        self._tracker = Tracker()
        self._arming = Arming()
        self._hands: dict[int, tuple[Hand, Track]] = {}
        self._cooling = Cooling()
        self._toggles = Toggles()
        self._volume: float | None = None
        self._is_paused = False
        self._input_until_s = -math.inf
        self._first_s: float | None = None  # where the engine's own times count from
        self._frame_s = 0.0  # when the frame at hand was taken, by the source's clock
        self._now_s = -math.inf

    @property
    def is_paused(self) -> bool:
        """Whether gestures are watched but not obeyed."""
        return self._is_paused

    def arm_left_s(self, at_s: float) -> float | None:
        """How long orders will still be taken; None when not armed or paused, infinity when always armed."""
        if self._is_paused:
            return None
        return self._arming.left_s(self._settings, self._elapsed(at_s))

    def wants_side_of(self, detection: Detection) -> bool:
        """Whether it matters which hand this is: a binding asks, and the hand gives orders or is about to."""
        if self._is_paused or not self._bindings.ask_for_hands:
            return False
        return self._is_armed or detection.gesture == self._settings.arming_gesture

    def pause(self) -> None:
        """Obey nothing until resume()."""
        self._is_paused = True
        self._disarm()

    def resume(self) -> None:
        """Obey again, once armed again."""
        self._is_paused = False

    def note_user_input(self, at_s: float) -> None:
        """The keyboard or mouse was used: whoever types does not mean the gestures their hands make."""
        self._input_until_s = self._elapsed(at_s) + self._settings.suppress_after_input_ms / 1000

    def note_volume(self, volume: float | None) -> None:
        """How loud the player says it is, 1.0 for its 100 %; where a volume dial starts from."""
        self._volume = volume

    def configure(self, settings: EngineSettings, bindings: Bindings) -> None:
        """Decide by these from the next frame on; hands keep their identity and stay armed."""
        self._settings = settings
        self._bindings = bindings
        self._swipes = Swipes(settings, bindings)

    def step(self, detections: Sequence[Detection], size_px: tuple[int, int], at_s: float) -> tuple[Decision, ...]:
        """Decide about every hand that is in view or was a moment ago.

        Args:
            detections: Of one frame.
            size_px: Width and height of that frame.
            at_s: When it was taken; a step back in time forgets everything seen before.
        """
        now_s = self._elapsed(at_s)
        if now_s < self._now_s:
            self._start_over()
        self._now_s, self._frame_s = now_s, at_s
        self._cooling.note_time(now_s, self._grace_s)
        tracks = self._tracker.step(detections, now_s, self._grace_s)
        farewells = self._farewells({track.hand for track in tracks}, now_s)
        return (*farewells, *(self._decide(track, size_px, now_s) for track in tracks))

    def _elapsed(self, at_s: float) -> float:
        """Seconds since the first moment the engine heard of, to the microsecond.

        A monotonic clock starts anywhere; counted from zero, the same stream is decided alike to the last bit.
        """
        if self._first_s is None:
            self._first_s = at_s
        return round(at_s - self._first_s, 6)

    @property
    def _grace_s(self) -> float:
        return self._settings.grace_ms / 1000

    @property
    def _is_armed(self) -> bool:
        return self._arming.left_s(self._settings, self._now_s) is not None

    def _start_over(self) -> None:
        """After a jump of the clock: no time measured before it means anything."""
        self._tracker.forget_all()
        self._cooling.forget_all()
        self._disarm()
        self._input_until_s = -math.inf

    def _disarm(self) -> None:
        self._arming.disarm()
        for hand, _ in self._hands.values():
            hand.drop_hold()

    def _farewells(self, in_view: set[int], at_s: float) -> list[Decision]:
        """Forget the hands that have gone; what they held down is let go now."""
        gone = {number: entry for number, entry in self._hands.items() if number not in in_view}
        decisions = []
        for number, (hand, track) in gone.items():
            del self._hands[number]
            if (order := hand.end_run(at_s)) is not None:
                decisions.append(self._decision(hand, track, Phase.FIRED, order=order))
        return decisions

    def _decide(self, track: Track, size_px: tuple[int, int], at_s: float) -> Decision:
        """Look at one hand, in view or lost a moment ago."""
        hand, _ = self._hands.setdefault(track.hand, (Hand(track.born_at_s), track))
        vote, detection = hand.vote, track.detection
        if detection is None:  # it keeps what it has, but gives no order
            unseen = gates.unseen_gate(self._bindings.of(vote.gesture).title, (at_s - track.seen_at_s) * 1000)
            return self._decision(hand, track, hand.phase, unseen)
        vote.hear(detection.gesture, detection.score, at_s, self._settings.vote_window_ms / 1000)
        vote.elect(self._thresholds)
        if detection.left is not None:
            hand.which.hear(detection.left, at_s)
        if vote.winner is not None:
            self._cooling.note_held(vote.winner, at_s)
        binding = self._bindings.of(vote.gesture).from_hand(hand.which.side)
        look = Look(hand, track, detection, binding, size_px, at_s)
        return self._swiped(look) or self._judged(look)

    def _judged(self, look: Look) -> Decision:
        """What the gesture means that the hand holds; or for a while, why its last movement was no swipe."""
        hand = look.hand
        phase, gate, order = self._judge(look)
        if order is None:
            hand.phase = phase
        decision = self._decision(hand, look.track, phase, gate, order)
        told = hand.swiping.telling(look.at_s)
        is_arming = hand.holding is not None and hand.holding[0] is Purpose.ARM
        if told is None or gate is None or is_arming:
            return decision
        return dataclasses.replace(
            decision, gesture=told.gesture, phase=Phase.SEEN, gate=told.gate, progress=told.progress
        )

    def _decision(
        self, hand: Hand, track: Track, phase: Phase, gate: Gate | None = None, order: Order | None = None
    ) -> Decision:
        vote, progress = hand.vote, hand.progress if order is None else 1.0
        seen = self._frame_s, track.hand, vote.gesture, vote.score
        return Decision(*seen, phase, gate, order, progress, track.box, hand.which.side)

    def _thresholds(self, gesture: str) -> Thresholds:
        """The hysteresis of a gesture; its own least score moves both ends."""
        return thresholds_of(self._bindings.of(gesture).min_score, self._settings)

    def _swiped(self, look: Look) -> Decision | None:
        """What a movement means that is bound; None where the hand makes none."""
        if not self._swipes.are_bound:
            return None
        hand, swiping = look.hand, look.hand.swiping
        gate = self._standing_gate(look)
        is_running = hand.run is not None and hand.run.is_going_on
        if is_running or (gate is not None and gate.name not in _BLURRED):
            swiping.forget_movement()
            return None
        swipe = self._swipes.follow(swiping, look.track, look.at_s)
        if swiping.motion.is_resting:
            swiping.start_gate = self._start_gate(look)
            if hand.vote.winner == self._settings.swipe_gesture:
                swiping.meant_s = look.at_s
        if swipe is None:
            return None
        hand.drop_hold()
        if swipe.gate is not None:
            return self._swipe_decision(look, swipe, Phase.HELD, swipe.gate)
        return self._fire_swipe(dataclasses.replace(look, binding=swipe.binding.from_hand(hand.which.side)), swipe)

    def _start_gate(self, look: Look) -> Gate | None:
        """What stands against a swipe that would begin now."""
        if (gate := gates.entry_gate(self._settings, look)) is not None:
            return gate
        if not self._is_armed:
            title = self._bindings.of(self._settings.arming_gesture).title
            return gates.arming_gate(title, self._settings.arm_hold_ms)
        return None if self._obeys(look) else gates.OTHER_HAND

    def _fire_swipe(self, look: Look, swipe: Swipe) -> Decision | None:
        """Give the order of a swipe unless it lies outside its zone or follows another too soon."""
        binding, swiping = look.binding, look.hand.swiping
        gate = gates.zone_gate(self._settings, look) or gates.side_gate(look)
        gate = gate or self._cooling.gate(binding.gesture, look.at_s)
        if gate is not None:
            swiping.tell(swipe, gate, look.at_s)
            return None
        order = single_order(binding, is_toggled=self._toggles.is_on(binding))
        self._toggles.note_fired(binding)
        swiping.remember_swipe(swipe.stroke)
        swiping.told = None
        # The hand still shows the swiping gesture, which may have an order of its own.
        self._cooling.await_release(self._settings.swipe_gesture, look.at_s)
        self._cool_down(look)
        self._extend_arming(look)
        return self._swipe_decision(look, swipe, Phase.FIRED, order=order)

    def _swipe_decision(
        self, look: Look, swipe: Swipe, phase: Phase, gate: Gate | None = None, order: Order | None = None
    ) -> Decision:
        decision = self._decision(look.hand, look.track, phase, gate, order)
        return dataclasses.replace(decision, gesture=swipe.binding.gesture, progress=swipe.progress)

    def _judge(self, look: Look) -> Verdict:
        """Take a hand that is seen through all gates."""
        hand = look.hand
        gate = self._standing_gate(look)
        if hand.run is not None and (gate is not None or hand.vote.winner != hand.run.gesture):
            order = hand.end_run(look.at_s)
            if order is not None:
                return _fired(order)
        if gate is not None:
            hand.drop_hold()
            return Phase.SEEN, gate, None
        if (order := self._cancelled(look)) is not None:
            return _fired(order)
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

    def _judge_purpose(self, look: Look) -> Verdict:
        """Whether the gesture arms, disarms or gives an order, and what stands against it."""
        settings = self._settings
        is_armed = self._is_armed
        # A hold that began while armed is not cut off by the end of the armed time.
        is_admitted = look.hand.holding == (Purpose.ORDER, look.gesture)
        if look.gesture == settings.arming_gesture and not is_armed and not is_admitted:
            return self._judge_arming(look)
        if look.binding.command is None:
            is_disarming = look.gesture == settings.disarming_gesture and is_armed and not settings.always_armed
            gate = gates.side_gate(look) or gates.UNBOUND
            return self._judge_disarming(look) if is_disarming else self._idle(look, gate)
        if not is_admitted and not is_armed:
            title = self._bindings.of(settings.arming_gesture).title
            return self._idle(look, gates.arming_gate(title, settings.arm_hold_ms))
        if not is_admitted and not self._obeys(look):
            return self._idle(look, gates.OTHER_HAND)
        return self._judge_order(look)

    def _judge_arming(self, look: Look) -> Verdict:
        """Arm when the arming gesture was held long enough, and was let go since it last gave an order."""
        if (gate := self._cooling.release_gate(look.gesture)) is not None:
            return self._idle(look, gate)
        gate = self._held_gate(look, Purpose.ARM, self._settings.arm_hold_ms)
        if gate is not None:
            return Phase.HELD, gate, None
        self._extend_arming(look)
        look.hand.hold(Purpose.ORDER, look.gesture, look.at_s)
        return Phase.ARMED, None, None

    def _judge_disarming(self, look: Look) -> Verdict:
        """Disarm when the hand in charge held the disarming gesture long enough."""
        if not self._obeys(look):
            return self._idle(look, gates.OTHER_HAND)
        gate = self._held_gate(look, Purpose.DISARM, self._settings.arm_hold_ms)
        if gate is not None:
            return Phase.HELD, gate, None
        self._disarm()
        return Phase.SEEN, gates.UNBOUND, None

    def _judge_order(self, look: Look) -> Verdict:
        """Fire when the gesture was held long enough and nothing fired too recently."""
        binding = look.binding
        gate = self._held_gate(look, Purpose.ORDER, binding.hold_ms) or gates.side_gate(look)
        if gate is not None:
            return Phase.HELD, gate, None
        gate = self._cooling.gate(look.gesture, look.at_s)
        if gate is not None:
            return Phase.COOLING, gate, None
        return self._fire(look)

    def _held_gate(self, look: Look, purpose: Purpose, needed_ms: int) -> Gate | None:
        """The first closed gate of a hold, which starts with this frame if it was not running."""
        look.hand.hold(purpose, look.gesture, look.at_s)
        look.hand.progress = min(look.held_ms / needed_ms, 1.0) if needed_ms else 1.0
        return (
            gates.hold_gate(look, purpose, needed_ms)
            or gates.entry_gate(self._settings, look)
            or self._doubt_gate(look)
        )

    def _doubt_gate(self, look: Look) -> Gate | None:
        return gates.doubt_gate(look, self._bindings.of(look.detection.gesture).title)

    def _fire(self, look: Look) -> Verdict:
        """Start the run of a gesture that has passed every gate."""
        binding, hand = look.binding, look.hand
        is_on = self._toggles.is_on(binding)
        run = start_run(Start(binding, self._settings, look.at_s, look.track.box, self._volume, is_on))
        self._toggles.note_fired(binding)
        if binding.release_required:
            self._cooling.await_release(look.gesture, look.at_s)
        if binding.release_required or run.is_going_on:
            hand.run = run
        else:
            hand.drop_hold()
        self._cool_down(look)
        self._extend_arming(look)
        if run.begin is None:
            return Phase.HELD, gates.UNTIL_RELEASE, None
        return _fired(run.begin)

    def _go_on(self, look: Look, run: Run) -> Verdict:
        """A gesture that has fired and is still held."""
        order = run.step(look.at_s, look.track.box) if run.step and self._doubt_gate(look) is None else None
        if order is not None:
            self._cool_down(look)
        if run.is_going_on:
            self._extend_arming(look)
            if order is not None:
                return _fired(order)
            return Phase.HELD, gates.UNTIL_RELEASE, None
        gate = self._cooling.gate(look.gesture, look.at_s)
        return Phase.COOLING, gate, None

    def _cool_down(self, look: Look) -> None:
        own_ms = look.binding.cooldown_ms
        self._cooling.start(look.at_s, (self._settings.cooldown_ms if own_ms is None else own_ms) / 1000)

    def _extend_arming(self, look: Look) -> None:
        self._arming.arm(look.track.hand, look.at_s + self._settings.armed_window_ms / 1000)

    def _obeys(self, look: Look) -> bool:
        in_view = frozenset(self._hands)
        return self._arming.obeys(self._settings, look.track.hand, in_view)

    def _idle(self, look: Look, gate: Gate) -> Verdict:
        """A hand that is understood but gives no order."""
        look.hand.drop_hold()
        is_armed = self._is_armed and self._obeys(look)
        return Phase.ARMED if is_armed else Phase.SEEN, gate, None


def _fired(order: Order) -> Verdict:
    return Phase.FIRED, None, order
