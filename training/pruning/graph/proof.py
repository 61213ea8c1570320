"""Shows that a pruned network computes what the masked one does: the same numbers on the same noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx

from training.errors import CheckpointError
from training.one_core import openvino_core
from training.pruning.graph.model import Array, Graph
from training.pruning.graph.trace import Shapes, random_inputs, run, sizes_of_inputs

TOLERANCE = 1e-5
NEWLINE = "\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """The largest differences between pruned and masked, in units of the largest output or of one."""

    onnxruntime: float
    openvino: float | None  # None: OpenVINO does not run such files at all, as those of scikit-learn

    @property
    def holds(self) -> bool:
        """Whether the engines agree."""
        return max(self.onnxruntime, self.openvino or 0.0) <= TOLERANCE


def prove(masked: Graph, pruned: Graph, shapes: Shapes | None = None) -> Proof:
    """Check a pruned network, and run it beside the masked one in both engines.

    Raises:
        CheckpointError: The pruned network is not sound, or an engine cannot run it although it runs the masked one.
    """
    try:
        onnx.checker.check_model(pruned.proto, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise CheckpointError(f"The pruned network is not sound: {str(error).partition(NEWLINE)[0]}") from None
    inputs = random_inputs(pruned, sizes_of_inputs(pruned, 0, shapes or {}), seed=1)
    wanted = run(masked.proto, inputs, masked.outputs)
    apart = _difference(wanted, run(pruned.proto, inputs, pruned.outputs))
    if any("." in node.operator for node in masked.nodes):  # of a domain that OpenVINO may not know
        try:
            _in_openvino(masked, inputs)
        except CheckpointError:
            return Proof(apart, None)
    return Proof(apart, _difference(_in_openvino(masked, inputs), _in_openvino(pruned, inputs)))


def _in_openvino(graph: Graph, inputs: dict[str, Array]) -> list[Array]:
    """The outputs in OpenVINO, in full precision."""
    core = openvino_core()
    try:
        model = core.read_model(graph.proto.SerializeToString())
        compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 2})
    except RuntimeError as error:
        raise CheckpointError(f"OpenVINO cannot run the network: {str(error).strip().splitlines()[-1]}") from None
    found = compiled(inputs)
    return [np.asarray(found[position]) for position in range(len(graph.outputs))]


def _difference(wanted: list[Array], found: list[Array]) -> float:
    """The largest, over all outputs; infinite where shapes differ or something is no number."""
    worst = 0.0
    for one, other in zip(map(_array, wanted), map(_array, found), strict=True):
        if one.dtype.kind not in "fiub":  # names of classes
            if not np.array_equal(one, other):
                return float("inf")
            continue
        if one.shape != other.shape or not np.isfinite(other).all():
            return float("inf")
        scale = max(1.0, float(np.abs(one).max(initial=0)))
        worst = max(worst, float(np.abs(one - other).max(initial=0)) / scale)
    return worst


def _array(value: object) -> Array:
    """An output as an array; one that is a list of tables, as ZipMap gives it, with a row for each."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return np.array([list(row.values()) for row in value])
    return np.asarray(value)
