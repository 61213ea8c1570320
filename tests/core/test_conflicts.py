from __future__ import annotations

import pytest

from gesture_app.core.conflicts import Conflict, ConflictName, find_conflicts
from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import Settings, with_changes

VOCABULARY = read_vocabulary(vocabulary_file())


def conflicts_with(*changes: str) -> tuple[Conflict, ...]:
    settings = with_changes(Settings(), changes)
    return find_conflicts(bindings_for(VOCABULARY, settings), settings.engine)


def test_nothing_is_wrong_with_what_the_app_ships() -> None:
    assert conflicts_with() == ()


@pytest.mark.parametrize(
    ("change", "name", "gestures"),
    [
        pytest.param("bindings.ok.command=mute", ConflictName.SAME_COMMAND, ("ok", "mute"), id="two do the same"),
        pytest.param("arm_hold_ms=0", ConflictName.ARMS_AT_ONCE, ("palm",), id="arming in passing"),
        pytest.param("bindings.palm.hold_ms=0", ConflictName.ORDERS_WHEN_ARMING, ("palm",), id="arming orders at once"),
        pytest.param("bindings.fist.command=stop", ConflictName.NEVER_DISARMS, ("fist",), id="disarming orders"),
        pytest.param("disarming_gesture=palm", ConflictName.ARMS_AND_DISARMS, ("palm",), id="one arms and disarms"),
        pytest.param("bindings.mute.mode=repeat", ConflictName.FLICKERS, ("mute",), id="repeating undoes itself"),
        pytest.param("bindings.peace.mode=continuous", ConflictName.IS_A_DIAL, ("peace",), id="only volume is a dial"),
    ],
)
def test_what_would_surprise_is_found(change: str, name: ConflictName, gestures: tuple[str, ...]) -> None:
    assert Conflict(name, gestures) in conflicts_with(change)


def test_what_nothing_takes_back_cannot_be_held() -> None:
    changes = ("bindings.ok.command=set_volume", "bindings.ok.amount=0.5", "bindings.ok.mode=hold")
    assert conflicts_with(*changes) == (Conflict(ConflictName.NO_OPPOSITE, ("ok",)),)


def test_an_order_without_pause_or_release_floods_the_player() -> None:
    changes = ("bindings.peace.release_required=no", "bindings.peace.hold_ms=0", "bindings.peace.cooldown_ms=0")
    assert conflicts_with(*changes) == (Conflict(ConflictName.FLOODS, ("peace",)),)


@pytest.mark.parametrize("mode", ["repeat", "hold"])
def test_a_movement_cannot_be_held(mode: str) -> None:
    changes = ("bindings.swipe_left.command=stop", f"bindings.swipe_left.mode={mode}")
    assert conflicts_with(*changes) == (Conflict(ConflictName.CANNOT_BE_HELD, ("swipe_left",)),)


def test_a_movement_over_and_over_does_not_flood() -> None:
    at_once = ("bindings.swipe_left.release_required=no", "bindings.swipe_left.cooldown_ms=0")
    assert conflicts_with("bindings.swipe_left.command=stop", "bindings.swipe_left.hold_ms=0", *at_once) == ()


def test_another_amount_is_not_the_same() -> None:
    assert conflicts_with("bindings.ok.command=seek_forward", "bindings.ok.amount=60") == ()


def test_arming_is_no_matter_for_who_is_always_armed() -> None:
    assert conflicts_with("always_armed=yes", "arm_hold_ms=0", "bindings.palm.hold_ms=0") == ()
