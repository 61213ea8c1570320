"""What all methods share that cut channels once: the cut, its proof and the recovery. Loads no torch by itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Pruned

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.bench import Bench
    from training.pruning.parts.channels import Importance

RECOVER = 0.5  # epochs after the cut, as a share of the dense network's: the same for all, so that they compare


@dataclass(frozen=True, slots=True)
class OneCut:
    """How much goes, from where, and what follows."""

    pruning_ratio: float
    recover: float  # epochs, as a share of the dense training's; 0: none
    ranking: str = "local"  # the same share of every group; or global


def check_recover(recover: float) -> None:
    """Raises RecipeError for a recovery of less than nothing."""
    if not recover >= 0:
        raise RecipeError(f"settings.recover is a share of the dense training, 0 or more; got {recover:g}.")


def cut_once(bench: Bench, network: nn.Module, importance: Importance, cut: OneCut) -> Pruned:
    """Cut a trained network, in place, and train on for a share of the dense training's epochs; 0: not at all.

    Raises:
        RecipeError: There is no such ranking.
    """
    from training.pruning.bench import scaled
    from training.pruning.measure import count_params
    from training.pruning.parts.channels import Ranking, cut_channels
    from training.pruning.parts.choice import choose
    from training.pruning.types import Progress

    ranking = choose(Ranking, cut.ranking, "ranking")
    masked = cut_channels(network, bench.example(), importance, cut.pruning_ratio, ranking)
    bench.tell(Progress("prune", 1.0, {"removed": round(1 - count_params(network) / count_params(masked), 4)}))
    proof = (masked, copy.deepcopy(network))
    if not cut.recover:
        return Pruned(network, proof=proof)
    unrecovered = bench.score(network)
    bench.train(network, "recover", scaled(bench.plan, cut.recover))
    return Pruned(network, unrecovered_score=unrecovered, proof=proof)
