"""The precision of a file is that of most of its weights, and no file is too broken to be asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.lab.weights_kind import weights_kind

SHIPPED = Path(__file__).parents[3] / "assets" / "models" / "default" / "model.onnx"


@pytest.mark.parametrize(("kind", "name"), [(np.float32, "fp32"), (np.float16, "fp16"), (np.int8, "int8")])
def test_it_is_that_of_most_weights_and_not_of_shapes(tmp_path: Path, kind: type, name: str) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx writes the test's network; pip install the extra `train`")
    weights = [np.zeros((8, 8), kind), np.zeros(3, np.float32), np.zeros(99, np.int64)]
    tensors = [onnx.numpy_helper.from_array(array, str(number)) for number, array in enumerate(weights)]
    graph = onnx.helper.make_graph([], "weights", [], [], tensors)
    onnx.save(onnx.helper.make_model(graph), tmp_path / "model.onnx")
    assert weights_kind(tmp_path / "model.onnx") == name


def test_without_weights_it_cannot_be_told(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"a sentence instead of a network", SHIPPED.read_bytes()[:-1])):
        (tmp_path / str(number)).write_bytes(content)
        assert weights_kind(tmp_path / str(number)) == ""


@given(st.binary(max_size=60))
def test_whatever_a_file_holds_there_is_an_answer(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.onnx"
    file.write_bytes(content)
    assert weights_kind(file) in ("", "fp32", "fp16", "bf16", "int8")
