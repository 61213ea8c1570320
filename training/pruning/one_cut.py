"""What all methods share that cut channels once: the cut, its proof and the recovery. Loads no torch by itself."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Pruned

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.bench import Bench
    from training.pruning.parts.channels import Importance

RECOVER = 0.5  # epochs after the cut, as a share of the dense network's: the same for all, so that they compare


def check_recover(recover: float) -> None:
    """Raises RecipeError for a recovery of less than nothing."""
    if not recover >= 0:
        raise RecipeError(f"settings.recover is a share of the dense training, 0 or more; got {recover:g}.")


def cut_once(bench: Bench, network: nn.Module, importance: Importance, pruning_ratio: float, recover: float) -> Pruned:
    """Cut a trained network, in place, and train on for a share of the dense training's epochs; 0: not at all."""
    from training.pruning.bench import scaled
    from training.pruning.parts.channels import cut_channels

    masked = cut_channels(network, bench.example(), importance, pruning_ratio)
    proof = (masked, copy.deepcopy(network))
    if not recover:
        return Pruned(network, proof=proof)
    unrecovered = bench.score(network)
    bench.train(network, "recover", scaled(bench.plan, recover))
    return Pruned(network, unrecovered_score=unrecovered, proof=proof)
