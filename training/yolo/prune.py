"""Cuts channels out of a YOLO for good: torch-pruning's dependency graph with a criterion, a floor and rounding.

DepGraph: Towards Any Structural Pruning, Fang et al. 2023, arXiv:2301.12900.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import cast

import torch
import torch_pruning as tp
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from ultralytics.cfg import get_cfg

from training.data.paint import Batch
from training.errors import RecipeError
from training.guard import tracing

TRACE_PX = 128  # any multiple of 32 traces the same graph; small is quick
ROUND_TO = 8  # what AVX2 and tensor cores work on at once
LARGEST_CUT = 0.8  # no layer loses more than this, or a global threshold empties some


class Criterion(Enum):
    """How a channel's importance is judged."""

    SLIMMING = "slimming"  # |gamma| of its batch norm, after training with `slim` (Liu et al. 2017)
    L1 = "l1"  # sum of |w| over all weights coupled to it (Li et al. 2017, with DepGraph's groups)
    TAYLOR = "taylor"  # |w * dL/dw| of the detection loss (Molchanov et al. 2019)
    GROUP_NORM = "group_norm"  # L2 norm of its group, after group-sparse training (Fang et al. 2023)
    RANDOM = "random"  # the control


@dataclass(frozen=True, slots=True)
class _Rule:
    """A criterion in torch-pruning's terms."""

    importance: Callable[[], tp.importance.Importance]
    is_global: bool  # one threshold for the whole network instead of the same ratio in every layer


RULES = {
    Criterion.SLIMMING: _Rule(tp.importance.BNScaleImportance, is_global=True),
    Criterion.L1: _Rule(lambda: tp.importance.GroupMagnitudeImportance(p=1), is_global=False),
    Criterion.TAYLOR: _Rule(tp.importance.GroupTaylorImportance, is_global=True),
    Criterion.GROUP_NORM: _Rule(lambda: tp.importance.GroupMagnitudeImportance(p=2), is_global=True),
    Criterion.RANDOM: _Rule(tp.importance.RandomImportance, is_global=False),
}


def prune(network: nn.Module, criterion: Criterion, pruning_ratio: float, batches: Iterable[Batch] = ()) -> None:
    """Remove a share of the channels of every coupled group, in place.

    The Detect head's hidden convolutions are cut as well; what leaves the head keeps its channels.

    Args:
        pruning_ratio: Share of channels to remove, 0 up to but not including 1.
        batches: Labelled pictures for criteria that ask the loss; others ignore them.

    Raises:
        RecipeError: The ratio makes no sense, or the criterion needs batches and got none.
        TrainingError: The network cannot be traced within reason.
    """
    if not 0 <= pruning_ratio < 1:
        raise RecipeError(f"pruning_ratio is the share of channels to remove, 0 to below 1; got {pruning_ratio}.")
    if pruning_ratio == 0:
        return
    for parameter in network.parameters():
        parameter.requires_grad = True  # a loaded checkpoint has none, and the graph is traced through gradients
    if criterion is Criterion.TAYLOR:
        _accumulate_gradients(network, batches)
    network.eval()
    with tracing():
        _pruner(network, RULES[criterion], pruning_ratio).step()
    network.zero_grad()


def _pruner(network: nn.Module, rule: _Rule, pruning_ratio: float) -> tp.pruner.BasePruner:
    """What cuts, once the coupled layers are found."""
    return tp.pruner.BasePruner(
        network,
        torch.zeros(1, 3, TRACE_PX, TRACE_PX, device=next(network.parameters()).device),
        importance=rule.importance(),
        global_pruning=rule.is_global,
        pruning_ratio=pruning_ratio,
        max_pruning_ratio=max(LARGEST_CUT, pruning_ratio),
        round_to=ROUND_TO,
        ignored_layers=outputs(network),
        # WORKAROUND: torch-pruning's defaults are dicts shared by every pruner of the process.
        in_channel_groups={},
        out_channel_groups={},
        num_heads={},
        channel_groups={},
    )


def outputs(network: nn.Module) -> list[nn.Module]:
    """The layers whose channels mean something to the outside: the last convolution of every branch of the head."""
    head = cast(nn.Sequential, network.model)[-1]
    branches = [*cast(nn.ModuleList, head.cv2), *cast(nn.ModuleList, head.cv3)]
    return [*(cast(nn.Sequential, branch)[-1] for branch in branches), cast(nn.Module, head.dfl)]


def _accumulate_gradients(network: nn.Module, batches: Iterable[Batch]) -> None:
    """Sum the gradients of the detection loss over some batches, with batch norms as they are in use."""
    network.train()
    for module in network.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
    network.zero_grad()
    network.args = get_cfg()  # the loss reads its gains there; a checkpoint has a plain dict
    seen = 0
    for batch in batches:
        _loss(network, batch).backward()  # type: ignore[no-untyped-call]
        seen += 1
    if not seen:
        raise RecipeError("The criterion taylor needs labelled pictures to ask the loss; give it batches.")


def _loss(network: nn.Module, batch: Batch) -> Tensor:
    """The detection loss of one batch; ultralytics gives one value for each of its three parts."""
    named = {"img": batch.pictures, "batch_idx": batch.owner, "cls": batch.classes, "bboxes": batch.boxes}
    loss: Tensor = network(named)[0].sum()
    return loss


def recalibrate(network: nn.Module, batches: Iterable[Batch]) -> None:
    """Measure the batch norms' means and variances anew after a cut; the weights stay as they are.

    Cutting a layer changes what the next ones see, so the statistics of before are wrong.
    """
    norms = [module for module in network.modules() if isinstance(module, _BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    network.eval()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average over all batches
        norm.train()
    with torch.no_grad():
        for batch in batches:
            network(batch.pictures)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    network.eval()


def count_params(network: nn.Module) -> int:
    """All parameters, with the few that are fixed."""
    return sum(parameter.numel() for parameter in network.parameters())


def count_macs(network: nn.Module, width_px: int, height_px: int) -> int:
    """Multiply-accumulates of all convolutions for one picture; twice this is the FLOPs that YOLO tables print."""
    macs = 0

    def add(module: nn.Module, _inputs: object, output: Tensor) -> None:
        nonlocal macs
        convolution = cast(nn.Conv2d, module)
        macs += output[0].numel() * convolution.weight[0].numel()

    hooks = [m.register_forward_hook(add) for m in network.modules() if isinstance(m, nn.Conv2d)]
    weight = next(network.parameters())
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 3, height_px, width_px, device=weight.device, dtype=weight.dtype))
    for hook in hooks:
        hook.remove()
    return macs
