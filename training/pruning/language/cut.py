"""Chooses the units that go, and cuts them out of a model in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from training.pruning.language.groups import Group, Member, parameters_per_unit
from training.pruning.language.modeling_pruned import heed_shapes


def keep_lowest_out(scores: Sequence[Tensor], removed: Sequence[int]) -> list[Tensor]:
    """Remove a number of the lowest units of every group; at least one stays.

    Returns: The indexes of the units that stay, in order, for each group.
    """
    return [
        score.argsort(stable=True)[min(count, len(score) - 1) :].sort().values
        for score, count in zip(scores, removed, strict=True)
    ]


def keep_local(scores: Sequence[Tensor], ratio: float) -> list[Tensor]:
    """Remove the same share of the units of every group; at least one stays.

    Returns: The indexes of the units that stay, in order, for each group.
    """
    return keep_lowest_out(scores, [int(ratio * len(score) + 1e-9) for score in scores])  # 0.29 * 100 is below 29


def keep_global(model: nn.Module, groups: Sequence[Group], scores: Sequence[Tensor], ratio: float) -> list[Tensor]:
    """Remove the units with the lowest score per parameter of all groups; the best of each group stays.

    A head has a hundred times the parameters of a neuron, so bare scores would never remove one.

    Args:
        ratio: The share of all groups' parameters to remove.

    Returns: The indexes of the units that stay, in order, for each group.
    """
    parameters: dict[str, Tensor] = dict(model.named_parameters())
    costs = [parameters_per_unit(group, parameters) for group in groups]
    best = [int(score.argmax()) for score in scores]
    candidates = sorted(
        (float(score[unit]) / costs[index], index, unit)
        for index, score in enumerate(scores)
        for unit in range(len(score))
        if unit != best[index]
    )
    budget = ratio * sum(cost * group.units for cost, group in zip(costs, groups, strict=True))
    is_kept = [torch.ones(group.units, dtype=torch.bool) for group in groups]
    for _, index, unit in candidates:
        if costs[index] <= budget + 1e-6:
            is_kept[index][unit] = False
            budget -= costs[index]
    return [mask.nonzero().flatten() for mask in is_kept]


def cut(model: nn.Module, kept: Mapping[Group, Tensor]) -> None:
    """Take everything but the kept units out of all members of some groups.

    Shapes:
        kept: (units that stay,), in order
    """
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for group, units in kept.items():
            for member in group.members:
                _replace(model, member.parameter, _narrowed(parameters[member.parameter], member, units))
                parameters[member.parameter] = model.get_parameter(member.parameter)
    heed_shapes(model)


def silence(model: nn.Module, kept: Mapping[Group, Tensor]) -> None:
    """Set to zero what `cut` would remove, so that both models must say the same."""
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for group, units in kept.items():
            for member in group.members:
                parameter = parameters[member.parameter]
                gone = torch.ones(parameter.shape[member.dimension], dtype=torch.bool)
                gone[entries(member, units)] = False
                parameter.index_fill_(member.dimension, gone.nonzero().flatten().to(parameter.device), 0.0)


class _NarrowNorm(nn.Module):
    """A norm that sees only some of the channels and gives zeros for the others."""

    units: Tensor

    def __init__(self, norm: nn.Module, units: Tensor) -> None:
        super().__init__()
        self.norm = norm
        self.register_buffer("units", units)

    def forward(self, hidden: Tensor) -> Tensor:
        """Shapes: (windows, length, channels) to the same."""
        result = torch.zeros_like(hidden)
        result[..., self.units] = self.norm(hidden[..., self.units])
        return result


def narrow_norms(masked: nn.Module, pruned: nn.Module, kept: Mapping[Group, Tensor]) -> None:
    """Let the norms of a model whose channels were silenced count only those that are left, as in the pruned model.

    A norm divides by how many channels there are; without this the two models would be different ones.
    """
    for group, units in kept.items():
        for member in group.members:
            name, _, leaf = member.parameter.rpartition(".")
            if name.endswith("norm") and leaf == "weight":
                owner, _, place = name.rpartition(".")
                device = masked.get_parameter(member.parameter).device
                setattr(masked.get_submodule(owner), place, _NarrowNorm(pruned.get_submodule(name), units.to(device)))


def entries(member: Member, units: Tensor) -> Tensor:
    """The entries of a member's dimension that belong to some units.

    Shapes:
        units: (units,)
        returns: (units * width,)
    """
    return (units[:, None] * member.width + torch.arange(member.width)).flatten()


def _narrowed(parameter: Tensor, member: Member, units: Tensor) -> Tensor:
    """What is left of a parameter, as memory of its own."""
    return parameter.detach().index_select(member.dimension, entries(member, units).to(parameter.device))


def _replace(model: nn.Module, name: str, value: Tensor) -> None:
    """Put a new parameter in the place of an old one."""
    owner, _, leaf = name.rpartition(".")
    module = model.get_submodule(owner)
    setattr(module, leaf, nn.Parameter(value, requires_grad=getattr(module, leaf).requires_grad))
