"""What a picture of a 16:9 camera costs a network."""

from __future__ import annotations

import pytest

from training.yolo.prune import count_macs, count_params
from training.yolo.sizes import sizes, wide_height_px


@pytest.mark.parametrize(("width", "height"), [(448, 256), (416, 256), (320, 192), (256, 160)])
def test_a_picture_of_a_camera_is_padded_to_what_a_network_takes(width: int, height: int) -> None:
    assert wide_height_px(width) == height


def test_sizes_are_those_of_a_wide_picture(network) -> None:
    found = sizes(network)
    assert found["params"] == count_params(network)
    assert found["macs"] == count_macs(network, 416, 256)
    assert (found["macs_width_px"], found["macs_height_px"]) == (416, 256)


def test_a_larger_picture_costs_more_and_no_parameters(network) -> None:
    usual, larger = sizes(network), sizes(network, 448)
    assert larger["macs"] == usual["macs"] * 448 / 416
    assert larger["params"] == usual["params"]
