"""Removes the channels that the others of their layer could stand in for, and trains on.

Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration, He et al. 2019,
arXiv:1811.00250: not the smallest filters go but those nearest to all others. The paper prunes softly after every epoch
of a training; here a trained network is cut once, as by the other methods, so that the criteria compare.
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

SMALLEST = "smallest"


@dataclass(frozen=True, slots=True)
class FpgmSettings:
    """What can be changed about it."""

    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: FpgmSettings) -> Pruned:
    """Cut the trained network once, and train on."""
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    from training.channels.importance import l1_importance, median_importance, relative

    importance = l1_importance() if request.arm == SMALLEST else relative(median_importance())
    return cut_once(bench, bench.dense(), importance, cut)


METHOD = PruneMethod(
    name="fpgm",
    title="Channels near the geometric median",
    paper="He et al. 2019, arXiv:1811.00250",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm("fpgm", "the channels go that are nearest to all others"),
        Arm(SMALLEST, "the smallest channels go, which the paper argues against"),
    ),
    settings=FpgmSettings(),
    prune=prune,
)
