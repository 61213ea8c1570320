"""What all methods share that cut channels once: the cut, its proof, repair and recovery. Loads no torch by itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Pruned
from training.pruning.repair import NONE, check_repair, repair_layers, with_repair

if TYPE_CHECKING:
    from torch import nn

    from training.channels.importance import Importance
    from training.pruning.bench import Bench

RECOVER = 0.5  # epochs after the cut, as a share of the dense network's: the same for all, so that they compare


@dataclass(frozen=True, slots=True)
class OneCut:
    """How much goes, how it is shared out, and what follows."""

    pruning_ratio: float
    recover: float  # epochs, as a share of the dense training's; 0: none
    ranking: str = "local"  # the same share of every group; or global
    repair: str = NONE  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def check_recover(recover: float) -> None:
    """Raises RecipeError for a recovery of less than nothing."""
    if not recover >= 0:
        raise RecipeError(f"settings.recover is a share of the dense training, 0 or more; got {recover:g}.")


def check_cut(bench: Bench, cut: OneCut) -> None:
    """Refuse, before any training, what cannot be done.

    Raises:
        RecipeError: A word or a number makes no sense.
        CheckpointError: A repair is wanted, and the layers of the network cannot be followed.
    """
    from training.pruning.parts.channels import Ranking
    from training.pruning.parts.choice import choose

    check_recover(cut.recover)
    choose(Ranking, cut.ranking, "ranking")
    check_repair(bench, cut.repair)


def cut_once(bench: Bench, network: nn.Module, importance: Importance, cut: OneCut) -> Pruned:
    """Cut a trained network, repair it if that is wanted, and train on for a share of the dense training's epochs.

    The layers that the task keeps lose no channels, nor does what is coupled to them; the ratio is of the rest.

    Args:
        network: Cut in place; what is handed back may be another one.

    Raises:
        RecipeError: There is no such ranking.
        CheckpointError: The repair cannot follow the cut.
    """
    from training.pruning.bench import scaled
    from training.pruning.measure import count_params
    from training.pruning.parts.channels import Cut, Ranking, cut_channels
    from training.pruning.parts.choice import choose
    from training.pruning.types import Progress

    ranking = choose(Ranking, cut.ranking, "ranking")
    dense = copy.deepcopy(network) if cut.repair != NONE else None
    wanted = Cut(cut.pruning_ratio, ranking, bench.task.keep_dense)
    cutting = cut_channels(network, bench.example(), importance, wanted)
    left = count_params(network) / count_params(cutting.masked)
    bench.tell(Progress("prune", 1.0, {"removed": round(1 - left, 4)}))
    figures = {"free_share": cutting.free_share}
    pruned = Pruned(network, proof=(cutting.masked, copy.deepcopy(network)), evidence=figures)
    if cut.recover or dense is not None:
        pruned = replace(pruned, unrecovered_score=bench.score(network))
    if dense is not None:
        pruned = with_repair(bench, pruned, repair_layers(bench, (dense, network), cutting.removed, cut.repair))
    if cut.recover:
        bench.train(pruned.network, "recover", scaled(bench.plan, cut.recover))
    return pruned
