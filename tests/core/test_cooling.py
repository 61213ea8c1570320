"""What an order leaves behind."""

from __future__ import annotations

from gesture_app.core.cooling import Cooling
from gesture_app.core.types import GateName

GRACE_S = 0.3


def test_before_the_first_order_nothing_stands_in_the_way() -> None:
    assert Cooling().gate("palm", 0.0) is None


def test_every_gesture_waits_for_the_end_of_the_pause() -> None:
    cooling = Cooling()
    cooling.start(1.0, pause_s=0.8)
    gate = cooling.gate("peace", 1.5)
    assert gate is not None
    assert (gate.name, gate.text) == (GateName.COOLDOWN, "cooldown 300 ms left")
    assert cooling.gate("peace", 1.8) is None


def test_the_gesture_that_gave_the_order_waits_for_its_release_as_well() -> None:
    cooling = Cooling()
    cooling.await_release("peace", 1.0)
    gate = cooling.gate("peace", 9.0)
    assert gate is not None
    assert gate.name is GateName.RELEASE
    assert cooling.gate("palm", 9.0) is None


def test_it_is_released_once_no_hand_has_made_it_for_the_grace_time() -> None:
    cooling = Cooling()
    cooling.await_release("peace", 1.0)
    cooling.note_held("peace", 2.0)
    cooling.note_time(2.25, GRACE_S)
    assert cooling.release_gate("peace") is not None
    cooling.note_time(2.35, GRACE_S)
    assert cooling.release_gate("peace") is None


def test_holding_a_gesture_that_gave_no_order_is_of_no_interest() -> None:
    cooling = Cooling()
    cooling.note_held("peace", 1.0)
    assert cooling.release_gate("peace") is None


def test_all_is_forgotten_on_a_new_beginning() -> None:
    cooling = Cooling()
    cooling.start(5.0, pause_s=0.8)
    cooling.await_release("peace", 5.0)
    cooling.forget_all()
    assert cooling.gate("peace", 0.0) is None
