"""A small VGG on a part of CIFAR-10: no branches, so every convolution can lose channels of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import cifar10, moved_or_mirrored
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

CHANNELS = (32, 32, 0, 64, 64, 0, 128, 128)  # at width 1; 0 halves the picture


def _build(width: float) -> nn.Module:
    from training.pruning.networks.plain import vgg

    return vgg([max(round(width * channels), 1) if channels else 0 for channels in CHANNELS])


TASK = Task(
    name="vgg_cifar10",
    title="Small VGG on CIFAR-10",
    family=Family.CNN,
    data="5,000 of CIFAR-10 (JPEG copy), judged by all 10,000 of its test pictures",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=12, batch=64, learning_rate=0.05, limit=5000),
    keep_dense=("0", "22"),
    build=_build,
    load=cifar10,
    loss=cross_entropy,
    score=accuracy,
    augment=moved_or_mirrored,
)
