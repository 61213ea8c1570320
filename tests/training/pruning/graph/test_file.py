"""A file is cut, repaired and written, or not at all."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx_graphs import Net

from training.errors import TrainingError
from training.pruning.graph import file as module
from training.pruning.graph.choose import Cut
from training.pruning.graph.file import CutRequest, Repair, cut_file, noise
from training.pruning.graph.model import read_graph
from training.pruning.graph.proof import Proof


@pytest.fixture
def path(tmp_path: Path) -> Path:
    net = Net("n", 3, "h", "w")
    onnx.save(net.proto(net.conv(net.add("Relu", net.conv("x", 3, 16, 3)), 16, 4)), tmp_path / "net.onnx")
    return tmp_path / "net.onnx"


def test_a_file_is_written_with_what_is_left(path: Path, tmp_path: Path) -> None:
    report = cut_file(path, tmp_path / "small.onnx", CutRequest(Cut(0.5)))
    assert (report.channels_before, report.channels_after) == (16, 8)
    assert report.params_after < 0.6 * report.params_before
    assert report.proof.holds
    assert next(iter(read_graph(tmp_path / "small.onnx").parameters.values())).shape == (8, 3, 3, 3)
    assert "16 channels to 8" in report.text()
    assert report.facts()["channels_after"] == 8


def test_a_repair_changes_the_weights_and_not_the_shapes(path: Path, tmp_path: Path) -> None:
    repair = Repair(lambda graph, shapes: noise(graph, shapes, 2, seed=0))
    cut_file(path, tmp_path / "plain.onnx", CutRequest(Cut(0.5)))
    cut_file(path, tmp_path / "repaired.onnx", CutRequest(Cut(0.5), repair=repair))
    plain, repaired = (read_graph(tmp_path / f"{name}.onnx").parameters for name in ("plain", "repaired"))
    assert {name: array.shape for name, array in plain.items()} == {n: a.shape for n, a in repaired.items()}
    assert any((array != repaired[name]).any() for name, array in plain.items())


def test_inputs_unlike_those_of_the_training_are_told(tmp_path: Path) -> None:
    net = Net("n", 3, "h", "w")
    statistics = (net.weight(16, low=5, high=6), net.weight(16, low=0.01, high=0.02))
    normal = net.add("BatchNormalization", net.conv("x", 3, 16), net.weight(16), net.weight(16), *statistics)
    onnx.save(net.proto(net.conv(normal, 16, 4)), tmp_path / "net.onnx")
    repair = Repair(lambda graph, shapes: noise(graph, shapes, 2, seed=0))
    assert cut_file(
        tmp_path / "net.onnx", tmp_path / "small.onnx", CutRequest(Cut(0.5), repair=repair)
    ).calibration_is_far


def test_what_is_not_right_is_not_written(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "prove", lambda *_: Proof(0.5, 0.0))
    with pytest.raises(TrainingError, match="cannot be pruned: without these channels it computes something else"):
        cut_file(path, tmp_path / "small.onnx", CutRequest(Cut(0.5)))
    assert not (tmp_path / "small.onnx").exists()
