"""What an exported network says of itself."""

from __future__ import annotations

import pytest
from colour_network import LABELS, write_colour_model

from gesture_app.core.errors import ModelError
from gesture_app.detectors._metadata import read_metadata


def test_gestures_and_input_size_are_in_the_file(tmp_path):
    assert read_metadata(write_colour_model(tmp_path, input_px=416)) == (LABELS, 416)


def test_a_network_that_does_not_say_is_refused_with_advice(tmp_path):
    with pytest.raises(ModelError, match=r"export it with gesture-train export, or take in a folder"):
        read_metadata(write_colour_model(tmp_path, has_names=False))


def test_what_is_no_network_is_refused(tmp_path):
    (tmp_path / "cat.onnx").write_bytes(b"meow")
    with pytest.raises(ModelError, match=r"cat\.onnx"):
        read_metadata(tmp_path / "cat.onnx")
    with pytest.raises(ModelError, match="no model file"):
        read_metadata(tmp_path / "nowhere.onnx")
