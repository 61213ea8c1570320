"""What a person reads when a gesture does not count, and by how much it misses."""

from __future__ import annotations

import dataclasses

import pytest
from film import BINDINGS, RIGHT_HAND, SIZE_PX, engine, engine_settings, film, run, together

from gesture_app.core import gates
from gesture_app.core.bindings import Bindings
from gesture_app.core.types import Box, Detection, Gate, GateName


def last_gate(seen: str, score: float = 0.9, **settings: object) -> Gate:
    """The gate that is closed in the last frame of a film."""
    *_, last = run(film(seen, score=score), engine(**settings))
    assert last.gate is not None
    return last.gate


@pytest.mark.parametrize(
    ("seen", "score", "always_armed", "name", "text", "shortfall"),
    [
        ("vvv", 0.58, True, GateName.SCORE, "Victory 0.58 < 0.60", 0.02),
        ("pppppv", 0.9, False, GateName.VOTE, "Victory 0.56 on its way to 0.60", 0.031),
        ("ppp", 0.9, False, GateName.ARMING, "arming 120 ms left", 120.0),
        ("vvv", 0.9, False, GateName.ARMING, "show the open palm first", 400.0),
        ("vvv", 0.9, True, GateName.HOLD, "hold 220 ms left", 220.0),
        ("vvvvvvv", 0.9, True, GateName.COOLDOWN, "cooldown 620 ms left", 620.0),
        ("v" * 20, 0.9, True, GateName.RELEASE, "let go first", 0.0),
        ("lll", 0.9, True, GateName.UNBOUND, "does nothing", 0.0),
        ("vv..", 0.9, True, GateName.VOTE, "Victory not seen for 200 ms", 200.0),
        ("pppppfff", 0.9, False, GateName.HOLD, "disarming 220 ms left", 220.0),
    ],
)
def test_a_closed_gate_says_what_is_missing(
    seen: str, score: float, always_armed: bool, name: GateName, text: str, shortfall: float
) -> None:
    gate = last_gate(seen, score, always_armed=always_armed)
    assert (gate.name, gate.text) == (name, text)
    assert gate.shortfall == pytest.approx(shortfall, abs=0.01)


def test_a_score_is_never_rounded_up_to_its_threshold() -> None:
    assert last_gate("v", score=0.5999, always_armed=True).text == "Victory 0.59 < 0.60"


def test_a_hand_that_just_came_in_is_told_how_long_to_wait() -> None:
    watched = engine(always_armed=True)
    hasty = [dataclasses.replace(binding, hold_ms=0) for binding in BINDINGS]
    watched.configure(engine_settings(always_armed=True), Bindings(hasty))
    *_, last = run(film("v"), watched)
    assert last.gate == Gate(GateName.SUPPRESSED, "hand just came in: 220 ms left", pytest.approx(220))


def test_a_second_hand_is_told_of_the_first() -> None:
    *_, last = run(together(film("pppppp"), film("pppppp", box=RIGHT_HAND)), engine())
    assert last.gate == gates.OTHER_HAND


def test_the_zone_is_measured_from_the_middle_of_the_hand() -> None:
    above = Box(600, 0, 700, 100)
    watched = engine(always_armed=True, zone=(0.25, 0.25, 0.75, 0.75))
    (decision,) = watched.step((Detection("peace", 0.9, above),), SIZE_PX, 0.0)
    assert decision.gate == Gate(GateName.ZONE, "hand 130 px outside the zone", 130.0)
