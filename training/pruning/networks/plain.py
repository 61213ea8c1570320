"""Networks without branches: rows of layers, rows of convolutions, and convolutions split as MobileNet does it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import nn

POOL = 0  # stands for a halving of the picture among the channels


def mlp(sides: Sequence[int]) -> nn.Module:
    """Fully connected layers with ReLU between, from the number of inputs to the number of classes."""
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise(sides):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def vgg(channels: Sequence[int], inputs: int = 3, classes: int = 10) -> nn.Module:
    """Convolutions of 3 by 3 with batch norm; POOL among the channels halves the picture."""
    layers: list[nn.Module] = []
    for outputs in channels:
        if outputs == POOL:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def mobilenet(channels: Sequence[tuple[int, int]], classes: int = 10) -> nn.Module:
    """A convolution, then pairs of a depthwise and a pointwise one (Howard et al. 2017, arXiv:1704.04861).

    Args:
        channels: Outputs and stride of each; the first is the full convolution.
    """
    (inputs, stride), *pairs = channels
    layers: list[nn.Module] = [_convolution(3, inputs, 3, stride, 1)]
    for outputs, stride in pairs:
        layers += [_convolution(inputs, inputs, 3, stride, inputs), _convolution(inputs, outputs, 1, 1, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def _convolution(inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> nn.Module:
    """Convolution, batch norm, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())
