"""Strokes: from rest to rest, in hand sizes and milliseconds, alike at every frame rate."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeys import HAND_PX, START, Part, journey, move, rest, seen

from gesture_app.core.strokes import REST_S, Motion, Stroke
from gesture_app.core.types import Direction

RATES = [15.0, 30.0, 60.0, 120.0]


def strokes(*parts: Part, fps: float = 60.0, from_s: float = 0.0) -> list[Stroke]:
    """Every stroke that came to an end."""
    motion = Motion()
    noted = [
        motion.note(moment.at_s, detection.box)
        for moment in journey(*parts, fps=fps, from_s=from_s)
        for detection in moment.detections
    ]
    return [stroke for stroke in noted if stroke is not None and stroke.is_over]


@pytest.mark.parametrize(
    ("right", "down", "direction"),
    [(2, 0.3, Direction.LEFT), (-2, 0.3, Direction.RIGHT), (0.3, 2, Direction.DOWN), (0.3, -2, Direction.UP)],
)
def test_the_direction_is_that_of_whoever_faces_the_camera(right, down, direction):
    (stroke,) = strokes(rest(0.4), move(0.3, right, down), rest(0.4))
    assert stroke.direction is direction


@pytest.mark.parametrize("fps", RATES)
def test_a_stroke_is_measured(fps):
    (stroke,) = strokes(rest(0.5), move(0.4, right=2.0, down=0.5), rest(0.5), fps=fps)
    assert stroke.hands == pytest.approx(2.0, abs=0.15)
    assert stroke.slant == pytest.approx(0.25, abs=0.05)
    assert 200 <= stroke.ms <= 400, "without the slow ends of it"
    assert stroke.rested_ms == pytest.approx(600, abs=130)


def test_a_hand_that_came_moving_has_to_rest_before_its_first_stroke():
    assert strokes(move(0.4, right=3), rest(0.5)) == []
    assert len(strokes(move(0.4, right=3), rest(0.5), move(0.3, right=-2), rest(0.3))) == 1


def test_a_trembling_hand_makes_no_stroke():
    motion = Motion()
    shaken = [seen(START[0] + (-1) ** index * 0.03 * HAND_PX, START[1]).box for index in range(120)]
    assert [motion.note(index / 60, box) for index, box in enumerate(shaken)][30:] == [None] * 90
    assert motion.is_resting


def test_a_drift_does_not_end_a_rest():
    (slow, quick) = strokes(rest(0.5), move(0.6, right=0.3), rest(0.1), move(0.3, right=2), rest(0.3))
    assert slow.hands < 0.4
    assert quick.rested_ms > 1000


def test_a_stroke_ends_where_the_hand_turns_back():
    there, back = strokes(rest(0.5), move(0.15, right=2), move(0.15, right=-2), rest(0.4))
    assert (there.direction, back.direction) == (Direction.LEFT, Direction.RIGHT)
    assert there.hands == pytest.approx(2, abs=0.1)
    assert back.rested_ms < 100


def test_a_blurred_box_does_not_change_the_size_of_the_hand():
    motion = Motion()
    for index in range(20):
        motion.note(index / 60, seen(*START).box)
    wide = seen(START[0] + 60, START[1]).box
    motion.note(21 / 60, type(wide)(wide.left - 100, wide.top, wide.right + 100, wide.bottom))
    assert motion.size_px == HAND_PX


def test_a_hand_that_never_rests_again_makes_no_stroke():
    assert all(stroke.hands < 0.5 for stroke in strokes(rest(0.4), move(8.0, right=60), rest(0.4)))


@settings(max_examples=60, deadline=None)
@given(
    right=st.floats(0.8, 4) | st.floats(-4, -0.8),
    seconds=st.floats(0.2, 0.6),
    fps=st.sampled_from(RATES),
    from_s=st.floats(0, 1 / 15),
)
def test_every_rate_and_every_moment_of_the_first_frame_measure_alike(right, seconds, fps, from_s):
    (stroke,) = strokes(rest(0.5), move(seconds, right), rest(0.5), fps=fps, from_s=from_s)
    (finest,) = strokes(rest(0.5), move(seconds, right), rest(0.5), fps=500.0)
    assert stroke.direction is finest.direction
    assert stroke.hands == pytest.approx(finest.hands, abs=0.15)
    assert stroke.ms == pytest.approx(finest.ms, abs=1000 / fps + 25)
    assert stroke.rested_ms == pytest.approx(finest.rested_ms, abs=1000 / fps + REST_S * 1000)
