"""Whose orders are taken, and for how long."""

from __future__ import annotations

import math

import pytest
from film import engine_settings

from gesture_app.core.arming import Arming

SETTINGS = engine_settings()
BOTH = frozenset({1, 2})


def test_nobody_is_obeyed_before_arming() -> None:
    assert Arming().left_s(SETTINGS, 0.0) is None


def test_arming_lasts_until_its_end() -> None:
    arming = Arming()
    arming.arm(1, until_s=6.0)
    assert arming.left_s(SETTINGS, 5.5) == pytest.approx(0.5)
    assert arming.left_s(SETTINGS, 6.0) is None


def test_it_can_be_extended_but_not_shortened() -> None:
    arming = Arming()
    arming.arm(1, until_s=6.0)
    arming.arm(1, until_s=4.0)
    assert arming.left_s(SETTINGS, 5.0) == pytest.approx(1.0)


def test_the_hand_that_armed_is_obeyed_alone_while_it_is_in_view() -> None:
    arming = Arming()
    arming.arm(1, until_s=6.0)
    assert arming.obeys(SETTINGS, 1, BOTH)
    assert not arming.obeys(SETTINGS, 2, BOTH)
    assert arming.obeys(SETTINGS, 2, frozenset({2}))


@pytest.mark.parametrize("choice", ["lock_to_arming_hand", "always_armed"])
def test_every_hand_is_obeyed_where_the_user_wants_it(choice: str) -> None:
    arming = Arming()
    arming.arm(1, until_s=6.0)
    assert arming.obeys(engine_settings(**{choice: choice == "always_armed"}), 2, BOTH)


def test_disarming_is_at_once() -> None:
    arming = Arming()
    arming.arm(1, until_s=6.0)
    arming.disarm()
    assert arming.left_s(SETTINGS, 1.0) is None
    assert arming.left_s(engine_settings(always_armed=True), 1.0) == math.inf
