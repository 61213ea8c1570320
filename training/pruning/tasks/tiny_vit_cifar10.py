"""A vision transformer of four blocks on a part of CIFAR-10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import cifar10, moved_or_mirrored
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

HEADS, HEAD_SIDE = 4, 16  # at width 1


def _build(width: float) -> nn.Module:
    from training.pruning.networks.vit import Vit, VitShape

    return Vit(VitShape(hidden=HEADS * max(round(width * HEAD_SIDE), 1), heads=HEADS))


TASK = Task(
    name="tiny_vit_cifar10",
    title="Small ViT on CIFAR-10",
    family=Family.VIT,
    data="5,000 of CIFAR-10 (JPEG copy), judged by all 10,000 of its test pictures",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(
        epochs=15, batch=64, learning_rate=1e-3, weight_decay=0.05, optimizer=Optimizer.ADAMW.value, limit=5000
    ),
    keep_dense=("patches", "head"),
    build=_build,
    load=cifar10,
    loss=cross_entropy,
    score=accuracy,
    augment=moved_or_mirrored,
)
