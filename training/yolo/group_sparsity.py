"""Group-sparse training: whole coupled groups of weights are pulled towards zero, the weak ones hardest.

DepGraph: Towards Any Structural Pruning, Fang et al. 2023, arXiv:2301.12900, equations 4 and 5, as torch-pruning
implements them.
"""

from __future__ import annotations

import torch
import torch_pruning as tp
from torch import nn

from training.guard import tracing
from training.yolo.prune import TRACE_PX, outputs


class GroupSparsity:
    """Adds the regulariser's gradient to a network; call `pull` between backward and step."""

    def __init__(self, network: nn.Module, strength: float) -> None:
        was_training, weight = network.training, next(network.parameters())
        network.eval()
        self._strength = strength
        with tracing():
            self._pruner = tp.pruner.GroupNormPruner(
                network,
                torch.zeros(1, 3, TRACE_PX, TRACE_PX, device=weight.device),
                importance=tp.importance.GroupMagnitudeImportance(p=2),
                reg=strength,
                ignored_layers=outputs(network),
                # WORKAROUND: torch-pruning's defaults are dicts shared by every pruner of the process.
                in_channel_groups={},
                out_channel_groups={},
                num_heads={},
                channel_groups={},
            )
        network.train(was_training)

    def pull(self, network: nn.Module) -> None:
        """Add to every gradient: strength * gamma * weight, gamma from 1 (strongest group) to 16 (weakest)."""
        self._pruner.regularize(network)
