"""A transformer of two blocks on drawn shapes: a first try without any data, and what the tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import DRAWN, drawn_shapes
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

SIDE_PX, PATCH_PX = 12, 3  # 16 tokens
HEADS, HEAD_SIDE = 2, 12  # at width 1


def _build(width: float) -> nn.Module:
    from training.pruning.networks.vit import Vit, VitShape

    hidden = HEADS * max(round(width * HEAD_SIDE), 1)
    return Vit(VitShape(SIDE_PX, PATCH_PX, depth=2, hidden=hidden, heads=HEADS), classes=4)


TASK = Task(
    name="tiny_shapes_vit",
    title="Two transformer blocks on drawn shapes",
    family=Family.VIT,
    data=DRAWN,
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=16, batch=50, learning_rate=0.01, weight_decay=0.05, optimizer=Optimizer.ADAMW.value),
    keep_dense=("patches", "head"),
    build=_build,
    load=drawn_shapes,
    loss=cross_entropy,
    score=accuracy,
)
