from __future__ import annotations

import numpy as np
import pytest
from colour_network import RED, frame_with
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.detectors._letterbox import STRIDE_PX, Canvas, fit_letterbox

SIDES = st.integers(16, 4000)


@pytest.mark.parametrize(
    ("frame_px", "long_px", "input_px"),
    [
        pytest.param((1280, 720), 416, (416, 256), id="a wide frame gets a wide input"),
        pytest.param((720, 1280), 416, (256, 416), id="a tall frame gets a tall input"),
        pytest.param((640, 480), 320, (320, 256), id="the short side is rounded up"),
        pytest.param((500, 500), 320, (320, 320), id="a square stays square"),
        pytest.param((100, 50), 320, (320, 160), id="a small frame is enlarged"),
        pytest.param((4000, 20), 320, (320, 32), id="a strip keeps at least one cell"),
    ],
)
def test_only_the_long_side_is_fixed(frame_px, long_px, input_px):
    assert fit_letterbox(frame_px, long_px).input_px == input_px


@pytest.mark.parametrize("long_px", [0, -32, 300])
def test_a_side_that_the_network_cannot_take_is_refused(long_px):
    with pytest.raises(ValueError, match="multiple of 32"):
        fit_letterbox((1280, 720), long_px)


@given(SIDES, SIDES)
def test_the_content_lies_inside_the_input_and_less_than_one_cell_is_wasted(width, height):
    letterbox = fit_letterbox((width, height), 416)
    for content, side in zip(letterbox.content_px, letterbox.input_px, strict=True):
        assert side % STRIDE_PX == 0
        assert 0 <= side - content < STRIDE_PX


@given(SIDES, SIDES)
def test_the_whole_content_is_the_whole_frame(width, height):
    letterbox = fit_letterbox((width, height), 416)
    left, top = letterbox.offset_px
    content = np.array([[left, top, left + letterbox.content_px[0], top + letterbox.content_px[1]]], np.float32)
    assert letterbox.to_frame(content)[0] == pytest.approx([0, 0, width, height])


def test_a_box_in_the_grey_bars_is_cut_off_at_the_edge_of_the_frame():
    box = np.array([[-20, -20, 500, 500]], np.float32)
    assert fit_letterbox((1280, 720), 416).to_frame(box).tolist() == [[0, 0, 1280, 720]]


def test_a_patch_is_found_where_it_was_drawn():
    canvas, letterbox = Canvas(320).draw(frame_with([(RED, (640, 360, 960, 540))], (1280, 720)))
    rows, columns = np.nonzero(canvas[..., 2] > 200)
    found = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]], np.float32)
    assert letterbox.to_frame(found)[0] == pytest.approx([640, 360, 960, 540], abs=4)


def test_the_bars_stay_grey_when_the_shape_of_the_frames_changes():
    canvas = Canvas(320)
    canvas.draw(frame_with(size_px=(1280, 720)))
    pixels, letterbox = canvas.draw(frame_with(size_px=(720, 1280)))
    assert pixels.shape == (320, 192, 3)
    assert letterbox.offset_px == (6, 0)
    assert np.unique(pixels[:, :6]).tolist() == [114]
    assert np.unique(pixels[:, 6:186]).tolist() == [0]
