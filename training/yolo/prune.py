"""Cuts channels out of a YOLO for good: torch-pruning's dependency graph with a criterion, a floor and rounding.

DepGraph: Towards Any Structural Pruning, Fang et al. 2023, arXiv:2301.12900.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import torch
import torch_pruning as tp
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from ultralytics.cfg import get_cfg

from training.channels.criterion import Criterion
from training.channels.importance import Importance, hessian_importance, lamp_importance, median_importance, relative
from training.data.paint import Batch
from training.errors import RecipeError
from training.guard import tracing

TRACE_PX = 128  # any multiple of 32 traces the same graph; small is quick
ROUND_TO = 8  # what AVX2 and tensor cores work on at once
LARGEST_CUT = 0.8  # no layer loses more than this, or a global threshold empties some


@dataclass(frozen=True, slots=True)
class _Rule:
    """A criterion in torch-pruning's terms."""

    importance: Callable[[nn.Module, Sequence[Batch]], tp.importance.Importance | Importance]  # of a network, asked so
    is_global: bool  # one threshold for the whole network instead of the same ratio in every layer
    asks_loss: bool = False


RULES = {
    Criterion.SLIMMING: _Rule(lambda *_: tp.importance.BNScaleImportance(), is_global=True),
    Criterion.L1: _Rule(lambda *_: tp.importance.GroupMagnitudeImportance(p=1), is_global=False),
    Criterion.TAYLOR: _Rule(lambda *asked: _taylor(*asked), is_global=True, asks_loss=True),
    Criterion.GROUP_NORM: _Rule(lambda *_: tp.importance.GroupMagnitudeImportance(p=2), is_global=True),
    Criterion.FPGM: _Rule(lambda *_: relative(median_importance()), is_global=False),
    Criterion.LAMP: _Rule(lambda *_: lamp_importance(), is_global=True),
    Criterion.HESSIAN: _Rule(lambda *asked: _hessian(*asked), is_global=True, asks_loss=True),
    Criterion.RANDOM: _Rule(lambda *_: tp.importance.RandomImportance(), is_global=False),
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
    rule, shown = RULES[criterion], list(batches)
    if rule.asks_loss and not shown:
        raise RecipeError(f"The criterion {criterion.value} needs labelled pictures to ask the loss; give it batches.")
    importance = rule.importance(network, shown)
    network.eval()
    with tracing():
        _pruner(network, importance, pruning_ratio, is_global=rule.is_global).step()
    network.zero_grad()


def _pruner(
    network: nn.Module, importance: tp.importance.Importance | Importance, pruning_ratio: float, *, is_global: bool
) -> tp.pruner.BasePruner:
    """What cuts, once the coupled layers are found."""
    return tp.pruner.BasePruner(
        network,
        torch.zeros(1, 3, TRACE_PX, TRACE_PX, device=next(network.parameters()).device),
        importance=importance,
        global_pruning=is_global,
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


def _taylor(network: nn.Module, batches: Sequence[Batch]) -> tp.importance.Importance:
    """By the gradients of the detection loss, summed over some batches."""
    _ready_for_loss(network)
    network.zero_grad()
    for batch in batches:
        _loss(network, batch).backward()  # type: ignore[no-untyped-call]
    return tp.importance.GroupTaylorImportance()


def _hessian(network: nn.Module, batches: Sequence[Batch]) -> Importance:
    """By the squared gradients of the detection loss of single pictures."""
    _ready_for_loss(network)
    losses = (_loss(network, one) for batch in batches for one in _one_by_one(batch))
    return relative(hessian_importance(network, losses))


def _one_by_one(batch: Batch) -> Iterator[Batch]:
    """Its pictures as batches of one."""
    for number in range(len(batch.pictures)):
        mine = batch.owner == number
        owner = torch.zeros_like(batch.owner[mine])
        yield replace(
            batch,
            pictures=batch.pictures[number : number + 1],
            owner=owner,
            classes=batch.classes[mine],
            boxes=batch.boxes[mine],
        )


def _ready_for_loss(network: nn.Module) -> None:
    """Let a network give its loss, with batch norms as they are in use."""
    network.train()
    for module in network.modules():
        if isinstance(module, _BatchNorm):
            module.eval()
    network.args = get_cfg()  # the loss reads its gains there; a checkpoint has a plain dict


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
