"""Removes the channels with the smallest weights, and trains on.

Pruning Filters for Efficient ConvNets, Li et al. 2016, arXiv:1608.08710; with all weights that are coupled to a channel
instead of one filter, as DepGraph (arXiv:2301.12900) finds them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from training.pruning.bench import Bench

RANDOM = "random"


@dataclass(frozen=True, slots=True)
class L1Settings:
    """What can be changed about it."""

    recover: float = 0.5  # epochs after the cut, as a share of the dense network's; 0: none


def prune(bench: Bench, request: PruneRequest, settings: L1Settings) -> Pruned:
    """Cut the trained network once, and train on."""
    if settings.recover < 0:
        raise RecipeError(f"settings.recover is a share of the dense training, 0 or more; got {settings.recover:g}.")
    from training.pruning.bench import scaled
    from training.pruning.parts.channels import cut_channels, l1_importance, random_importance

    network = bench.dense()
    importance = random_importance(bench.seed) if request.arm == RANDOM else l1_importance()
    masked = cut_channels(network, bench.example(), importance, request.amount)
    proof = (masked, copy.deepcopy(network))
    if not settings.recover:
        return Pruned(network, proof=proof)
    unrecovered = bench.score(network)
    bench.train(network, "recover", scaled(bench.plan, settings.recover))
    return Pruned(network, unrecovered_score=unrecovered, proof=proof)


METHOD = PruneMethod(
    name="l1",
    title="Channels of small weights",
    paper="Li et al. 2016, arXiv:1608.08710",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(Arm("l1", "the smallest channels go"), Arm(RANDOM, "any channels go")),
    settings=L1Settings(),
    prune=prune,
)
