"""Removes the channels whose weights cost the loss least by its curvature, and trains on.

Optimal Brain Damage, LeCun et al. 1989 (no arXiv number), for all weights that are coupled to a channel at once; the
diagonal of the curvature is the mean of squared gradients of single training examples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.one_cut import RECOVER, OneCut, check_cut, cut_once
from training.pruning.repair import NONE
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from training.pruning.bench import Bench

RANDOM = "random"


@dataclass(frozen=True, slots=True)
class HessianSettings:
    """What can be changed about it."""

    examples: int = 128  # whose gradients are squared, one by one
    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: HessianSettings) -> Pruned:
    """Measure the curvature of the trained network, cut once, and train on."""
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    if settings.examples < 1:
        raise RecipeError(f"settings.examples is at least 1; got {settings.examples}.")
    from training.channels.importance import hessian_importance, random_importance

    network = bench.dense()
    if request.arm == RANDOM:
        return cut_once(bench, network, random_importance(bench.seed), cut)
    examples = list(bench.batches(settings.examples, 1))
    network.eval()
    importance = hessian_importance(network, (bench.task.loss(network(x), y) for x, y in examples))
    pruned = cut_once(bench, network, importance, cut)
    return replace(pruned, evidence={**pruned.evidence, "examples": len(examples)})


METHOD = PruneMethod(
    name="hessian",
    title="Channels on flat ground",
    paper="LeCun et al. 1989, Optimal Brain Damage",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(Arm("hessian", "the channels go that cost the loss least to second order"), Arm(RANDOM, "any channels go")),
    settings=HessianSettings(),
    prune=prune,
)
