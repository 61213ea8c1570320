from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from colour_network import frame_with

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.errors import ModelError
from gesture_app.detectors._network import NetworkDetector, check_file, check_labels

REQUEST = DetectorRequest(Path("models/tiny/model.onnx"), ("palm", "fist"), 320)


class ScriptedNetwork:
    """Gives the same output for every picture and remembers what it was shown."""

    def __init__(self, output):
        self.output = np.asarray(output, np.float32)
        self.shapes = []

    def infer(self, canvas):
        self.shapes.append(canvas.shape)
        return self.output


def test_the_network_sees_the_frame_letterboxed():
    network = ScriptedNetwork(np.zeros((6, 1)))
    assert NetworkDetector("Engine", network, REQUEST).detect(frame_with(size_px=(1280, 720))) == ()
    assert network.shapes == [(192, 320, 3)]


def test_the_title_names_engine_and_model():
    assert NetworkDetector("Engine", ScriptedNetwork([]), REQUEST).title == "Engine, tiny"


def test_an_output_that_does_not_fit_the_labels_is_explained():
    detector = NetworkDetector("Engine", ScriptedNetwork(np.zeros((85, 10))), REQUEST)
    with pytest.raises(ModelError, match=r"output of shape \(85, 10\) where 6 rows were expected"):
        detector.detect(frame_with())


def test_a_closed_detector_says_so():
    detector = NetworkDetector("Engine", ScriptedNetwork(np.zeros((6, 1))), REQUEST)
    detector.close()
    detector.close()
    with pytest.raises(ModelError, match="was closed"):
        detector.detect(frame_with())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"no model file at .*nowhere\.onnx"):
        check_file(tmp_path / "nowhere.onnx")


def test_matching_labels_pass():
    check_labels("{0: 'palm', 1: 'fist'}", REQUEST)


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        pytest.param("{0: 'palm', 1: 'wave'}", "differ in fist, wave", id="another gesture"),
        pytest.param("{0: 'fist', 1: 'palm'}", "their order differs", id="another order"),
        pytest.param(None, "does not name its gestures", id="no names"),
        pytest.param("{0: 'palm'", "does not name its gestures", id="cut off"),
        pytest.param("['palm', 1]", "differ in 1, fist", id="a list with a number in it"),
        pytest.param("{1: 'palm', 2: 'fist'}", "does not name its gestures", id="numbered from one"),
        pytest.param("__import__('os').getcwd()", "does not name its gestures", id="code is never run"),
        pytest.param("42", "does not name its gestures", id="a number"),
    ],
)
def test_labels_that_do_not_match_are_explained(names, complaint):
    with pytest.raises(ModelError, match=complaint):
        check_labels(names, REQUEST)
