"""Adapt-Pruner: layers that change their input little lose more, measured anew after every small cut.

Adapt-Pruner: Adaptive Structural Pruning for Efficient Small Language Model Training, Pan et al. 2025,
arXiv:2502.03460. In the official code the two distances have the opposite sign of the cosine, so that the busiest
layers would lose most; here a greater importance always means that a layer changes its input more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.errors import RecipeError
from training.pruning.language.cut import cut, keep_lowest_out
from training.pruning.language.groups import Group, block_groups, parameters_per_unit
from training.pruning.language.importance import Judge, score_groups
from training.pruning.language.walk import steps_of
from training.pruning.language.windows import check_vocabulary

LARGEST_SHARE = 0.99  # of a layer; the paper's clip
_HALVINGS = 20  # of the last step, to find where it has to end
WARMUP, DECAY = 0.05, 0.1  # shares of all stages together; the paper's values


class Distance(Enum):
    """How far a layer's output is from its input."""

    COSINE = "cosine"
    EUCLIDEAN = "euclidean"
    MANHATTAN = "manhattan"


DISTANCES: dict[Distance, Callable[[Tensor, Tensor], Tensor]] = {  # two of (windows, length, channels) to one per token
    Distance.COSINE: lambda before, after: -functional.cosine_similarity(before, after, dim=-1),
    Distance.EUCLIDEAN: lambda before, after: (after - before).norm(dim=-1),
    Distance.MANHATTAN: lambda before, after: (after - before).abs().sum(dim=-1),
}


@dataclass(frozen=True, slots=True)
class AdaptRequest:
    """The paper's values; amplitude 0 is uniform pruning, a negative one the control with the sign flipped."""

    step: float = 0.02  # share of the units that goes on average at once
    amplitude: float = 0.02  # how far the most and the least important layer depart from that
    distance: Distance = Distance.COSINE
    judge: Judge = field(default_factory=Judge)
    seed: int = 0


class AdaptPruner:
    """Prunes one model step by step; keeps what each layer has lost so far."""

    def __init__(self, model: nn.Module, request: AdaptRequest) -> None:
        self._model = model
        self._request = request
        self._groups = {group.name: group for group in block_groups(model)}
        self._left = {name: torch.arange(group.units) for name, group in self._groups.items()}
        self._shares = [0.0] * len({group.layer for group in self._groups.values()})

    def prune_to(self, parameters: int, windows: Tensor) -> None:
        """Cut in small steps until the model has at most so many parameters; the last step goes no further than that.

        Shapes:
            windows: (samples, length), calibration text

        Raises:
            RecipeError: Heads and neurons cannot give so much.
            DataError: The model does not know the text's tokens.
        """
        check_vocabulary(self._model, windows)
        while count_parameters(self._model) > parameters:
            before = self._shares
            self._cut_once(windows, count_parameters(self._model) - parameters)
            if self._shares == before:
                left = count_parameters(self._model)
                raise RecipeError(f"{left} parameters are left when no head or neuron can go any more; ask for more.")

    @property
    def left(self) -> dict[Group, Tensor]:
        """The units that are left, in the groups and with the numbers of the model before the first cut."""
        return {group: self._left[name] for name, group in self._groups.items()}

    def _cut_once(self, windows: Tensor, surplus: int) -> None:
        """Measure the layers, raise their shares, and take out what that asks for, or what is still too much."""
        importance = normalised(layer_importance(self._model, windows, self._request.distance))
        before, self._shares = self._shares, next_shares(self._shares, importance, self._request)
        # Not those with one unit: it stays, and the queries of a last key would count as units of their own.
        groups = [group for group in block_groups(self._model) if len(self._left[group.name]) > 1]
        if not groups:
            return
        scores = score_groups(self._model, groups, windows, self._request.judge, self._request.seed)
        removed = self._removed(groups, before, surplus)
        kept = dict(zip(groups, keep_lowest_out(scores, removed), strict=True))
        cut(self._model, kept)
        self._left |= {group.name: self._left[group.name][units] for group, units in kept.items()}

    def _removed(self, groups: Sequence[Group], before: Sequence[float], surplus: int) -> list[int]:
        """How many units each group has to lose now, none more than free what is too much.

        Where the whole step frees more than that, it ends at the share of its way at which enough is free. There, many
        layers lose a unit at once; the costliest that are not needed stay, and are due first in the next step.
        """
        parameters: dict[str, Tensor] = dict(self._model.named_parameters())
        costs = [parameters_per_unit(group, parameters) for group in groups]

        def freed(units: Sequence[int]) -> float:
            return sum(cost * count for cost, count in zip(costs, units, strict=True))

        after, reach = self._shares, 1.0
        removed = [self._due(group, after) for group in groups]
        if freed(removed) <= surplus:
            return removed
        too_short = 0.0
        for _ in range(_HALVINGS):
            middle = (too_short + reach) / 2
            shares = [old + middle * (new - old) for old, new in zip(before, after, strict=True)]
            due = [self._due(group, shares) for group in groups]
            if freed(due) < surplus:
                too_short = middle
            else:
                reach, removed, self._shares = middle, due, shares
        costliest_first = sorted(range(len(groups)), key=lambda index: -costs[index])
        while spared := [i for i in costliest_first if removed[i] and freed(removed) - costs[i] >= surplus]:
            for index in spared:  # one of each group in turn, so that groups stay alike that are to be alike
                if freed(removed) - costs[index] >= surplus:
                    removed[index] -= 1
        return removed

    def _due(self, group: Group, shares: Sequence[float]) -> int:
        """How many units a group has to lose now; its share is of what it had at first."""
        had = self._groups[group.name].units
        return max(0, int(shares[group.layer] * had + 1e-9) - (had - len(self._left[group.name])))


def layer_importance(model: nn.Module, windows: Tensor, distance: Distance) -> list[float]:
    """How much each decoder layer changes what passes through it; a greater number is more.

    Shapes:
        windows: (windows, length)
    """
    steps, hidden = steps_of(model, windows)
    importance = []
    for step in steps:
        after = step.through(hidden)
        importance.append(float(DISTANCES[distance](hidden.float(), after.float()).mean()))
        hidden = after
    return importance


def normalised(importance: Sequence[float]) -> list[float]:
    """Around 0, and the farthest at 1 or -1; all 0 if the layers are alike."""
    mean = sum(importance) / len(importance)
    farthest = max(abs(value - mean) for value in importance)
    return [(value - mean) / farthest if farthest else 0.0 for value in importance]


def next_shares(shares: Sequence[float], importance: Sequence[float], request: AdaptRequest) -> list[float]:
    """The share of its units that each layer has to have lost after the next cut."""
    wanted = [share + request.step - request.amplitude * value for share, value in zip(shares, importance, strict=True)]
    return [min(max(share, 0.0), LARGEST_SHARE) for share in wanted]


def stage_share(stage: int, stages: int) -> float:
    """The share of all training steps that belongs to a stage, counted from 1: later ones get more."""
    return 2 * stage / (stages * (stages + 1))


def count_parameters(model: nn.Module) -> int:
    """All parameters of a model, tied ones once."""
    return sum(parameter.numel() for parameter in model.parameters())


def stable_rate(done: float) -> float:
    """The learning rate as a share of its peak when so much of all stages is over: up, level, and down at the end."""
    return max(0.0, min(1.0, done / WARMUP, (1 - done) / DECAY))
