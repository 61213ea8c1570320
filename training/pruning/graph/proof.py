"""Shows that a pruned network computes what the masked one does: the same numbers on the same noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
import openvino

from training.errors import CheckpointError
from training.pruning.graph.model import Array, Graph
from training.pruning.graph.trace import Shapes, random_inputs, run, sizes_of_inputs

TOLERANCE = 1e-5
NEWLINE = "\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """The largest differences between pruned and masked, in units of the largest output or of one."""

    onnxruntime: float
    openvino: float

    @property
    def holds(self) -> bool:
        """Whether both engines agree."""
        return max(self.onnxruntime, self.openvino) <= TOLERANCE


def prove(masked: Graph, pruned: Graph, shapes: Shapes | None = None) -> Proof:
    """Check a pruned network, and run it beside the masked one in both engines.

    Raises:
        CheckpointError: The pruned network is not sound, or an engine cannot run it.
    """
    try:
        onnx.checker.check_model(pruned.proto, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise CheckpointError(f"The pruned network is not sound: {str(error).partition(NEWLINE)[0]}") from None
    inputs = random_inputs(pruned, sizes_of_inputs(pruned, 0, shapes or {}), seed=1)
    wanted = run(masked.proto, inputs, masked.outputs)
    return Proof(
        _difference(wanted, run(pruned.proto, inputs, pruned.outputs)),
        _difference(_in_openvino(masked, inputs), _in_openvino(pruned, inputs)),
    )


def _in_openvino(graph: Graph, inputs: dict[str, Array]) -> list[Array]:
    """The outputs in OpenVINO, in full precision."""
    core = openvino.Core()
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
    for one, other in zip(wanted, found, strict=True):
        if one.shape != other.shape or not np.isfinite(other).all():
            return float("inf")
        scale = max(1.0, float(np.abs(one).max(initial=0)))
        worst = max(worst, float(np.abs(one - other).max(initial=0)) / scale)
    return worst
