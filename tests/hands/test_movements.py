"""Movements of the drawn hand."""

from __future__ import annotations

import pytest

from gesture_app.hands.movements import REST_S, STROKE_S, WAYS, place_on, stroke_share


def test_a_hand_rests_goes_gently_and_rests():
    assert stroke_share(REST_S) == 0.0
    assert stroke_share(REST_S + STROKE_S / 2) == pytest.approx(0.5)
    assert stroke_share(REST_S + STROKE_S) == stroke_share(99.0) == 1.0
    assert stroke_share(REST_S + 0.05 * STROKE_S) < 0.01


@pytest.mark.parametrize("gesture", WAYS)
def test_it_stays_in_the_picture_and_ends_where_the_opposite_begins(gesture):
    other = {"left": "right", "right": "left", "up": "down", "down": "up"}[gesture.removeprefix("swipe_")]
    assert place_on(gesture, 1.0) == place_on(f"swipe_{other}", 0.0)
    assert all(0.15 < place < 0.9 for share in (0.0, 0.5, 1.0) for place in place_on(gesture, share))
