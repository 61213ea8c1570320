"""What a layer gets and what it should give, as the rows of a least-squares problem: one for each place it looks at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.pruning.graph.model import Node
from training.pruning.graph.operators.layers import padding, per_axis

LARGEST_GRID = 256  # places of a picture that a layer is asked at; other pictures say more than other places


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """What a layer sees, for each of its groups.

    Shapes:
        inputs: (groups, rows, columns), with a last column of ones if the answer may have an offset
        outputs: (groups, rows, outputs)
    """

    inputs: Tensor
    outputs: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one batch says about a layer.

    Args:
        data: What the layer gets.
        wanted: What it should give.
        felt: How much every place of a convolution's output counts, (B, height, width); None: all the same.
    """

    data: Tensor
    wanted: Tensor
    felt: Tensor | None = None


def rows_of(node: Node, seen: Seen, weight: Tensor, *, has_offset: bool) -> System:
    """The rows that one batch gives."""
    if node.operator == "Conv":
        inputs, outputs = unfolded(node, seen, weight)
    else:
        inputs, outputs = seen.data.flatten(0, -2)[None], seen.wanted.flatten(0, -2)[None]
    if has_offset:
        inputs = torch.cat([inputs, inputs.new_ones(*inputs.shape[:2], 1)], 2)
    return System(inputs, outputs)


def unfolded(node: Node, seen: Seen, weight: Tensor) -> tuple[Tensor, Tensor]:
    """A convolution as a matrix product, at some of its places.

    Shapes:
        returns: (groups, rows, columns), (groups, rows, outputs of a group)
    """
    groups, kernel = int(node.attributes.get("group", 1)), tuple(weight.shape[2:])
    padded = functional.pad(seen.data, padding(seen.data, kernel, node.attributes))
    dilations, strides = per_axis(node.attributes, "dilations", 2), per_axis(node.attributes, "strides", 2)
    count, _, height, width = seen.wanted.shape
    chosen = places(height, width).expand(count, -1) if seen.felt is None else drawn(seen.felt)  # (B, places)
    chosen = chosen.to(padded.device)
    rows, columns = chosen // width, chosen % width
    down, across = (
        torch.arange(size, device=padded.device) * dilation for size, dilation in zip(kernel, dilations, strict=True)
    )
    each = torch.arange(count, device=padded.device)
    windows = padded[
        each[:, None, None, None],
        :,
        (rows * strides[0])[:, :, None, None] + down[:, None],
        (columns * strides[1])[:, :, None, None] + across,
    ]  # (B, places, kernel height, kernel width, C)
    split = windows.reshape(*windows.shape[:4], groups, -1).permute(
        4, 0, 1, 5, 2, 3
    )  # (groups, B, places, C, height, width)
    targets = seen.wanted[each[:, None], :, rows, columns].reshape(*rows.shape, groups, -1).permute(2, 0, 1, 3)
    return split.flatten(3).flatten(1, 2), targets.flatten(1, 2)


def places(height: int, width: int) -> Tensor:
    """Some places of a picture, spread evenly, counted row by row.

    A step that has a factor in common with the width would see some columns only, such as every other one of what was
    scaled up to twice its size.
    """
    step = -(-height * width // LARGEST_GRID)
    while math.gcd(step, width) > 1:
        step += 1
    return torch.arange(0, height * width, step)


def drawn(felt: Tensor) -> Tensor:
    """As many places of each picture, in proportion to what they count; a place that counts for several comes again.

    They lie at even steps of the sum over all places before them, so that no dice are needed.

    Shapes:
        felt: (B, height, width), above 0, to (B, places)
    """
    sums = felt.flatten(1).double().cumsum(1)  # (B, height * width)
    count = min(sums.shape[1], LARGEST_GRID)
    steps = (torch.arange(count, device=felt.device) + 0.5) / count
    return torch.searchsorted(sums, steps * sums[:, -1:]).clamp(max=sums.shape[1] - 1)


def mixed(felt: Tensor, share: float) -> Tensor:
    """Places of which a share counts as the loss feels them, and the rest all the same.

    Shapes:
        felt: (B, height, width), as what it returns
    """
    mean = felt.mean((1, 2), keepdim=True)
    relative = torch.where(mean > 0, felt / mean.clamp(min=torch.finfo(felt.dtype).tiny), 1.0)
    return (1 - share) + share * relative
