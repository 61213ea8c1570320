"""A small MobileNet on a part of CIFAR-10.

No weight of its depthwise convolutions is set to zero by itself, as Zhu and Gupta have it (2017, arXiv:1710.01878);
they lose the channels that the layers before them lose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import cifar10, moved_or_mirrored
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

CHANNELS = ((32, 1), (64, 1), (64, 2), (128, 1), (128, 2), (256, 1))  # outputs at width 1, stride
DEPTHWISE = tuple(str(place) for place in range(1, 2 * len(CHANNELS) - 1, 2))


def _build(width: float) -> nn.Module:
    from training.pruning.networks.plain import mobilenet

    return mobilenet([(max(round(width * channels), 1), stride) for channels, stride in CHANNELS])


TASK = Task(
    name="mobilenet_cifar10",
    title="Small MobileNet on CIFAR-10",
    family=Family.CNN,
    data="5,000 of CIFAR-10 (JPEG copy), judged by all 10,000 of its test pictures",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=12, batch=64, learning_rate=0.1, limit=5000),
    keep_dense=("0", "13"),
    build=_build,
    load=cifar10,
    loss=cross_entropy,
    score=accuracy,
    augment=moved_or_mirrored,
    keep_weights=DEPTHWISE,
)
