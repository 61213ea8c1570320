"""Cuts channels out of a network for good, and keeps the network with zeros in their place as the proof.

The coupling of layers is found by torch-pruning: DepGraph, Fang et al. 2023, arXiv:2301.12900.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

import torch
import torch_pruning as tp
from torch import Tensor, nn

from training.channels.coupled import LAYERS
from training.channels.importance import Importance, l1_importance
from training.guard import tracing

LARGEST_CUT = 0.8  # share of a group that one threshold for all may take


@dataclass(frozen=True, slots=True, eq=False)
class Cutting:
    """What a cut leaves beside the smaller network.

    Args:
        masked: The network as it was, with zeros where something was cut: in eval mode it computes the same.
        removed: The places of the outputs that each layer has lost, by its name.
        free_share: The share of the channels of the layers that are not kept that could go; the rest is coupled to
            what stays.
    """

    masked: nn.Module
    removed: Mapping[str, Sequence[int]]
    free_share: float


@runtime_checkable
class HasOutputs(Protocol):
    """A network that ends in several layers."""

    def output_layers(self) -> list[nn.Module]:
        """Those whose channels mean something outside."""


class Ranking(Enum):
    """Which channels compete with each other."""

    LOCAL = "local"  # those of one group: every group loses the same share
    GLOBAL = "global"  # all of them, but that no group loses more than LARGEST_CUT


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is to go, and from where.

    Args:
        pruning_ratio: Share of the channels of all groups.
        keep_dense: Modules, by name, that keep their outputs, and so does all that is coupled to these.
    """

    pruning_ratio: float
    ranking: Ranking = Ranking.LOCAL
    keep_dense: tuple[str, ...] = ()


def cut_channels(network: nn.Module, example: Tensor, importance: Importance, cut: Cut) -> Cutting:
    """Remove a share of the channels of all coupled groups, in place; what leaves the network keeps its channels.

    Raises:
        TrainingError: The network cannot be traced within reason.
    """
    masked = copy.deepcopy(network).eval()
    zeros = _Zeros(network, masked)
    with tracing():
        pruner = _pruner(network, example, importance, cut)
        groups = _groups(pruner)
        free_share = _free_share(pruner, groups)
        is_local = cut.ranking is Ranking.LOCAL
        for group in pruner.step(interactive=True) if is_local else _lowest_of_all(pruner, groups, cut.pruning_ratio):
            zeros.add(group, pruner.DG)
            group.prune()
    return Cutting(masked, zeros.removed(), free_share)


def coupled_groups(network: nn.Module, example: Tensor, keep_dense: tuple[str, ...] = ()) -> list[tp.dependency.Group]:
    """All groups of channels that can only go together, each with all of its channels; those of the output are none.

    Args:
        keep_dense: Modules, by name, that keep their outputs.

    Raises:
        TrainingError: The network cannot be traced within reason.
    """
    with tracing():
        importance = l1_importance()
        groups = _groups(_pruner(network, example, importance, Cut(0.0, keep_dense=keep_dense)))
        for group in groups:
            importance(group)  # trips here over places that a layer does not have, not somewhere in a training
        return groups


def _groups(pruner: tp.pruner.BasePruner) -> list[tp.dependency.Group]:
    """All groups of channels that may go."""
    return list(pruner.DG.get_all_groups(ignored_layers=pruner.ignored_layers, root_module_types=list(LAYERS)))


def _free_share(pruner: tp.pruner.BasePruner, groups: Sequence[tp.dependency.Group]) -> float:
    """The share of the channels of the layers that are not kept that are in these groups."""
    kept = set(pruner.ignored_layers)
    every = [module for module in pruner.model.modules() if isinstance(module, LAYERS) and module not in kept]
    free = {layer for group in groups for layer in _layers_that_lose(group, pruner.DG)}
    return _channels(free) / _channels(every) if every else 0.0


def _channels(layers: Iterable[nn.Module]) -> int:
    """How many outputs these layers have together."""
    return sum(len(layer.get_parameter("weight")) for layer in layers)


def _lowest_of_all(
    pruner: tp.pruner.BasePruner, groups: Sequence[tp.dependency.Group], pruning_ratio: float
) -> Iterator[tp.dependency.Group]:
    """What each group loses where one threshold holds for all; torch-pruning's own has no floor and trips over ties."""
    graph = pruner.DG
    folds = [int(pruner._get_channel_groups(group)) for group in groups]  # of grouped convolutions: alike in each
    scores = [
        pruner.importance(group).detach().cpu().view(fold, -1).mean(0)
        for group, fold in zip(groups, folds, strict=True)
    ]
    coupled = [len(_layers_that_lose(group, graph)) for group in groups]
    counts = lowest_counts(scores, pruning_ratio, coupled) if groups else []
    for group, fold, score, count in zip(groups, folds, scores, counts, strict=True):
        if count:
            lowest = score.argsort(stable=True)[:count]
            places = torch.cat([lowest + number * len(score) for number in range(fold)])
            yield graph.get_pruning_group(group[0].dep.target.module, group[0].dep.handler, sorted(places.tolist()))


def _layers_that_lose(group: tp.dependency.Group, graph: tp.DependencyGraph) -> list[nn.Module]:
    """The layers that give one channel less for each that goes from a group."""
    members = [item.dep for item in group if isinstance(item.dep.target.module, LAYERS)]
    return [member.target.module for member in members if graph.is_out_channel_pruning_fn(member.handler)]


def lowest_counts(scores: Sequence[Tensor], pruning_ratio: float, coupled: Sequence[int] = ()) -> list[int]:
    """How many of each group are among the lowest of all.

    Of each group the highest stay, so that it loses LARGEST_CUT of itself at most, or the ratio if that is more.

    Args:
        scores: Of each group's channels, (channels,).
        pruning_ratio: Share of the channels of all layers that is to go.
        coupled: How many layers lose a channel with each of a group; one, unless said otherwise.
    """
    weights = torch.tensor(list(coupled) or [1] * len(scores), dtype=torch.float64)
    largest = max(LARGEST_CUT, pruning_ratio)
    ranked = []
    for score in scores:
        order = score.double().argsort(stable=True)
        bounded = score.double().clone()
        bounded[order[min(math.floor(largest * len(score)), len(score) - 1) :]] = torch.inf
        ranked.append(bounded)
    owner = torch.repeat_interleave(torch.arange(len(scores)), torch.tensor([len(score) for score in scores]))
    every = torch.cat(ranked)
    order = every.argsort(stable=True)
    order = order[every[order].isfinite()]
    gone = weights[owner[order]].cumsum(0)  # channels of all layers that are gone with this one and those before it
    wanted = round(pruning_ratio * float(weights[owner].sum()))
    counts: list[int] = torch.bincount(owner[order[gone <= wanted]], minlength=len(scores)).tolist()
    return counts


def _pruner(network: nn.Module, example: Tensor, importance: Importance, cut: Cut) -> tp.pruner.BasePruner:
    """torch-pruning's view of a network, which is left in eval mode."""
    network.eval()
    return tp.pruner.BasePruner(
        network,
        example,
        importance=importance,
        pruning_ratio=cut.pruning_ratio,
        ignored_layers=[*_output_layers(network), *(network.get_submodule(name) for name in cut.keep_dense)],
        # WORKAROUND: torch-pruning's defaults are dicts shared by every pruner of the process.
        in_channel_groups={},
        out_channel_groups={},
        num_heads={},
        channel_groups={},
    )


class _Zeros:
    """Zeroes in a copy what is cut out of the original, whose channels are renumbered by every cut."""

    def __init__(self, network: nn.Module, masked: nn.Module) -> None:
        copies = dict(masked.named_modules())
        self._names = {module: name for name, module in network.named_modules()}
        self._copies = {module: copies[name] for module, name in self._names.items()}
        self._left: dict[tuple[nn.Module, bool], list[int]] = {}  # the first numbers of the channels that are left

    def add(self, group: tp.dependency.Group, graph: tp.DependencyGraph) -> None:
        """Zero what a group is about to lose."""
        lost: dict[tuple[nn.Module, bool], set[int]] = {}
        for dependency, places in group:
            module = dependency.target.module
            if isinstance(module, (*LAYERS, nn.BatchNorm2d)):
                is_output = bool(graph.is_out_channel_pruning_fn(dependency.handler))
                lost.setdefault((module, is_output), set()).update(places)
        for (module, is_output), places in lost.items():
            self._zero(module, is_output, places)

    def removed(self) -> dict[str, list[int]]:
        """The places of the outputs that each layer has lost so far, by its name."""
        found = {}
        for (module, is_output), left in self._left.items():
            if is_output and isinstance(module, LAYERS):
                size = len(self._copies[module].get_parameter("weight"))
                found[self._names[module]] = sorted(set(range(size)) - set(left))
        return found

    @torch.no_grad()
    def _zero(self, module: nn.Module, is_output: bool, places: set[int]) -> None:
        """Zero the channels at these places of one layer, outputs or inputs."""
        layer = self._copies[module]
        weight, bias = layer.get_parameter("weight"), layer._parameters.get("bias")
        left = self._left.setdefault((module, is_output), list(range(weight.shape[0 if is_output else 1])))
        first = [left[place] for place in places]
        if is_output:
            weight[first] = 0
            if bias is not None:
                bias[first] = 0
        else:
            weight[:, first] = 0
        self._left[module, is_output] = [number for place, number in enumerate(left) if place not in places]


def _output_layers(network: nn.Module) -> list[nn.Module]:
    """The layers that give the network's output: those it names itself, as detectors do, or the last one."""
    if isinstance(network, HasOutputs):
        return network.output_layers()
    layers: list[nn.Module] = [module for module in network.modules() if isinstance(module, LAYERS)]
    return layers[-1:]
