"""Removes the channels that are the least of what is left of their layer, by one threshold for all, and trains on.

Layer-adaptive Sparsity for the Magnitude-based Pruning, Lee et al. 2021, arXiv:2010.07611: a weight is judged by its
square as a share of all squares of its layer that are not lower, which makes layers comparable without a factor to
tune. The paper prunes single weights (`gradual` with settings.allocation=lamp); here channels go with all that is
coupled to them, and no layer loses more than a fixed share.
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

LAMP, UNSCALED = "lamp", "unscaled"
EVERYWHERE = "global"  # the score is made for one threshold


@dataclass(frozen=True, slots=True)
class LampSettings:
    """What can be changed about it."""

    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: LampSettings) -> Pruned:
    """Cut the trained network once, by one threshold for all layers, and train on."""
    cut = OneCut(request.amount, settings.recover, EVERYWHERE, settings.repair)
    check_cut(bench, cut)
    from training.channels.importance import lamp_importance, norm_importance

    importance = lamp_importance() if request.arm == LAMP else norm_importance()
    return cut_once(bench, bench.dense(), importance, cut)


METHOD = PruneMethod(
    name="lamp",
    title="Layer-adaptive magnitude",
    paper="Lee et al. 2021, arXiv:2010.07611",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm(LAMP, "one threshold for all layers, on shares of what is left of each"),
        Arm(UNSCALED, "one threshold on plain norms, which empties layers of small weights first"),
    ),
    settings=LampSettings(),
    prune=prune,
)
