"""The exported file computes what the network computes, at any size, and says what it is."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import openvino
import pytest
import torch
from colour_network import write_colour_model
from tiny_training import NAMES, SIDE_PX

from training.errors import CheckpointError
from training.yolo.evaluate import torch_model
from training.yolo.export import export, labels_of, read_facts, store_half, write_card
from training.yolo.onnx_model import latencies, onnx_model

SIZES = [(SIDE_PX, SIDE_PX), (64, 96)]


@pytest.fixture(scope="module")
def exported(pristine_network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny network as a file; writing rounds a network to half precision, so a copy of it."""
    return export(copy.deepcopy(pristine_network), tmp_path_factory.mktemp("model") / "tiny", SIDE_PX)


@pytest.mark.parametrize("size", SIZES)
def test_both_engines_compute_what_torch_computes(exported: Path, network, size: tuple[int, int]) -> None:
    pixels = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(0))
    expected = torch_model(network.half().float())(pixels).numpy()
    by_onnxruntime = onnxruntime.InferenceSession(exported).run(None, {"images": pixels.numpy()})[0]
    settings = {"INFERENCE_PRECISION_HINT": "f32"}
    by_openvino = openvino.Core().compile_model(exported, "CPU", settings)(pixels.numpy())[0]
    np.testing.assert_allclose(by_onnxruntime, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(by_openvino, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(onnx_model(exported)(pixels).numpy(), by_onnxruntime, rtol=1e-5, atol=1e-4)


def test_the_file_says_what_it_is(exported: Path) -> None:
    assert read_facts(exported).names == NAMES
    assert read_facts(exported).input_px == SIDE_PX
    assert [path.name for path in exported.parent.iterdir()] == ["model.onnx"]


def test_large_weights_are_stored_in_half(exported: Path) -> None:
    large = [weight for weight in onnx.load(exported).graph.initializer if np.prod(weight.dims) >= 256]
    assert large
    assert {weight.data_type for weight in large} == {onnx.TensorProto.FLOAT16}


def test_storing_in_half_loses_nothing_that_half_can_hold() -> None:
    values = np.arange(512, dtype=np.float32).reshape(2, 256) / 8
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 2])],
        [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 256])],
        [onnx.numpy_helper.from_array(values, "w")],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
    store_half(model)
    found = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": np.array([[0, 1]], np.float32)})
    np.testing.assert_array_equal(found[0], values[1:])


def test_the_card_says_what_people_and_the_app_need(network, tmp_path: Path) -> None:
    write_card(tmp_path, network, 96, {"metrics": {"map50": 0.5}, "title": "Tiny"})
    card = tomllib.loads((tmp_path / "card.toml").read_text(encoding="utf-8"))
    assert card == {
        "file": "model.onnx",
        "labels": list(NAMES),
        "input_px": 96,
        "title": "Tiny",
        "metrics": {"map50": 0.5},
    }
    assert labels_of(network) == list(NAMES)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no model at"),
        (b"no network", "is not an ONNX file"),
        (b"", "does not say which gestures it knows; write it with `gesture-train export`"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CheckpointError, match=says):
        read_facts(path)


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="does not say which gestures"):
        read_facts(write_colour_model(tmp_path, has_names=False))


@pytest.mark.parametrize(("content", "says"), [(None, "no model at"), (b"no network", "not a network that ONNX")])
def test_a_file_that_cannot_be_run_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(CheckpointError, match=says):
        onnx_model(tmp_path / "model.onnx")


def test_latencies_are_measured_for_every_engine(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.yolo.onnx_model.RUNS", 6)
    monkeypatch.setattr("training.yolo.onnx_model.WARM_UP", 2)
    times = latencies({"a": exported, "b": exported}, 96, 64)
    assert set(times) == {"a", "b"}
    for engines in times.values():
        assert set(engines) == {"openvino", "onnxruntime"}
        assert all(0 < latency.p50_ms <= latency.p95_ms for latency in engines.values())
