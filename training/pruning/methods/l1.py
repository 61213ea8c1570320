"""Removes the channels with the smallest weights, and trains on.

Pruning Filters for Efficient ConvNets, Li et al. 2016, arXiv:1608.08710; with all weights that are coupled to a channel
instead of one filter, as DepGraph (arXiv:2301.12900) finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.one_cut import RECOVER, OneCut, check_cut, cut_once
from training.pruning.repair import NONE
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from training.pruning.bench import Bench

RANDOM = "random"


@dataclass(frozen=True, slots=True)
class L1Settings:
    """What can be changed about it."""

    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: L1Settings) -> Pruned:
    """Cut the trained network once, and train on."""
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    from training.channels.importance import l1_importance, random_importance

    importance = random_importance(bench.seed) if request.arm == RANDOM else l1_importance()
    return cut_once(bench, bench.dense(), importance, cut)


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
