"""What any method can do once it has cut channels: solve for what is left by least squares. Loads no torch by itself.

OBSPA, Wang et al. 2024, arXiv:2403.18955: no step of training, and no labels. `graph.reconstruct` has the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from training.errors import CheckpointError, RecipeError

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.bench import Bench
    from training.pruning.graph.atoms import Indices
    from training.pruning.graph.calibration import Calibration, Quality
    from training.pruning.graph.model import Graph
    from training.pruning.graph.reconstruct import Solved
    from training.pruning.method import Pruned
    from training.pruning.source import Source

NONE = "none"  # the usual value of settings.repair; else the inputs that are shown: training, shifted or noise
NORMS = "norms"  # training inputs are shown, by which only batch norms are measured anew; weights stay
BATCHES = 8  # of 64 inputs, or of as many as are 5 million numbers
ALWAYS, AUTO = "always", "auto"
RECALIBRATE = (AUTO, ALWAYS, "never")


@dataclass(frozen=True, slots=True)
class Means:
    """How it is done.

    Args:
        damping: How strongly weights stay where they were; None: as serves each layer best on held-out inputs.
        recalibrate: Batch norms: always, never, or auto: if the inputs are of the network's kind.
        solves: Whether layers get other weights, and not only batch norms other statistics.
        felt: How much every place counts, batch by batch and layer by layer; empty: all the same.
    """

    damping: float | None = None
    recalibrate: str = ALWAYS
    solves: bool = True
    felt: Sequence[Mapping[str, Tensor]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """What came of it.

    Args:
        figures: For the report; among them how far the inputs were from those of the training.
    """

    network: nn.Module
    figures: Mapping[str, float]
    quality: Quality


def check_repair(bench: Bench, word: str) -> None:
    """Refuse, before any training, a repair that cannot be made.

    Raises:
        RecipeError: There is no such one, or nothing to show the network, or to measure anew.
        CheckpointError: Its layers cannot be followed.
    """
    if word == NONE:
        return
    from training.pruning.graph.network import GraphNetwork
    from training.pruning.graph.weights import BATCH_NORM
    from training.pruning.source import read_source

    if word != NORMS:
        _kind(word)
    if not len(bench.training_split()):
        raise RecipeError(f"settings.repair shows a network what it is trained on, and {bench.task.name} has nothing.")
    graph = read_source(bench.fresh(), bench.example(), ()).graph
    GraphNetwork(graph)
    if word == NORMS and not any(node.operator == BATCH_NORM for node in graph.nodes):
        raise RecipeError(f"{bench.task.name} has no batch norms, which settings.repair={NORMS} would measure anew.")


def repair(
    bench: Bench, source: Source, cut: tuple[Graph, Indices], inputs: Sequence[Tensor], means: Means
) -> Repaired:
    """Solve for the weights of a network that channels were cut from.

    Args:
        source: The network as it was.
        cut: Its graph without channels, and which sets of them are gone.
        inputs: What it is shown.
    """
    from training.pruning.graph.calibration import Quality, distance, quality
    from training.pruning.graph.network import GraphNetwork
    from training.pruning.graph.reconstruct import Recovery, reconstruct
    from training.pruning.types import Progress

    known = [batch.cpu() for batch, _ in bench.batches(BATCHES)]
    apart = distance(GraphNetwork(source.graph).eval(), inputs, known)
    found = quality(apart)
    recalibrates = means.recalibrate == ALWAYS or (means.recalibrate == AUTO and found is Quality.NEAR)
    bench.tell(Progress("repair", 0.0))
    smaller, removed = cut
    recovery = Recovery(means.damping, recalibrates, means.solves, means.felt)
    graph, solved = reconstruct(source.graph, smaller, (source.coupling, removed), inputs, recovery)
    figures = {"recalibrated": float(recalibrates)} | _lost(solved)
    if apart is not None:
        figures |= {"calibration_is_far": float(found is Quality.FAR), "calibration_distance": apart}
    bench.tell(Progress("repair", 1.0, figures))
    return Repaired(source.filled(graph), figures, found)


def repair_as_said(bench: Bench, source: Source, cut: tuple[Graph, Indices], word: str) -> Repaired:
    """The same as a value of settings.repair has it."""
    from training.pruning.graph.calibration import Calibration

    kind = Calibration.TRAINING if word == NORMS else _kind(word)
    return repair(bench, source, cut, shown(bench, kind.value), Means(solves=word != NORMS))


def repair_layers(
    bench: Bench, networks: tuple[nn.Module, nn.Module], removed: Mapping[str, Sequence[int]], word: str
) -> Repaired:
    """Solve for the weights of a network whose layers were cut one by one, by whatever found out what is coupled.

    Args:
        networks: As it was, and what was left of it, with the weights that it had before.
        removed: The places of the outputs that each layer has lost, by its name.
        word: The value of settings.repair.

    Raises:
        CheckpointError: The graph of the network couples other channels than those that went together.
    """
    from training.pruning.source import read_source

    dense, cut = networks
    source = read_source(dense, bench.example(), ())
    sets = source.sets_of(removed)
    smaller = source.cut(sets)
    if not _would_become(source, smaller, cut):
        raise CheckpointError(
            f"The repair cannot follow what was cut from {bench.task.name}: its graph couples other channels; "
            "leave settings.repair out."
        )
    return repair_as_said(bench, source, (smaller, sets), word)


def with_repair(bench: Bench, pruned: Pruned, repaired: Repaired) -> Pruned:
    """The same with the repaired network, and what it is worth before any training."""
    figures = {**pruned.evidence, **repaired.figures, "repaired_score": bench.score(repaired.network)}
    return replace(pruned, network=repaired.network, evidence=figures, calibration=repaired.quality.value)


def shown(bench: Bench, kind: str, batches: int = BATCHES) -> list[Tensor]:
    """What a network is shown while it is repaired."""
    from training.pruning.graph.calibration import calibration_inputs

    inputs = [inputs.cpu() for inputs, _ in bench.batches(batches)]
    return calibration_inputs(_kind(kind), inputs, bench.seed)


def _kind(word: str) -> Calibration:
    """The inputs of a word.

    Raises:
        RecipeError: There are none such.
    """
    from training.pruning.graph.calibration import Calibration

    for kind in Calibration:
        if kind.value == word:
            return kind
    known = ", ".join(kind.value for kind in Calibration)
    raise RecipeError(
        f"settings.repair is {NONE}, {NORMS}, or what is shown while layers are solved for: {known}; not {word!r}."
    )


def _would_become(source: Source, smaller: Graph, network: nn.Module) -> bool:
    """Whether a network with the numbers of a smaller graph is this one."""
    import torch

    try:
        found = source.filled(smaller).state_dict()
    except RuntimeError:  # it has layers that cannot take on such shapes
        return False
    return all(torch.equal(value, found[name]) for name, value in network.state_dict().items())


def _lost(solved: list[Solved]) -> dict[str, float]:
    """What the middle layer loses of its output on inputs that it was not solved with, as it was and solved for."""
    if not solved:
        return {}
    return {
        "layer_error_cut": median(layer.before for layer in solved),
        "layer_error_solved": median(layer.after for layer in solved),
    }
