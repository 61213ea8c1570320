"""What a network is shown while it is repaired, and how far that is from what it was trained on."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    UNKNOWN = "unknown"  # the network has no batch norm to compare with


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
def distance(network: GraphNetwork, batches: Sequence[Tensor]) -> float | None:
    """How far what the batch norms see is from what they saw in training; None if there are none.

    The mean over channels of |difference of means| / deviation and of half the |logarithm of the ratio of variances|;
    of that, the median over all batch norms.
    """
    nodes = [node for node in network.graph.nodes if node.operator == BATCH_NORM]
    if not nodes:
        return None
    sums = {node.name: torch.zeros(()) for node in nodes}
    for batch in batches:
        values = network.parameters_by_name() | {network.graph.inputs[0]: batch}
        for node in network.graph.nodes:
            if node.operator == BATCH_NORM:
                sums[node.name] = sums[node.name] + _apart(*(values[node.inputs[at]] for at in (0, 3, 4)))
            values.update(zip(node.outputs, network.run(node, values), strict=False))
    return float(torch.stack(list(sums.values())).median() / len(batches))


def quality(apart: float | None) -> Quality:
    """What inputs at this distance are good for."""
    if apart is None:
        return Quality.UNKNOWN
    return Quality.NEAR if apart <= LARGEST_NEAR else Quality.FAR


def _apart(data: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    """The distance at one batch norm."""
    rows = data.movedim(1, 0).flatten(1)  # (C, rows)
    deviation = variance.clamp(min=1e-12).sqrt()
    shift = (rows.mean(1) - mean).abs() / deviation
    spread = (rows.var(1, unbiased=False).clamp(min=1e-12) / variance.clamp(min=1e-12)).log().abs() / 2
    return (shift + spread).mean()
