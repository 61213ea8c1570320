"""How hard batch-norm scales are pulled to zero while a network is trained, and how far that will take them.

The L1 term of network slimming (Liu et al. 2017, arXiv:1708.06519) as its proximal step after the optimiser's: neither
clipping nor momentum nor Adam gets hold of it, so the way that it takes a scale is known before the training.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.pruning.parts.training import Step, rates
from training.pruning.types import TrainingPlan
from training.yolo.slimming import batch_norms, shrink_scales

NEAR_ZERO = 0.01  # of a scale, which starts at 1


def strength_for(shrink: float, plan: TrainingPlan, steps: int) -> float:
    """The factor of the L1 term with which a scale moves so far towards zero, if nothing but the term moves it."""
    return shrink / sum(rates(plan, steps))


def predicted_shrink(strength: float, plan: TrainingPlan, steps: int) -> float:
    """How far a scale moves towards zero with a factor of the L1 term, if nothing but the term moves it."""
    return strength * sum(rates(plan, steps))


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """Pulls all scales of a network towards zero after every step."""

    network: nn.Module
    strength: float

    def after_step(self, step: Step) -> None:
        """The proximal step, as large as the optimiser's learning rate has it."""
        shrink_scales(self.network, self.strength * step.optimizer.param_groups[0]["lr"])

    def figures(self) -> dict[str, float]:
        """Shown with the progress."""
        return {"mean_scale": round(float(scales(self.network).mean()), 4)}


@torch.no_grad()
def scales(network: nn.Module) -> Tensor:
    """The sizes of all batch-norm scales."""
    return torch.cat([norm.weight.abs() for norm in batch_norms(network)])


def scale_evidence(network: nn.Module) -> dict[str, float]:
    """What became of the scales, which all start at 1."""
    sizes = scales(network)
    return {"shrink_measured": float(1 - sizes.mean()), "scales_near_zero": float((sizes < NEAR_ZERO).float().mean())}
