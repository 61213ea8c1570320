"""The gates: each says what stands between a gesture and its order, and by how much; None is an open gate."""

from __future__ import annotations

import math

from gesture_app.core.hands import Look, Purpose
from gesture_app.core.sections import EngineSettings
from gesture_app.core.sides import ENTER
from gesture_app.core.types import Gate, GateName, Side
from gesture_app.core.votes import Thresholds

PAUSED = Gate(GateName.PAUSED, "paused", 0.0)
OTHER_HAND = Gate(GateName.OTHER_HAND, "another hand is in charge", 0.0)
RELEASE = Gate(GateName.RELEASE, "let go first", 0.0)  # it has fired and was not let go since
UNTIL_RELEASE = Gate(GateName.RELEASE, "goes on until released", 0.0)
UNBOUND = Gate(GateName.UNBOUND, "does nothing", 0.0)


def zone_gate(settings: EngineSettings, look: Look) -> Gate | None:
    """Closed for a hand whose centre lies outside the part of the picture where its gesture is obeyed."""
    width, height = look.size_px
    left, top, right, bottom = look.binding.zone or settings.zone
    x, y = look.track.box.centre
    outside_px = max(left * width - x, x - right * width, top * height - y, y - bottom * height)
    if outside_px <= 0:
        return None
    return Gate(GateName.ZONE, f"hand {outside_px:.0f} px outside the zone", outside_px)


def size_gate(settings: EngineSettings, look: Look) -> Gate | None:
    """Closed for a hand that is too far away."""
    least_px = settings.min_hand_share * min(look.size_px)
    missing_px = least_px - look.track.box.size_px
    if missing_px <= 0:
        return None
    return Gate(GateName.SIZE, f"hand {look.track.box.size_px:.0f} px < {least_px:.0f} px", missing_px)


def vote_gate(look: Look, thresholds: Thresholds) -> Gate | None:
    """Closed while no gesture has won: the network is unsure, or it has seen different things lately."""
    if look.hand.vote.winner is not None:
        return None
    missing, gesture = thresholds.enter - look.hand.vote.score, look.binding.title
    if look.detection.gesture == look.gesture and look.detection.score >= thresholds.enter:
        text = f"{gesture} {_floor(look.hand.vote.score)} on its way to {thresholds.enter:.2f}"
        return Gate(GateName.VOTE, text, missing)
    return Gate(GateName.SCORE, f"{gesture} {_floor(look.hand.vote.score)} < {thresholds.enter:.2f}", missing)


def doubt_gate(look: Look, seen_gesture: str) -> Gate | None:
    """Closed in a frame that shows something else, of this title, than what won the vote."""
    if look.detection.gesture == look.gesture:
        return None
    won_gesture = look.binding.title
    text = f"{seen_gesture} seen instead of {won_gesture}"
    return Gate(GateName.VOTE, text, look.hand.vote.score)


def side_gate(look: Look) -> Gate | None:
    """Closed for a hand that is not the wanted one, or not known to be."""
    wanted, vote = look.binding.hand, look.hand.which
    if wanted is None or vote.side is wanted:
        return None
    missing = ENTER - vote.certainty(wanted)
    if vote.side is None:
        return Gate(GateName.SIDE, _NOT_KNOWN[wanted], missing)
    certainty = vote.certainty(vote.side)
    if wanted is Side.LEFT:
        return Gate(GateName.SIDE, f"left hand wanted, this is the right one ({certainty:.2f})", missing)
    return Gate(GateName.SIDE, f"right hand wanted, this is the left one ({certainty:.2f})", missing)


_NOT_KNOWN = {
    Side.LEFT: "left hand wanted, not yet known which this is",
    Side.RIGHT: "right hand wanted, not yet known which this is",
}


def unseen_gate(gesture: str, unseen_ms: float) -> Gate:
    """What blocks a hand that is out of view but not yet forgotten."""
    return Gate(GateName.VOTE, f"{gesture} not seen for {unseen_ms:.0f} ms", unseen_ms)


def hold_gate(look: Look, purpose: Purpose, needed_ms: float) -> Gate | None:
    """Closed until the gesture was held long enough."""
    left_ms = needed_ms - look.held_ms
    if not _is_left(left_ms):
        return None
    name = GateName.ARMING if purpose is Purpose.ARM else GateName.HOLD
    return Gate(name, f"{purpose.value} {left_ms:.0f} ms left", left_ms)


def entry_gate(settings: EngineSettings, look: Look) -> Gate | None:
    """Closed for a moment after a hand came into view."""
    left_ms = settings.entry_quiet_ms - (look.at_s - look.hand.entered_at_s) * 1000
    if not _is_left(left_ms):
        return None
    return Gate(GateName.SUPPRESSED, f"hand just came in: {left_ms:.0f} ms left", left_ms)


def wait_gate(name: GateName, text: str, until_s: float, at_s: float) -> Gate | None:
    """Closed until a moment; the text is followed by the time that is left."""
    left_ms = (until_s - at_s) * 1000
    return Gate(name, f"{text} {left_ms:.0f} ms left", left_ms) if _is_left(left_ms) else None


def arming_gate(gesture: str, needed_ms: float) -> Gate:
    """What blocks a hand that was not raised for giving orders."""
    return Gate(GateName.ARMING, f"show the {gesture.lower()} first", needed_ms)


def _is_left(left_ms: float) -> bool:
    """Whether time is left; a microsecond is rounding, and must not cost a frame."""
    return left_ms > 0.001


def _floor(score: float) -> str:
    """Two digits, never rounded up: "0.60 < 0.60" would explain nothing."""
    return f"{math.floor(score * 100 + 1e-6) / 100:.2f}"
