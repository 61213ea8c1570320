"""Activating while pruning: part of what is pruned are the negative weights that moved least, to wake silent neurons.

AP: Selective Activation for De-sparsifying Pruned Neural Networks, Liu et al. 2022, arXiv:2212.06145. A negative weight
pulls a neuron towards silence; one that training hardly moved is cheap to lose. AP judges no importance itself: it
takes its share beside a host criterion, cycle by cycle, and rewinds the network after each. Unlike in the authors' code
masks hold to the end: there, momentum revives what was pruned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.bench import Bench
    from training.pruning.parts.masks import Masks

    State = Mapping[str, Tensor]  # all numbers of a network
    Weights = Mapping[str, nn.Parameter]

AP, HOST, HOST_REWOUND, RANDOM_NEGATIVES = "ap", "host", "host_rewound", "random_negatives"
TAKE_NEGATIVES = (AP, RANDOM_NEGATIVES)
REWINDS = ("init", "early", "none")
JUDGED_BATCHES = 4  # that a host criterion may ask the loss of
METER_BATCHES = 8  # that dead neurons are counted over


@dataclass(frozen=True, slots=True)
class ApSettings:
    """What can be changed about it."""

    host: str = "magnitude"  # or snip, fisher, random
    allocation: str = added("global")  # of the host's part among layers; or uniform, erk, lamp
    cycles: int = 4  # of pruning and training; each takes the same share of what is alive
    q: float = 0.02  # share of the living weights that AP takes in a cycle, out of the cycle's own
    rewind: str = "init"  # to what weights go back after a cut: init, early (in the first training), none
    early: float = 0.1  # share of the first training, for rewind = "early"


def prune(bench: Bench, request: PruneRequest, settings: ApSettings) -> Pruned:
    """Prune, rewind and train for some cycles, and count dead neurons after each."""
    from training.pruning.parts.masks import Masks
    from training.pruning.parts.prunable import prunable
    from training.pruning.parts.rewind import copy_of

    _check(request, settings)
    network, target = _trained(bench, request, settings)
    weights = prunable(network, bench.task.without_zeros)
    masks = Masks(weights)
    began: State = bench.fresh().state_dict()
    evidence = _evidence(bench, network, masks, 0)
    for cycle in range(1, settings.cycles + 1):
        count = round((1 - request.amount) ** (cycle / settings.cycles) * masks.size)
        _Cut(bench, network, weights, masks).to(count, request, settings, began)
        if target is not None:
            network.load_state_dict(dict(target))
            masks.enforce()
        began = copy_of(network)
        _train(bench, network, masks, f"cycle {cycle}")
        evidence |= _evidence(bench, network, masks, cycle)
    return Pruned(network, alive=masks.alive, evidence=evidence)


def _check(request: PruneRequest, settings: ApSettings) -> None:
    """Raises RecipeError for settings that name nothing or contradict each other."""
    from training.pruning.parts.allocation import Allocation
    from training.pruning.parts.choice import choose
    from training.pruning.parts.criterion import CRITERIA

    choose(Allocation, settings.allocation, "allocation")
    if settings.host not in CRITERIA:
        raise RecipeError(f"There is no host criterion {settings.host!r}; there are {', '.join(CRITERIA)}.")
    if settings.rewind not in REWINDS:
        raise RecipeError(f"There is no rewind {settings.rewind!r}; there are {', '.join(REWINDS)}.")
    if settings.cycles < 1 or not 0 < settings.early < 1:
        raise RecipeError("settings.cycles is at least 1, and settings.early a share of the training, 0 to 1.")
    if request.arm == HOST_REWOUND and settings.rewind == "none":
        raise RecipeError(f"The arm {HOST_REWOUND} needs a target: set settings.rewind to init or early.")
    share = 1 - (1 - request.amount) ** (1 / settings.cycles)
    if request.arm in TAKE_NEGATIVES and not 0 < settings.q <= share:
        raise RecipeError(
            f"settings.q is AP's part of the share {share:.3f} that each of {settings.cycles} cycles takes; "
            f"it cannot be {settings.q:g}."
        )


def _trained(bench: Bench, request: PruneRequest, settings: ApSettings) -> tuple[nn.Module, State | None]:
    """The trained dense network, and the state that it is rewound to after each cut; None for no rewinding."""
    if request.arm == HOST or settings.rewind == "none":
        return bench.dense(), None
    if settings.rewind == "init":
        return bench.dense(), bench.fresh().state_dict()
    from training.pruning.parts.rewind import Snapshot
    from training.pruning.parts.training import Hooks

    network = bench.fresh()
    snapshot = Snapshot(network, settings.early)
    bench.train(network, "dense", hooks=Hooks(after_step=snapshot.after_step))
    return network, snapshot.state


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Takes weights of a trained network."""

    bench: Bench
    network: nn.Module
    weights: Weights
    masks: Masks

    def to(self, count: int, request: PruneRequest, settings: ApSettings, began: State) -> None:
        """Leave so many alive: the host takes its part, then negative weights go where the arm takes them.

        Where there are not enough negative weights the host takes the rest, so that all arms are equally sparse.
        """
        from training.pruning.parts.cut import count_negatives, keep_highest, movement, only_negatives

        part = round(settings.q * self.masks.count) if request.arm in TAKE_NEGATIVES else 0
        self._by_host(min(count + part, self.masks.count), settings)
        part = min(self.masks.count - count, count_negatives(self.weights, self.masks.alive))
        if request.arm in TAKE_NEGATIVES and part > 0:
            scores = movement(self.weights, began) if request.arm == AP else self._judged("random")
            scores = only_negatives(scores, self.weights)
            self.masks.update(keep_highest(scores, self.masks.alive, self.masks.count - part))
        self._by_host(count, settings)

    def _by_host(self, count: int, settings: ApSettings) -> None:
        """Leave so many alive, by the host's criterion, shared out among the layers as is its way."""
        from training.pruning.parts.allocation import Allocation
        from training.pruning.parts.cut import keep_allocated

        if count < self.masks.count:
            allocation = Allocation(settings.allocation)
            self.masks.update(keep_allocated(allocation, self._judged(settings.host), self.masks.alive, count))

    def _judged(self, criterion: str) -> dict[str, Tensor]:
        """The scores of a criterion."""
        import torch

        from training.pruning.parts.criterion import Question, judge

        random = torch.Generator().manual_seed(self.bench.seed)
        batches = self.bench.batches(JUDGED_BATCHES)
        return judge(criterion, Question(self.network, self.weights, batches, self.bench.task.loss, random))


def _train(bench: Bench, network: nn.Module, masks: Masks, stage: str) -> None:
    """Train with what is pruned held at zero, momentum and all."""
    from training.pruning.parts.training import Hooks

    hooks = Hooks(
        after_step=lambda step: masks.enforce(step.optimizer),
        figures=lambda: {"sparsity": round(masks.sparsity, 4)},
    )
    bench.train(network, stage, hooks=hooks)


def _evidence(bench: Bench, network: nn.Module, masks: Masks, cycle: int) -> dict[str, float]:
    """The score, the dead-neuron rates and what is alive after a cycle; 0 is the dense network."""
    from training.dead_neurons import measure_dead

    dead = measure_dead(network, (inputs for inputs, _ in bench.batches(METER_BATCHES)))
    figures = {
        "alive": 1 - masks.sparsity,
        "score": bench.score(network),
        "dynamic_dnr": dead.units.dynamic,
        "static_dnr": dead.units.static,
        "dead_channels": dead.channels.static,
    }
    return {f"{name}_{cycle}": round(value, 5) for name, value in figures.items()}


METHOD = PruneMethod(
    name="ap",
    title="Activating while pruning",
    paper="Liu et al. 2022, arXiv:2212.06145",
    removes="single weights, some of them negative ones",
    families=frozenset({Family.MLP, Family.CNN, Family.VIT}),
    effect=Effect.SPARSER,
    usual_amount=0.8,
    arms=(
        Arm(AP, "host criterion and least-moved negatives, rewound"),
        Arm(HOST, "host criterion alone, trained on"),
        Arm(HOST_REWOUND, "host criterion alone, rewound"),
        Arm(RANDOM_NEGATIVES, "host criterion and random negatives, rewound"),
    ),
    settings=ApSettings(),
    prune=prune,
)
