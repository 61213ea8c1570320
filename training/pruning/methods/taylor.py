"""Removes the channels that the loss would miss least, and trains on.

Importance Estimation for Neural Network Pruning, Molchanov et al. 2019, arXiv:1906.10771: how much the loss changes, to
first order, when a channel falls silent, squared and averaged over batches of training examples. All at once here and
the same share of every layer, where the paper takes a few channels at a time, wherever they are.
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
class TaylorSettings:
    """What can be changed about it."""

    batches: int = 16  # that the loss is asked about
    batch: int = 64  # examples in each
    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: TaylorSettings) -> Pruned:
    """Ask the loss of the trained network, cut once, and train on."""
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    if settings.batches < 1 or settings.batch < 1:
        raise RecipeError(
            f"settings.batches and settings.batch are at least 1; got {settings.batches} of {settings.batch}."
        )
    from training.channels.importance import random_importance, taylor_importance

    network = bench.dense()
    if request.arm == RANDOM:
        return cut_once(bench, network, random_importance(bench.seed), cut)
    batches = list(bench.batches(settings.batches, settings.batch))
    importance = taylor_importance(network, batches, bench.task.loss)
    pruned = cut_once(bench, network, importance, cut)
    return replace(pruned, evidence={**pruned.evidence, "batches": len(batches)})


METHOD = PruneMethod(
    name="taylor",
    title="Channels the loss misses least",
    paper="Molchanov et al. 2019, arXiv:1906.10771",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(Arm("taylor", "the channels go that the loss would miss least"), Arm(RANDOM, "any channels go")),
    settings=TaylorSettings(),
    prune=prune,
)
