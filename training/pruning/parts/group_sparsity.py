"""Pulls coupled groups of weights to zero while a network is trained, the weak channels of each group hardest.

DepGraph: Towards Any Structural Pruning, Fang et al. 2023, arXiv:2301.12900. The squared norms are pulled by their
proximal step after the optimiser's: neither clipping nor momentum nor Adam gets hold of it.
"""

from __future__ import annotations

import math

import torch
import torch_pruning as tp
from torch import Tensor, nn

from training.channels.coupled import shares, summed
from training.pruning.parts.channels import coupled_groups
from training.pruning.parts.training import Step, rates
from training.pruning.types import TrainingPlan

STEEPNESS = 4.0  # alpha of the paper
HARDEST = 2**STEEPNESS  # how hard the weakest channel of a group is pulled, beside 1 for the strongest


def group_norms(group: tp.dependency.Group) -> Tensor:
    """The L2 norm over all weights that are coupled to each channel.

    Shapes:
        returns: (channels,)
    """
    return summed(group, lambda share: share.rows(share.layer.weight).square().sum(1)).sqrt()


def pull_factors(norms: Tensor) -> Tensor:
    """How hard each channel of a group is pulled: 1 for the strongest, HARDEST for the weakest.

    Channels that are all as strong are pulled alike: the paper's formula is 0 / 0 there, and torch-pruning 1.6.1 makes
    NaN of all their gradients.
    """
    spread = norms.max() - norms.min()
    if not spread > 0:
        return torch.ones_like(norms)
    return torch.exp2(STEEPNESS * (norms.max() - norms) / spread)


def strength_for(shrink: float, plan: TrainingPlan, steps: int) -> float:
    """The strength with which the weakest channel loses about such a share, if nothing but the pull moves it."""
    return -math.log1p(-shrink) / (HARDEST * sum(rates(plan, steps)))


def predicted_shrink(strength: float, plan: TrainingPlan, steps: int) -> float:
    """The share that the weakest channel loses, if nothing but the pull moves it."""
    return 1 - math.exp(-sum(math.log1p(rate * strength * HARDEST) for rate in rates(plan, steps)))


class GroupSparsity:
    """Pulls all coupled weights of a network after every step.

    Args:
        keep_dense: Modules, by name, that keep their outputs: no channel of theirs is pulled.

    Raises:
        TrainingError: The network cannot be traced within reason.
    """

    def __init__(self, network: nn.Module, example: Tensor, strength: float, keep_dense: tuple[str, ...] = ()) -> None:
        self._groups = coupled_groups(network, example, keep_dense)
        self._strength = strength

    @torch.no_grad()
    def after_step(self, step: Step) -> None:
        """The proximal step, as large as the optimiser's learning rate has it."""
        size = self._strength * step.optimizer.param_groups[0]["lr"]
        for group in self._groups:
            factors = 1 / (1 + size * pull_factors(group_norms(group)))
            for share in shares(group):
                share.scale(factors)

    def figures(self) -> dict[str, float]:
        """Shown with the progress, and what is left of it in the end.

        weakest_norm is that of the weakest channel of a group as a share of the strongest's, the mean over all groups.
        """
        norms = [group_norms(group) for group in self._groups]
        weakest = [float(one.min() / one.max()) if one.max() > 0 else 1.0 for one in norms]
        return {"weakest_norm": round(sum(weakest) / len(weakest), 4)}
