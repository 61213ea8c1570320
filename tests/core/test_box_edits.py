from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.box_edits import CORNER, WHOLE, BoxEdits, Grip, dragged, grip_at
from gesture_app.core.own_pictures import DRAWN, LabelledBox
from gesture_app.core.types import Box

SIZE = (640, 360)
BOX = Box(100, 100, 200, 180)


def edits() -> BoxEdits:
    return BoxEdits([LabelledBox("spider", BOX, 0.3), LabelledBox("palm", Box(0, 0, 50, 50), 0.9)], SIZE)


@pytest.mark.parametrize(
    ("x", "y", "grip"),
    [
        pytest.param(150, 140, WHOLE, id="the middle moves it"),
        pytest.param(101, 140, Grip(left=True, top=False, right=False, bottom=False), id="an edge"),
        pytest.param(199, 181, CORNER, id="a corner"),
        pytest.param(250, 140, None, id="beside it"),
    ],
)
def test_the_pointer_takes_hold_of(x: float, y: float, grip: Grip | None) -> None:
    assert grip_at(BOX, x, y, reach_px=5) == grip


@given(st.floats(-900, 900), st.floats(-900, 900), st.sampled_from([WHOLE, CORNER]))
def test_a_box_stays_in_the_picture_and_is_never_inside_out(dx: float, dy: float, grip: Grip) -> None:
    box = dragged(BOX, grip, dx, dy, SIZE)
    assert 0 <= box.left <= box.right <= SIZE[0]
    assert 0 <= box.top <= box.bottom <= SIZE[1]
    if grip == WHOLE:
        assert (box.width, box.height) == pytest.approx((BOX.width, BOX.height))


def test_what_a_person_corrects_is_certain() -> None:
    one = edits()
    one.drag(WHOLE, 5, -5)
    assert one.boxes[0] == LabelledBox("spider", Box(105, 95, 205, 175), DRAWN)


def test_every_step_is_taken_back_in_turn() -> None:
    one = edits()
    states = [one.boxes]
    one.drag(CORNER, 5, 5)
    states.append(one.boxes)
    one.rename("fist")
    states.append(one.boxes)
    one.draw_in_the_middle("spider")
    states.append(one.boxes)
    one.delete()
    assert len(one.boxes) == 2
    for state in reversed(states):
        one.undo()
        assert one.boxes == state
    assert not one.can_undo
    one.undo()


def test_a_slip_of_the_mouse_draws_nothing_and_a_click_is_no_step() -> None:
    one = edits()
    one.draw(Box(5, 5, 5, 5), "spider")
    one.end_step()
    assert len(one.boxes) == 2
    one.choose(0)
    one.remember()
    one.end_step()
    assert not one.can_undo


def test_boxes_are_chosen_in_a_circle() -> None:
    one = edits()
    seen = []
    for _ in range(3):
        one.choose_next()
        seen.append(one.chosen)
    assert seen == [1, 0, 1]


def test_with_no_box_nothing_can_go_wrong() -> None:
    one = BoxEdits((), SIZE)
    one.choose_next()
    one.delete()
    one.rename("palm")
    one.drag(WHOLE, 1, 1)
    one.end_step()
    assert one.boxes == ()
    assert one.chosen is None
