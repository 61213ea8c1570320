"""What was measured is kept, for this machine and for the file as it was."""

from __future__ import annotations

import os

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Time
from gesture_app.core.lab.timings import Timings, read_timings, way_of, write_timings


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(b"network")
    return path


def test_what_was_written_is_read_again(tmp_path, network):
    timings = Timings("here", {}).having(network, "onnx, 1 thread", Time(2.0, 3.0))
    timings = timings.having(network, "openvino, 2 threads", Time(1.0, 1.5))
    write_timings(timings, tmp_path / "lab" / "timings.json")
    assert read_timings(tmp_path / "lab" / "timings.json", "here").of(network) == {
        "onnx, 1 thread": Time(2.0, 3.0),
        "openvino, 2 threads": Time(1.0, 1.5),
    }


def test_another_machine_knows_nothing_of_it(tmp_path, network):
    write_timings(Timings("here", {}).having(network, "onnx", Time(2.0, 3.0)), tmp_path / "t.json")
    assert read_timings(tmp_path / "t.json", "there").table == {}


def test_a_network_that_was_exported_anew_must_be_measured_anew(network):
    timings = Timings("here", {}).having(network, "onnx", Time(2.0, 3.0))
    os.utime(network, ns=(1, 1))
    assert timings.of(network) == {}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"machine": "here"}', '{"machine": "here", "table": {"a": 1}}', "[" * 100_000),
        '{"machine": "here", "table": {"a": {"onnx": [NaN, 1]}}}',
        '{"machine": "here", "table": {"a": {"onnx": [1, 1%s]}}}' % (400 * "0"),
    ],
    ids=lambda text: text[:60],
)
def test_a_damaged_file_is_as_good_as_none(tmp_path, text):
    (tmp_path / "t.json").write_text(text)
    assert read_timings(tmp_path / "t.json", "here") == Timings("here", {})


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "plain").write_text("a file")
    with pytest.raises(LabError, match="cannot be saved"):
        write_timings(Timings("here", {}), tmp_path / "plain" / "t.json")


def test_ways_are_told_in_words():
    assert [way_of("onnx", count) for count in (1, 2)] == ["onnx, 1 thread", "onnx, 2 threads"]
