"""Which weights of which layers are coupled to the channels of a group that torch-pruning found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch_pruning as tp
from torch import Tensor, nn

LAYERS = (nn.Conv2d, nn.Linear)
READS = (tp.prune_conv_in_channels, tp.prune_linear_in_channels)


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The weights of one layer that a group's channels stand or fall with; biases are left out.

    Args:
        is_read: The layer reads the channels, so these are columns of its weight; else it writes them: rows.
        places: Which rows or columns.
        channels: The channel of the group that each of them belongs to.
    """

    layer: nn.Conv2d | nn.Linear | nn.BatchNorm2d
    is_read: bool
    places: Tensor
    channels: Tensor

    def rows(self, values: Tensor) -> Tensor:
        """Of values that are shaped like the layer's weight, those of every place.

        Shapes:
            values: (outputs, inputs, ...), or (channels,) of a norm; returns (places, the rest)
        """
        along = values.transpose(0, 1) if self.is_read else values
        return along[self.places].reshape(len(self.places), -1)

    def scale(self, factors: Tensor) -> None:
        """Multiply the weights of every channel by its factor, in place.

        Shapes:
            factors: (channels,)
        """
        weight = self.layer.weight
        dimension = 1 if self.is_read else 0
        along = torch.ones(weight.shape[dimension], device=weight.device)
        along[self.places] = factors.to(weight.device)[self.channels]
        weight.data.mul_(along.reshape([-1 if at == dimension else 1 for at in range(weight.ndim)]))


def shares(group: tp.dependency.Group) -> Iterator[Share]:
    """All layers with weights that take part in a group, in the group's order."""
    for number, (dependency, places) in enumerate(group):
        layer, owners = dependency.target.module, group[number].root_idxs
        if not isinstance(layer, (*LAYERS, nn.BatchNorm2d)):
            continue
        is_read = any(dependency.handler == function for function in READS)
        device = layer.weight.device
        yield Share(layer, is_read, torch.tensor(places, device=device), torch.tensor(owners, device=device))


def summed(group: tp.dependency.Group, of: Callable[[Share], Tensor]) -> Tensor:
    """The sum over all layers of one value for each place, by channel.

    Shapes:
        of: gives (places,); returns (channels,)
    """
    total = torch.zeros(len(group[0].idxs))
    for share in shares(group):
        total.index_add_(0, share.channels.cpu(), of(share).detach().cpu().float())
    return total
