"""How important a channel is, judged by all weights that are coupled to it; the lowest go first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch
import torch_pruning as tp
from torch import Tensor, nn

from training.channels.coupled import LAYERS, shares, summed
from training.channels.weights import lamp, mean_of_gradients

Batches = Iterable[tuple[Tensor, Tensor]]
Loss = Callable[[Tensor, Tensor], Tensor]
Importance = Callable[[tp.dependency.Group], Tensor]


def taylor_importance(network: nn.Module, batches: Batches, loss: Loss) -> Importance:
    """How much the loss changes, to first order, when a channel falls silent: the mean over batches of its square.

    Molchanov et al. 2019, arXiv:1906.10771, equation 8 for a gate on the channel. Whoever reads the channel tells its
    gate's gradient: the sum of w * dL/dw over the weights that read it is the sum of x * dL/dx over the channel. The
    square is of each batch, since the gradients of a trained network add up to nothing.
    """
    told = _told_by_readers(network, batches, loss)

    def importance(group: tp.dependency.Group) -> Tensor:
        count = len(next(iter(told.values())))
        total = torch.zeros(count, len(group[0].idxs))  # (batches, channels)
        for share in shares(group):
            if share.is_read:
                total.index_add_(1, share.channels.cpu(), told[share.layer][:, share.places.cpu()])
        return total.square().mean(0)

    return importance


def _told_by_readers(network: nn.Module, batches: Batches, loss: Loss) -> Mapping[nn.Module, Tensor]:
    """The sum of w * dL/dw over the weights of each input of each layer, batch by batch.

    Shapes:
        returns: (batches, inputs) of each layer
    """
    network.eval()
    layers = [module for module in network.modules() if isinstance(module, LAYERS)]
    weights = [layer.weight for layer in layers]
    told: dict[nn.Module, list[Tensor]] = {layer: [] for layer in layers}
    for inputs, targets in batches:
        # Materialised: a detector's head holds a layer that only decodes, which the loss does not ask.
        gradients = torch.autograd.grad(loss(network(inputs), targets), weights, materialize_grads=True)
        for layer, weight, gradient in zip(layers, weights, gradients, strict=True):
            told[layer].append((weight.detach() * gradient).transpose(0, 1).flatten(1).sum(1).cpu())
    return {layer: torch.stack(rows) for layer, rows in told.items()}


def scale_importance() -> Importance:
    """The mean size of the batch-norm scales that a channel goes through (Liu et al. 2017, arXiv:1708.06519)."""
    importance: Importance = tp.importance.BNScaleImportance(normalizer=None)
    return importance


def median_importance() -> Importance:
    """How far a channel's filters lie from those of all others, added up: 0 for one that the others could stand in for.

    He et al. 2019, arXiv:1811.00250, equation 6. The filter of a channel is all that writes it, as one long row: where
    shortcuts add layers up, one filter of each. torch-pruning 1.6.1 squares the weights before it measures, and so
    takes a filter and its opposite for the same.
    """

    def importance(group: tp.dependency.Group) -> Tensor:
        filters = [
            share.rows(share.layer.weight.detach())[share.channels.argsort()].reshape(len(group[0].idxs), -1)
            for share in shares(group)
            if isinstance(share.layer, LAYERS) and not share.is_read
        ]
        rows = torch.cat(filters, 1).cpu()  # (channels, weights)
        # Not by matrix products, whose rounding tells a filter from itself.
        return torch.cdist(rows, rows, compute_mode="donot_use_mm_for_euclid_dist").sum(1)

    return importance


def hessian_importance(network: nn.Module, losses: Iterable[Tensor]) -> Importance:
    """How much the loss changes, to second order, when all weights of a channel go: the sum of w^2 * h (over 2).

    Optimal Brain Damage, LeCun et al. 1989, with the diagonal h of the curvature as the mean of the squared gradients
    of single examples. torch-pruning 1.6.1 keeps the last example's only.

    Args:
        losses: Of the network, for one example each.
    """
    layers = {name: one for name, one in network.named_modules() if isinstance(one, (*LAYERS, nn.BatchNorm2d))}
    weights = {name: layer.get_parameter("weight") for name, layer in layers.items()}
    curvature = mean_of_gradients(weights, losses, torch.square)
    found = {layers[name]: weight.detach().square() * curvature[name] for name, weight in weights.items()}
    return lambda group: summed(group, lambda share: share.rows(found[share.layer]).sum(1))


def relative(importance: Importance) -> Importance:
    """The same in units of its group's mean, so that one threshold can hold for groups of longer and shorter rows."""

    def of_group(group: tp.dependency.Group) -> Tensor:
        values = importance(group)
        return values / values.mean().clamp(min=1e-12)

    return of_group


def lamp_importance() -> Importance:
    """How much of what is left of its group's weights would go with a channel: its squares by those not lower.

    Lee et al. 2021, arXiv:2010.07611, for channels with all that is coupled to them instead of single weights.
    """
    return lambda group: lamp(norm_importance()(group))


def norm_importance() -> Importance:
    """The length of all weights that are coupled to a channel."""
    return lambda group: summed(group, lambda share: share.rows(share.layer.weight).square().sum(1)).sqrt()


def l1_importance() -> Importance:
    """The sum of |w| over all weights that are coupled to a channel."""
    importance: Importance = tp.importance.GroupMagnitudeImportance(p=1)
    return importance


def random_importance(seed: int) -> Importance:
    """Dice of one's own, so that nothing else throws them."""
    dice = torch.Generator().manual_seed(seed)
    return lambda group: torch.rand(len(group[0].idxs), generator=dice)
