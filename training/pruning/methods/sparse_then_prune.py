"""Trains a vision transformer with a regulariser, then sets its smallest weights to zero, without retraining.

Sparse then Prune: Toward Efficient Vision Transformers, Prasetyo et al. 2023, arXiv:2307.11988. The published
regulariser, the mean of log(1 + A^2) over the last block's attention times 0.01, spreads attention out instead of
making it sparse, and is too weak to do even that. It is kept to the letter; beside it stand the same made strong, and
regularisers that do what the title says: on attention, on weights, and on heads and units as groups.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError, TrainingError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.bench import Bench
    from training.pruning.parts.allocation import Allocation

    Evidence = dict[str, float]

LITERAL, SPREADING, SHARPENING, L1, GROUP, PLAIN = "literal", "spreading", "sharpening", "l1", "group", "plain"
STAGE = "sparse"
METER_BATCHES = 4  # that attention is measured over
SAME = 1e-5  # how far the outputs of a masked and a cut network may lie apart


@dataclass(frozen=True, slots=True)
class SparseThenPruneSettings:
    """What can be changed about it."""

    literal_weight: float = 0.01  # of the published penalty
    attention_pull: float = 0.1  # length of the other attention penalties' gradient, as a share of the task's
    weight_pull: float = 1.0  # what weights lose in a step, as a share of how far they move in it on average
    allocation: str = added("global")  # of what is set to zero; or uniform, erk, lamp
    structured: float = added(0.5)  # share of heads and MLP units that a copy loses for good, to be judged; 0: no copy
    curve: int = 9  # at how many more sparsities, evenly from 0 to 1, it is judged: the paper's 0.1 to 0.9


def prune(bench: Bench, request: PruneRequest, settings: SparseThenPruneSettings) -> Pruned:
    """Train with the arm's regulariser and cut once, over all layers."""
    allocation = _check(bench.fresh(), settings)
    plain = bench.dense() if request.arm == PLAIN else bench.control()
    network, evidence = (plain, {}) if request.arm == PLAIN else _trained(bench, request.arm, settings)
    evidence |= _spread(bench, plain, "plain") | _spread(bench, network, "trained")
    evidence["score_trained"] = bench.score(network)
    evidence |= _curve(bench, network, settings.curve, allocation)
    evidence |= _structured(bench, network, settings.structured)
    alive = _cut(bench, network, request.amount, allocation)
    evidence |= _spread(bench, network, "pruned") | _groups_alive(network)
    return Pruned(network, alive=alive, evidence=evidence)  # not rounded: the literal pull is tiny


def _check(network: nn.Module, settings: SparseThenPruneSettings) -> Allocation:
    """The allocation; raises RecipeError for a network that cannot be looked into and settings that cannot work."""
    from training.pruning.parts.allocation import Allocation
    from training.pruning.parts.attention import AttentionMaps
    from training.pruning.parts.choice import choose
    from training.pruning.parts.vit_groups import groups_of

    AttentionMaps(network)
    groups_of(network)
    for name in ("literal_weight", "attention_pull", "weight_pull"):
        if not 0 <= (value := getattr(settings, name)) < math.inf:
            raise RecipeError(f"settings.{name} is 0 or more; got {value:g}.")
    if not 0 <= settings.structured < 1:
        raise RecipeError(
            f"settings.structured is a share of heads and units, 0 to below 1; got {settings.structured:g}."
        )
    if settings.curve < 0:
        raise RecipeError(f"settings.curve is a number of sparsities, 0 or more; got {settings.curve}.")
    return choose(Allocation, settings.allocation, "allocation")


def _trained(bench: Bench, arm: str, settings: SparseThenPruneSettings) -> tuple[nn.Module, Evidence]:
    """A network trained as long as the dense one and on the same batches, with the arm's regulariser."""
    network = bench.fresh()
    if arm in (L1, GROUP):
        return network, _train_shrinking(bench, network, arm, settings.weight_pull)
    return network, _train_pulling(bench, network, arm, settings)


def _train_pulling(bench: Bench, network: nn.Module, arm: str, settings: SparseThenPruneSettings) -> Evidence:
    """Train with a penalty on attention."""
    from training.pruning.parts.attention import AttentionMaps
    from training.pruning.parts.attention_penalty import published, sharpening, spreading
    from training.pruning.parts.pull import Pull, fixed, share_of_task
    from training.pruning.parts.training import Hooks

    penalty = {LITERAL: published, SPREADING: spreading, SHARPENING: sharpening}[arm]
    weigh = fixed(settings.literal_weight) if arm == LITERAL else share_of_task(settings.attention_pull)
    with AttentionMaps(network) as maps:
        pull = Pull(network, lambda: penalty(maps.seen), weigh)
        hooks = Hooks(loss_term=pull.look, after_backward=pull.add, figures=pull.figures)
        bench.train(network, STAGE, hooks=hooks)
    return {"pull": pull.share}


def _train_shrinking(bench: Bench, network: nn.Module, arm: str, strength: float) -> Evidence:
    """Train with weights that shrink, each by itself or as heads and units."""
    from training.pruning.parts.prunable import prunable, sparsity_of
    from training.pruning.parts.shrink import Shrink, soften_each
    from training.pruning.parts.training import Hooks
    from training.pruning.parts.vit_groups import groups_of, soften_groups

    weights = prunable(network, bench.task.without_zeros)
    soften = soften_each(weights) if arm == L1 else soften_groups(groups_of(network))
    shrink = Shrink(weights, soften, strength)
    bench.train(network, STAGE, hooks=Hooks(after_step=shrink.after_step, figures=shrink.figures))
    return {"shrunk": shrink.total, "zeros_trained": sparsity_of(weights)}


def _spread(bench: Bench, network: nn.Module, when: str) -> Evidence:
    """How spread out attention is: entropy in nats and the highest probability."""
    from training.pruning.parts.attention import measure_spread

    found = measure_spread(network, (inputs for inputs, _ in bench.batches(METER_BATCHES)))
    figures = {f"entropy_{when}": found.entropy, f"last_entropy_{when}": found.layers[-1], f"peak_{when}": found.peak}
    return figures | {"entropy_uniform": found.uniform}


def _curve(bench: Bench, network: nn.Module, count: int, allocation: Allocation) -> Evidence:
    """The scores with other shares of the weights set to zero; the network itself stays as it is."""
    scores: Evidence = {}
    for sparsity in (number / (count + 1) for number in range(1, count + 1)):
        pruned = copy.deepcopy(network)
        _cut(bench, pruned, sparsity, allocation)
        scores[f"score_at_{sparsity:.3g}"] = bench.score(pruned)
    return scores


def _cut(bench: Bench, network: nn.Module, sparsity: float, allocation: Allocation) -> dict[str, Tensor]:
    """Set the smallest weights to zero, in place; gives what is alive."""
    from training.pruning.parts.allocation import allocate
    from training.pruning.parts.granularity import Element
    from training.pruning.parts.masks import Masks
    from training.pruning.parts.prunable import prunable

    masks = Masks(prunable(network, bench.task.without_zeros))
    scores = masks.magnitudes()
    counts = allocate(allocation, scores, sparsity)
    masks.update({name: Element().mask(score, counts[name]) for name, score in scores.items()})
    return masks.alive


def _structured(bench: Bench, network: nn.Module, share: float) -> Evidence:
    """The score and size of a copy without its weakest heads and units; no training follows.

    Raises:
        TrainingError: The copy computes something else than the network with zeros in their place.
    """
    if not share:
        return {}
    from training.pruning.graph.choose import Cut, choose
    from training.pruning.graph.couple import Unit
    from training.pruning.graph.importance import importances
    from training.pruning.graph.judge import Criterion, Question, judge
    from training.pruning.measure import count_params
    from training.pruning.source import read_source

    source = read_source(network, bench.example(), bench.task.keep_dense, Unit.BLOCK)
    scores = importances(source.coupling, judge(Criterion.L2, source.graph, Question(seed=bench.seed)))
    removed = choose(source.coupling.groups, scores, Cut(share, round_to=1))
    cut, masked = source.filled(source.cut(removed)), source.masked(removed)
    apart = _apart(masked, cut, bench)
    if apart > SAME:
        raise TrainingError(f"The network without heads and units differs from the masked one by {apart:.2g}.")
    left = count_params(cut) / count_params(network)
    return {"structured_score": bench.score(cut), "structured_params_left": left, "structured_apart": apart}


def _apart(masked: nn.Module, cut: nn.Module, bench: Bench) -> float:
    """How far the outputs lie apart at most, as a share of the largest output or of one."""
    import torch

    ((inputs, _),) = bench.batches(1)
    with torch.no_grad():
        wanted, found = masked.eval()(inputs), cut.eval()(inputs)
    return float((wanted - found).abs().max() / wanted.abs().max().clamp(min=1.0))


def _groups_alive(network: nn.Module) -> Evidence:
    """The shares of heads and units that still have a weight."""
    from training.pruning.parts.vit_groups import heads_of, share_alive, units_of

    return {"heads_alive": share_alive(heads_of(network)), "units_alive": share_alive(units_of(network))}


METHOD = PruneMethod(
    name="sparse_then_prune",
    title="Sparse then prune",
    paper="Prasetyo et al. 2023, arXiv:2307.11988",
    removes="single weights",
    families=frozenset({Family.VIT}),
    effect=Effect.SPARSER,
    usual_amount=0.5,
    arms=(
        Arm(LITERAL, "published penalty on attention, to the letter"),
        Arm(SPREADING, "the same made strong, in all blocks"),
        Arm(SHARPENING, "attention's entropy made small, in all blocks"),
        Arm(L1, "weights shrink towards zero, each by itself"),
        Arm(GROUP, "heads and MLP units shrink towards zero as groups"),
        Arm(PLAIN, "no regulariser"),
    ),
    settings=SparseThenPruneSettings(),
    prune=prune,
)
