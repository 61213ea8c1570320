"""Gradual magnitude pruning, and the small dense network with as many weights that it has to beat.

To prune, or not to prune: exploring the efficacy of pruning for model compression, Zhu and Gupta 2017,
arXiv:1710.01878. Sparsity grows along a cubic while the network is trained: fast while there is plenty to spare, then
ever slower.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, MemoryUse, Pruned, PruneMethod, PruneRequest
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.bench import Bench
    from training.pruning.parts.allocation import Allocation
    from training.pruning.parts.granularity import Granularity
    from training.pruning.parts.masks import Masks
    from training.pruning.parts.schedule import Ramp
    from training.pruning.parts.training import Step

SMALL_DENSE = "small_dense"
NARROWEST = 0.01  # width of a twin
HALVINGS = 12  # of the widths in question; the rest is less than a channel


@dataclass(frozen=True, slots=True)
class GradualSettings:
    """What can be changed about it."""

    begin: float = 0.15  # of the ramp, as a share of the training
    end: float = 0.70  # while the learning rate is still high enough to recover
    every: int = 20  # steps between two prunings
    shape: str = "cubic"  # or linear, constant
    allocation: str = "uniform"  # or erk, global, lamp
    granularity: str = "element"  # or block:SIDE, N:M
    regrowth: str = "stored"  # a pruned weight is kept aside and may come back, as in TensorFlow; or none


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The settings, read."""

    ramp: Ramp
    allocation: Allocation
    granularity: Granularity
    masks: Masks

    def after_step(self, step: Step) -> None:
        """Prune on when it is time, and keep what is pruned at zero."""
        sparsity = self.ramp.at(step.number, step.count)
        if sparsity is not None:
            self._prune_to(sparsity)
        self.masks.enforce(step.optimizer)

    def figures(self) -> dict[str, float]:
        """Shown with the progress."""
        return {"sparsity": round(self.masks.sparsity, 4)}

    def _prune_to(self, sparsity: float) -> None:
        from training.pruning.parts.allocation import allocate

        scores = self.masks.magnitudes()
        counts = allocate(self.allocation, scores, sparsity)
        alive = {name: self.granularity.mask(score, counts[name]) for name, score in scores.items()}
        if sum(int(mask.sum()) for mask in alive.values()) <= self.masks.count:  # blocks may round up
            self.masks.update(alive)


def prune(bench: Bench, request: PruneRequest, settings: GradualSettings) -> Pruned:
    """Train once, pruning on the way; the other arm trains the narrow twin instead."""
    network = bench.fresh()
    parts = _read(bench, network, request, settings)
    if request.arm == SMALL_DENSE:
        return _small_dense(bench, network, parts.masks, request.amount)
    from training.pruning.parts.training import Hooks

    bench.train(network, "prune", hooks=Hooks(after_step=parts.after_step, figures=parts.figures))
    return Pruned(network, alive=parts.masks.alive, evidence={"prunings": parts.ramp.prunings(bench.steps())})


def _read(bench: Bench, network: nn.Module, request: PruneRequest, settings: GradualSettings) -> _Parts:
    """The parts that the settings name.

    Raises:
        RecipeError: There is no such part, or the ramp would not prune as it says.
    """
    from training.pruning.parts.allocation import Allocation
    from training.pruning.parts.choice import choose
    from training.pruning.parts.granularity import check_fit, read_granularity
    from training.pruning.parts.masks import Masks, Regrowth
    from training.pruning.parts.prunable import prunable
    from training.pruning.parts.schedule import Ramp

    weights = prunable(network, bench.task.without_zeros)
    granularity = read_granularity(settings.granularity)
    check_fit(granularity, weights, request.amount)
    ramp = Ramp(request.amount, settings.begin, settings.end, settings.every, settings.shape)
    ramp.check(bench.steps(), bench.plan.warmup)
    masks = Masks(weights, choose(Regrowth, settings.regrowth, "regrowth"))
    return _Parts(ramp, choose(Allocation, settings.allocation, "allocation"), granularity, masks)


def _small_dense(bench: Bench, network: nn.Module, masks: Masks, sparsity: float) -> Pruned:
    """A dense network, narrower all over, with as many parameters as the sparse one has non-zeros."""
    everything = _params(network)
    wanted = everything - round(sparsity * masks.count)  # no weight is pruned yet
    width = _width_of(bench, wanted)
    twin = bench.twin(width)
    figures = {"width": width, "params_wanted": wanted, "params_over": _params(twin) / wanted - 1}
    return Pruned(twin, evidence=figures)


def _width_of(bench: Bench, params: int) -> float:
    """The width at which the task's network comes nearest to a number of parameters.

    Raises:
        RecipeError: Even the narrowest network has more.
    """
    low, high = NARROWEST, 1.0
    if _params(bench.fresh(low)) > params:
        raise RecipeError(f"No network of {bench.task.name} is as small as {params} parameters; ask for less sparsity.")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _params(bench.fresh(middle)) <= params else (low, middle)
    return min(low, high, key=lambda width: abs(_params(bench.fresh(width)) - params))


def _params(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


METHOD = PruneMethod(
    name="gradual",
    title="Gradual magnitude pruning",
    paper="Zhu and Gupta 2017, arXiv:1710.01878",
    removes="single weights, blocks or N of M",
    families=frozenset(Family) - {Family.GRAPH},
    effect=Effect.SPARSER,
    usual_amount=0.9,
    arms=(
        Arm("sparse", "large network, pruned while it is trained"),
        Arm(SMALL_DENSE, "narrow dense network with as many weights", is_dense=True, is_narrower=True),
    ),
    settings=GradualSettings(),
    prune=prune,
    memory=lambda _arm, _settings, _size: MemoryUse(trained_share=1.0, changed=1, masks=2),
)
