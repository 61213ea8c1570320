"""ResNet-20 on a part of CIFAR-10: minutes on two cores, and the paper's own size of network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import cifar10, moved_or_mirrored
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn


def _build(width: float) -> nn.Module:
    from training.pruning.networks.resnet import resnet

    return resnet(width, blocks=3)


TASK = Task(
    name="resnet20_cifar10",
    title="ResNet-20 on CIFAR-10",
    family=Family.CNN,
    data="5,000 of CIFAR-10 (JPEG copy), judged by all 10,000 of its test pictures",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=12, batch=64, learning_rate=0.1, limit=5000),
    keep_dense=("0", "10"),
    build=_build,
    load=cifar10,
    loss=cross_entropy,
    score=accuracy,
    augment=moved_or_mirrored,
)
