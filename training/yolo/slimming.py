"""Network slimming: training that pulls batch-norm scales to zero, so that channels show which of them can go.

Learning Efficient Convolutional Networks through Network Slimming, Liu et al. 2017, arXiv:1708.06519. The L1 term is
applied as its proximal step after the optimiser, not as a sub-gradient before it: gradient clipping then neither
swallows it nor is driven by it, and how far the scales move is known before the run.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn


def batch_norms(model: nn.Module) -> Iterator[nn.BatchNorm2d]:
    """All batch normalisations, in the order of the network."""
    return (module for module in model.modules() if isinstance(module, nn.BatchNorm2d))


def shrink_scales(model: nn.Module, pull: float) -> None:
    """Soft-threshold every scale: gamma becomes sign(gamma) * max(|gamma| - pull, 0).

    A proximal step of size `pull` on the L1 norm of the scales (Parikh and Boyd 2014, section 6.5.2).
    """
    with torch.no_grad():
        for norm in batch_norms(model):
            norm.weight.copy_(norm.weight.sign() * (norm.weight.abs() - pull).clamp(min=0))
