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

FEW = 4  # examples whose layers' outputs are all kept at once

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


def felt(network: GraphNetwork, batches: Batches, loss: Loss) -> list[dict[str, Tensor]]:
    """How strongly the loss feels a change at every place of every convolution's output, for each batch by node.

    Of a detector that is next to nothing for most places, where no hand is, and these are what a repair that takes all
    places for the same spends itself on.

    Shapes:
        of each: (B, height, width), the length of the gradient there
    """
    network.eval()
    found: list[dict[str, Tensor]] = []
    for inputs, targets in batches:
        network.to(inputs.device)
        few = zip(torch.split(inputs, FEW), torch.split(targets, FEW), strict=True)
        parts = [_felt(network, *pair, loss) for pair in few]
        found.append({name: torch.cat([part[name] for part in parts]) for name in parts[0]})
    return found


def _felt(network: GraphNetwork, inputs: Tensor, targets: Tensor, loss: Loss) -> dict[str, Tensor]:
    """That of a few examples."""
    values = network.parameters_by_name() | {network.graph.inputs[0]: inputs}
    outputs: dict[str, Tensor] = {}
    for node in network.graph.nodes:
        values.update(zip(node.outputs, network.run(node, values), strict=False))
        if node.operator == "Conv":
            outputs[node.name] = values[node.outputs[0]]
    lost = loss(values[network.graph.outputs[0]], targets)
    gradients = torch.autograd.grad(lost, list(outputs.values()), materialize_grads=True)
    return {name: gradient.norm(dim=1) for name, gradient in zip(outputs, gradients, strict=True)}
