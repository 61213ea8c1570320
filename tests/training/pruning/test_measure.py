"""Sizes, multiply-accumulates, times and memory are those of the network."""

from __future__ import annotations

import onnxruntime
import pytest
import torch
from torch import nn

from training.errors import CheckpointError, TrainingError
from training.pruning.engines import export_onnx, peak_memory
from training.pruning.exporting import failure_told
from training.pruning.measure import count_macs, measure, sparse_bytes
from training.pruning.memory import growth
from training.pruning.networks.lstm import LstmLanguageModel
from training.pruning.networks.resnet import resnet
from training.pruning.networks.vit import Vit, VitShape
from training.pruning.source import read_source


@pytest.mark.parametrize(
    ("network", "example", "macs"),
    [
        pytest.param(nn.Conv2d(3, 8, 3), torch.zeros(1, 3, 8, 8), 8 * 27 * 36, id="convolution"),
        pytest.param(nn.Conv2d(8, 8, 3, groups=8), torch.zeros(1, 8, 8, 8), 8 * 9 * 36, id="depthwise"),
        pytest.param(nn.Linear(10, 4), torch.zeros(1, 10), 40, id="linear"),
        pytest.param(
            LstmLanguageModel(7, 16, 2), torch.zeros(1, 5, dtype=torch.int64), 5 * (2 * 4 * 16 * 32 + 16 * 7), id="lstm"
        ),
    ],
)
def test_multiply_accumulates_are_counted(network, example, macs):
    assert count_macs(network.eval(), example) == macs


@pytest.mark.parametrize(
    ("nonzeros", "size"),
    [
        pytest.param(100, 400, id="full: stored whole"),
        pytest.param(50, 50 * 4 + 13, id="half empty: a bit for each place"),
        pytest.param(1, 1 * 4 + 13, id="nearly empty, too, when rows are short"),
    ],
)
def test_a_sparse_tensor_pays_for_the_places_of_its_values(nonzeros, size):
    weight = torch.zeros(100)
    weight[:nonzeros] = 1
    assert sparse_bytes(weight.view(10, 10)) == size


def test_long_rows_are_cheaper_as_csr():
    weight = torch.zeros(2, 1000)
    weight[0, 3] = 1
    assert sparse_bytes(weight) == 6 + 3 * 4


def test_networks_are_measured_side_by_side():
    sparse = nn.Linear(64, 64)
    sparse.weight.data.zero_()
    dense = nn.Linear(64, 64)
    found = measure({"dense": dense, "sparse": sparse}, {"dense": 0.9, "sparse": 0.1}, torch.zeros(1, 64), runs=3)
    assert found["dense"].params == found["sparse"].params == 64 * 65
    assert found["sparse"].nonzeros <= 64
    assert found["sparse"].compressed_bytes < found["dense"].compressed_bytes
    assert found["sparse"].sparse_bytes < found["dense"].sparse_bytes
    for figures in found.values():
        assert set(figures.latency) == {"torch", "onnxruntime", "openvino"}
        assert all(0 < latency.p50_ms <= latency.p95_ms for latency in figures.latency.values())
        assert figures.peak_memory_bytes > 0


@pytest.mark.parametrize(
    ("network", "example"),
    [
        pytest.param(LstmLanguageModel(7, 8, 1), torch.zeros(1, 5, dtype=torch.int64), id="lstm"),
        pytest.param(Vit(VitShape(side_px=8, depth=1, hidden=8, heads=2)), torch.rand(1, 3, 8, 8), id="vit"),
        pytest.param(resnet(0.25, 1), torch.rand(1, 3, 16, 16), id="resnet"),
    ],
)
def test_every_kind_of_network_is_exported_whole(network, example, tmp_path):
    path = export_onnx(network.eval(), example, tmp_path / "network.onnx")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"input": example.numpy()})
    assert torch.allclose(torch.from_numpy(found), network(example), atol=1e-4)


def test_without_runs_nothing_is_timed():
    (found,) = measure({"one": nn.Linear(2, 2)}, {"one": 1.0}, torch.zeros(1, 2), runs=0).values()
    assert found.latency == {}
    assert found.peak_memory_bytes is None


def test_memory_of_a_file_that_is_none_is_one_sentence(tmp_path):
    (tmp_path / "broken.onnx").write_bytes(b"")
    with pytest.raises(TrainingError, match=r"memory of broken\.onnx cannot be measured"):
        peak_memory(tmp_path / "broken.onnx")


def test_a_small_file_makes_a_process_grow(tmp_path):
    path = export_onnx(nn.Linear(2, 2), torch.zeros(1, 2), tmp_path / "small.onnx")
    assert growth(path) >= 0


class Spectrum(nn.Module):
    """Something that ONNX has no words for."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shapes: (n, size) to the same."""
        return torch.linalg.eigvals(x.unflatten(1, (2, 2))).real


def test_a_network_that_cannot_be_exported_is_told_of_in_a_sentence(tmp_path, capfd):
    with pytest.raises(CheckpointError) as raised:
        export_onnx(Spectrum(), torch.rand(1, 4), tmp_path / "n.onnx")
    told = str(raised.value)
    assert told.startswith("Spectrum cannot be written as ONNX (Exporting the operator 'aten::linalg_eigvals'")
    assert told.endswith("--timing-runs 0 goes without times.")
    assert "\n" not in told
    assert "GitHub" not in told
    with pytest.raises(CheckpointError, match="its layers cannot be followed"):
        read_source(Spectrum(), torch.rand(1, 4), ())
    assert capfd.readouterr() == ("", "")  # not the graph that torch prints


def test_that_memory_ran_out_is_passed_on():
    with pytest.raises(RuntimeError, match="can't allocate memory"), failure_told(nn.Identity(), "do without"):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
