"""Scores of weights that ask the loss: SNIP, GraSP, CroP and OBD.

SNIP      |w * g|           Lee et al. 2018, arXiv:1810.02340
GraSP     w * Hg            Wang et al. 2020, arXiv:2002.07376; what keeps the gradient flowing stays
CroP      |w * Hg|          Rachwan et al. 2022, arXiv:2206.10451
OBD       w^2 * g^2 / 2     LeCun et al. 1990, with squared gradients of batches for the diagonal of the Hessian
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor

from training.errors import RecipeError
from training.pruning.graph.importance import Scores
from training.pruning.graph.network import GraphNetwork

Batches = Iterable[tuple[Tensor, Tensor]]
Loss = Callable[[Tensor, Tensor], Tensor]


def snip(network: GraphNetwork, batches: Batches, loss: Loss) -> Scores:
    """How much the loss changes, to first order, when the weight goes."""
    sums = _accumulated(network, batches, loss, _gradients)
    return _scored(network, sums, lambda weight, total: (weight * total).abs())


def obd(network: GraphNetwork, batches: Batches, loss: Loss) -> Scores:
    """The same to second order, where the loss is at its lowest."""
    sums = _accumulated(network, batches, loss, lambda *asked: [g.square() for g in _gradients(*asked)])
    return _scored(network, sums, lambda weight, total: weight.square() * total / 2)


def grasp(network: GraphNetwork, batches: Batches, loss: Loss) -> Scores:
    """How much of the gradient's length is lost when the weight goes; less than nothing where it gains."""
    sums = _accumulated(network, batches, loss, _curvatures)
    return _scored(network, sums, lambda weight, total: weight * total)


def crop(network: GraphNetwork, batches: Batches, loss: Loss) -> Scores:
    """How much the gradient's length changes, either way."""
    sums = _accumulated(network, batches, loss, _curvatures)
    return _scored(network, sums, lambda weight, total: (weight * total).abs())


CRITERIA: Mapping[str, Callable[[GraphNetwork, Batches, Loss], Scores]] = {
    "snip": snip,
    "grasp": grasp,
    "crop": crop,
    "obd": obd,
}

_Ask = Callable[[GraphNetwork, Tensor], list[Tensor]]


def _gradients(network: GraphNetwork, lost: Tensor) -> list[Tensor]:
    return list(torch.autograd.grad(lost, list(network.weights), materialize_grads=True))


def _curvatures(network: GraphNetwork, lost: Tensor) -> list[Tensor]:
    """The Hessian times the gradient."""
    weights = list(network.weights)
    gradients = torch.autograd.grad(lost, weights, create_graph=True, materialize_grads=True)
    length = torch.stack([(gradient * gradient.detach()).sum() for gradient in gradients]).sum()
    return list(torch.autograd.grad(length, weights, materialize_grads=True))


def _accumulated(network: GraphNetwork, batches: Batches, loss: Loss, ask: _Ask) -> list[Tensor]:
    """The mean over batches of what is asked, with the network as it is in use."""
    network.eval()
    sums: list[Tensor] = []
    seen = 0
    for inputs, targets in batches:
        network.to(inputs.device)
        found = ask(network, loss(network(inputs), targets))
        sums = [total + one for total, one in zip(sums, found, strict=True)] if sums else found
        seen += 1
    if not seen:
        raise RecipeError("A criterion that asks the loss needs labelled examples; give it batches.")
    return [total / seen for total in sums]


def _scored(network: GraphNetwork, sums: list[Tensor], score: Callable[[Tensor, Tensor], Tensor]) -> Scores:
    pairs = zip(network.names, network.weights, sums, strict=True)
    return {name: score(weight.detach(), total).cpu().numpy() for name, weight, total in pairs}
