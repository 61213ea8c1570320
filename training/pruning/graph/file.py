"""Cuts channels out of an .onnx file, repairs what is left, and writes it once it has been shown to be right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import TrainingError
from training.pruning.graph.atoms import Indices
from training.pruning.graph.choose import Cut, choose
from training.pruning.graph.couple import Coupling, Unit, couple
from training.pruning.graph.importance import importances
from training.pruning.graph.judge import Criterion, Question, judge
from training.pruning.graph.model import Graph, count_values, read_graph, write_graph
from training.pruning.graph.proof import Proof, prove
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.trace import Shapes, random_inputs, sizes_of_inputs, trace

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Repair:
    """Reconstruction, and what the network is shown for it."""

    inputs: Callable[[Graph, Shapes], Sequence[Tensor]]


@dataclass(frozen=True, slots=True)
class CutRequest:
    """What is to be done to a file."""

    cut: Cut
    criterion: Criterion = Criterion.L1
    unit: Unit = Unit.BLOCK
    seed: int = 0
    shapes: Shapes = field(default_factory=dict)  # of inputs whose size the file leaves open
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class CutReport:
    """What came of it."""

    params_before: int
    params_after: int
    channels_before: int
    channels_after: int
    proof: Proof  # before any repair
    calibration_is_far: bool = False  # what it was repaired with is unlike what its batch norms saw in training

    def facts(self) -> dict[str, object]:
        """As plain values."""
        return asdict(self)

    def text(self) -> str:
        """For a person."""
        found = self.proof
        other = "OpenVINO runs no such file" if found.openvino is None else f"{found.openvino:.1g} in OpenVINO"
        return (
            f"{self.channels_before} channels to {self.channels_after}, {self.params_before:,} parameters to "
            f"{self.params_after:,}; differs from the masked network by "
            f"{found.onnxruntime:.1g} in ONNX Runtime, {other}"
        )


def cut_file(path: Path, out: Path, request: CutRequest) -> CutReport:
    """Write a smaller network.

    Raises:
        CheckpointError: The file cannot be read or run.
        TrainingError: The smaller network does not compute what the masked one does; nothing is written then.
    """
    graph = read_graph(path)
    seen = trace(graph, request.shapes)
    coupling = couple(graph, seen, request.unit)
    scores = judge(request.criterion, graph, Question(seed=request.seed))
    removed = choose(coupling.groups, importances(coupling, scores), request.cut)
    smaller = remove(graph, seen, coupling, removed)
    proof = prove(mask(graph, coupling, removed), smaller, request.shapes)
    if not proof.holds:
        raise TrainingError(f"{path} cannot be pruned: without these channels it computes something else ({proof}).")
    is_far = False
    if request.repair is not None:
        smaller, is_far = _repaired(graph, smaller, (coupling, removed), request.repair.inputs(graph, request.shapes))
    write_graph(smaller, out)
    channels = sum(len(group.channels) for group in coupling.groups)
    return CutReport(count_values(graph), count_values(smaller), channels, channels - len(removed), proof, is_far)


def _repaired(
    graph: Graph, smaller: Graph, kept: tuple[Coupling, Indices], inputs: Sequence[Tensor]
) -> tuple[Graph, bool]:
    """The network with its weights solved for, and whether the inputs were unlike those of its training."""
    from training.pruning.graph.calibration import Quality, distance, quality
    from training.pruning.graph.network import GraphNetwork
    from training.pruning.graph.part import runnable_part, with_part
    from training.pruning.graph.reconstruct import Recovery, reconstruct

    dense, pruned = runnable_part(graph), runnable_part(smaller)
    found = quality(distance(GraphNetwork(dense).eval(), inputs))
    recovery = Recovery(recalibrates=True)
    repaired, _ = reconstruct(dense, pruned, kept, inputs, recovery)
    return with_part(smaller, repaired), found is Quality.FAR


def noise(graph: Graph, shapes: Shapes, batches: int, seed: int) -> list[Tensor]:
    """Inputs that took no data, of the sizes a file has or is given."""
    import torch

    sizes = sizes_of_inputs(graph, 0, shapes)
    drawn = [random_inputs(graph, sizes, seed + number) for number in range(batches)]
    return [torch.from_numpy(inputs[graph.inputs[0]]) for inputs in drawn]
