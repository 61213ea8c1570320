"""How much each unit of a group matters: LLM-Pruner's criteria, and the two controls every paper compares with.

LLM-Pruner, Ma et al. 2023, arXiv:2305.11627, equations 3 to 5. Everything is summed over the calibration samples, as in
equation 5; the official code averages the second-order term, which makes it a tenth of what is written. Only matrices
are judged: a bias goes with its row and has no say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn

from training.errors import TrainingError
from training.pruning.language.groups import Group, Member
from training.pruning.language.windows import mean_loss


class Criterion(Enum):
    """What is taken for the damage that removing a weight would do."""

    ELEMENT_FIRST = "element1"  # |g w|, the authors' choice
    ELEMENT_SECOND = "element2"  # the diagonal of the Fisher information instead of the gradient
    MIX = "mix"  # both, equation 5
    VECTOR = "vector"  # |sum of g w| of a row or column: the gradient along the whole structure, equation 3
    L2 = "l2"  # the squared weights: knows nothing of what flows through them
    RANDOM = "random"


class Aggregation(Enum):
    """How a unit's score comes from those of its slices."""

    SUM = "sum"
    MAX = "max"
    PROD = "prod"
    LAST = "last"  # the slice that writes to the residual stream only


NEEDS_GRADIENTS = (Criterion.ELEMENT_FIRST, Criterion.MIX, Criterion.VECTOR)
NEEDS_SQUARES = (Criterion.ELEMENT_SECOND, Criterion.MIX)

AGGREGATE: dict[Aggregation, Callable[[Tensor], Tensor]] = {  # (members, units) to (units,)
    Aggregation.SUM: lambda scores: scores.sum(dim=0),
    Aggregation.MAX: lambda scores: scores.amax(dim=0),
    Aggregation.PROD: lambda scores: scores.prod(dim=0),
    Aggregation.LAST: lambda scores: scores[-1],
}


@dataclass(frozen=True, slots=True)
class Judge:
    """How importance is found."""

    criterion: Criterion = Criterion.ELEMENT_FIRST
    aggregation: Aggregation = Aggregation.SUM


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the loss says of each judged parameter, by name; empty where the criterion does not ask.

    Shapes:
        first: as the parameter, sum of the samples' gradients
        second: as the parameter, sum of their squares
    """

    first: dict[str, Tensor]
    second: dict[str, Tensor]


def measure_sensitivity(
    model: nn.Module, groups: Iterable[Group], windows: Tensor, criterion: Criterion
) -> Sensitivity:
    """Send calibration samples back through the model, one by one: squares of a batch's gradient would be wrong.

    Each gradient is added up as soon as it is there, so that the model's are never held all at once.

    Shapes:
        windows: (samples, length)
    """
    parameters = dict(model.named_parameters())
    judged = {member.parameter for group in groups for member in group.members if parameters[member.parameter].ndim > 1}
    sensitivity = Sensitivity({}, {})
    if criterion not in NEEDS_GRADIENTS + NEEDS_SQUARES:
        return sensitivity

    def take(name: str, parameter: Tensor) -> None:
        gradient, parameter.grad = cast(Tensor, parameter.grad).float(), None
        if criterion in NEEDS_GRADIENTS:
            _add(sensitivity.first, name, gradient)
        if criterion in NEEDS_SQUARES:
            _add(sensitivity.second, name, gradient.square())

    wanted = {name: parameter.requires_grad for name, parameter in parameters.items()}
    for name, parameter in parameters.items():
        parameter.requires_grad_(name in judged)
    taking = [
        parameters[name].register_post_accumulate_grad_hook(partial(take, name))  # type: ignore[no-untyped-call]
        for name in judged
    ]
    model.eval()
    for window in windows:
        mean_loss(model, window[None]).backward()  # type: ignore[no-untyped-call]
    for handle in taking:
        handle.remove()
    for name, parameter in parameters.items():
        parameter.requires_grad_(wanted[name])
    return sensitivity


def score_groups(model: nn.Module, groups: Sequence[Group], windows: Tensor, judge: Judge, seed: int) -> list[Tensor]:
    """The importance of every unit of every group.

    Shapes:
        windows: (samples, length)
        returns: (units,) for each group, float64

    Raises:
        TrainingError: Numbers ran over, as they do in float16.
    """
    if judge.criterion is Criterion.RANDOM:
        generator = torch.Generator().manual_seed(seed)
        return [torch.rand(group.units, generator=generator, dtype=torch.float64) for group in groups]
    sensitivity = measure_sensitivity(model, groups, windows, judge.criterion)
    scores = [_of_units(model, group, sensitivity, judge) for group in groups]
    if not all(bool(score.isfinite().all()) for score in scores):
        raise TrainingError("The gradients of this model are not finite; load it in bfloat16 or float32.")
    return scores


def _of_units(model: nn.Module, group: Group, sensitivity: Sensitivity, judge: Judge) -> Tensor:
    """The importance of every unit of one group.

    Shapes:
        returns: (units,), float64: a product of seven small numbers is 0 in float32
    """
    parameters = dict(model.named_parameters())
    judged = [member for member in group.members if parameters[member.parameter].ndim > 1]
    scores = [_of_slices(parameters[member.parameter], member, sensitivity, judge.criterion) for member in judged]
    return AGGREGATE[judge.aggregation](torch.stack([score.view(group.units, -1).sum(dim=1) for score in scores]))


def _of_slices(weight: Tensor, member: Member, sensitivity: Sensitivity, criterion: Criterion) -> Tensor:
    """The scores of the rows, or columns, of one matrix.

    Shapes:
        returns: (rows,) or (columns,), float64
    """
    weight = weight.detach().float()
    if criterion is Criterion.L2:
        damage = weight.square()
    elif criterion is Criterion.ELEMENT_SECOND:
        damage = _curvature(weight, sensitivity.second[member.parameter])
    elif criterion is Criterion.MIX:
        slope = sensitivity.first[member.parameter] * weight
        damage = (slope - _curvature(weight, sensitivity.second[member.parameter])).abs()
    else:
        damage = sensitivity.first[member.parameter] * weight
        damage = damage if criterion is Criterion.VECTOR else damage.abs()
    return damage.double().sum(dim=1 - member.dimension).abs().cpu()


def _curvature(weight: Tensor, squares: Tensor) -> Tensor:
    """The second-order term of equation 5: half the sum over samples of (g w) squared."""
    return 0.5 * squares * weight.square()


def _add(sums: dict[str, Tensor], name: str, value: Tensor) -> None:
    """Add in place, or begin."""
    sums[name] = sums[name].add_(value) if name in sums else value.clone()
