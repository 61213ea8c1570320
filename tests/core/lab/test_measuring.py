"""Each way to run a detector is one command, which can be copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Time
from gesture_app.core.lab.measuring import measurements, time_of


def test_every_network_is_run_in_every_engine_with_as_many_threads_as_there_are_cores():
    found = measurements([Path("/a b/model.onnx")], ["onnx", "openvino"], 2)
    assert [(one.setup.engine, one.setup.threads) for one in found] == [
        ("onnx", 1),
        ("onnx", 2),
        ("openvino", 1),
        ("openvino", 2),
    ]
    assert found[1].command == (
        "gesture-app bench --model '/a b/model.onnx' --engine onnx --seconds 2 --set detector.threads=2"
    )


def test_the_time_is_that_of_the_detector():
    assert time_of('{"detect_ms_p50": 3, "detect_ms_p95": 4.5, "fps": 9}') == Time(3.0, 4.5)


@pytest.mark.parametrize("printed", ["", "{}", "[1]", "oops", '{"detect_ms_p50": NaN, "detect_ms_p95": 1}'])
def test_a_measurement_that_says_nothing_is_one_sentence(printed):
    with pytest.raises(LabError, match="printed no figures"):
        time_of(printed)
