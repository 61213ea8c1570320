"""What a network is shown while it is repaired, and how far that is from what it was trained on."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from enum import Enum

import torch
from torch import Tensor

from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.weights import BATCH_NORM


class Calibration(Enum):
    """Where the inputs come from."""

    TRAINING = "training"  # in distribution
    SHIFTED = "shifted"  # out of distribution: the same pictures inverted, with colours swapped or pixels shifted
    NOISE = "noise"  # no data at all


class Quality(Enum):
    """What the inputs are good for."""

    NEAR = "near"  # of the network's kind
    FAR = "far"  # of another: less of what a cut costs comes back
    UNKNOWN = "unknown"  # neither batch norms nor training inputs to compare with


Moments = tuple[Tensor, Tensor]  # mean and variance, (C,) each
CHANNELS = {"Gemm": -1, "MatMul": -1}  # the axis of the channels of what an operator gets; of others 1
LARGEST_NEAR = 0.25  # of a deviation; on tiny_shapes training pictures lie at 0.07, wrong colours and noise at 0.7


def calibration_inputs(kind: Calibration, batches: Sequence[Tensor], seed: int) -> list[Tensor]:
    """Inputs of a kind, as many and as large as these batches of training inputs.

    What is shifted goes on by one along the first axis of an input: the colours of a picture, the pixels of one that
    comes in a row.

    Noise has the mean and the deviation of normalised pictures, 0 and 1, and depends on no picture.
    """
    if kind is Calibration.TRAINING:
        return list(batches)
    if kind is Calibration.SHIFTED:
        return [-batch.roll(1, dims=1) for batch in batches]
    random = torch.Generator().manual_seed(seed)
    return [((2 * torch.rand(batch.shape, generator=random) - 1) * math.sqrt(3)).to(batch) for batch in batches]


@torch.no_grad()
def distance(network: GraphNetwork, batches: Sequence[Tensor], known: Sequence[Tensor] = ()) -> float | None:
    """How far what a network sees is from what it saw in training; None if nothing tells.

    Batch norms remember that. Where there are none, what layers with weights get is held against what they get of
    inputs that are known to be of its training. It is the mean over channels of |difference of means| / deviation and
    of half the |logarithm of the ratio of variances|; of that, the median over all of these layers.

    Args:
        known: Training inputs; none: only batch norms can tell.
    """
    expected = _remembered(network) or _measured(network, known)
    if not expected:
        return None
    sums = {name: torch.zeros(()) for name in expected}
    for batch in batches:
        for name, rows in _seen(network, batch, expected):
            sums[name] = sums[name] + _apart(rows, *expected[name])
    return float(torch.stack(list(sums.values())).median() / len(batches))


def quality(apart: float | None) -> Quality:
    """What inputs at this distance are good for."""
    if apart is None:
        return Quality.UNKNOWN
    return Quality.NEAR if apart <= LARGEST_NEAR else Quality.FAR


def _remembered(network: GraphNetwork) -> dict[str, Moments]:
    """What each batch norm saw in training, by its name."""
    values = network.parameters_by_name()
    norms = (node for node in network.graph.nodes if node.operator == BATCH_NORM)
    return {node.name: (values[node.inputs[3]], values[node.inputs[4]]) for node in norms}


def _measured(network: GraphNetwork, known: Sequence[Tensor]) -> dict[str, Moments]:
    """What each layer with a weight gets of known inputs, by its name."""
    sums: dict[str, Moments] = {}
    layers = {node.name for node in network.graph.nodes if network.has_weight(node)}
    for batch in known:
        for name, rows in _seen(network, batch, layers):
            mean, square = sums.get(name, (torch.zeros(()), torch.zeros(())))
            sums[name] = (mean + rows.mean(1) / len(known), square + rows.square().mean(1) / len(known))
    return {name: (mean, square - mean.square()) for name, (mean, square) in sums.items()}


def _seen(network: GraphNetwork, batch: Tensor, names: Container[str]) -> Iterator[tuple[str, Tensor]]:
    """What the layers of these names get of a batch: (C, rows) each."""
    values = network.parameters_by_name() | {network.graph.inputs[0]: batch}
    for node in network.graph.nodes:
        if node.name in names:
            yield node.name, values[node.inputs[0]].movedim(CHANNELS.get(node.operator, 1), 0).flatten(1)
        values.update(zip(node.outputs, network.run(node, values), strict=False))
        for name in network.last_use.get(node.name, ()):
            values.pop(name, None)


def _apart(rows: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    """The distance at one layer."""
    deviation = variance.clamp(min=1e-12).sqrt()
    shift = (rows.mean(1) - mean).abs() / deviation
    spread = (rows.var(1, unbiased=False).clamp(min=1e-12) / variance.clamp(min=1e-12)).log().abs() / 2
    return (shift + spread).mean()
