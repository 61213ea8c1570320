"""Drawn shapes that a small network learns in a second or two: a first try without any data, and what the tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Examples, Family, Split, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

SIDE_PX = 12
TRAIN, TEST = 600, 300
NOISE = 0.7  # beside a contrast of about 1: enough that pruning costs something
CHANNELS = (8, 0, 16, 0, 16)  # 0 halves the picture


def _build(width: float) -> nn.Module:
    from training.pruning.networks.plain import vgg

    return vgg([max(round(width * channels), 1) if channels else 0 for channels in CHANNELS], classes=4)


def _load() -> Examples:
    return Examples(_drawn(TRAIN, seed=0), _drawn(TEST, seed=1))


def _drawn(count: int, seed: int) -> Split:
    """Squares, rings, bars that lie and bars that stand, each somewhere, in some colour, under noise.

    Shapes:
        inputs: (count, 3, SIDE_PX, SIDE_PX); targets: (count,)
    """
    import torch

    random = torch.Generator().manual_seed(seed)
    classes = torch.randint(0, 4, (count,), generator=random)
    row, column = torch.randint(3, SIDE_PX - 3, (2, count, 1, 1), generator=random)
    down = (torch.arange(SIDE_PX)[None, :, None] - row).abs()  # (count, SIDE_PX, 1)
    right = (torch.arange(SIDE_PX)[None, None, :] - column).abs()  # (count, 1, SIDE_PX)
    square = (down <= 2) & (right <= 2)
    kinds = [square, square & ~((down <= 1) & (right <= 1)), (down <= 0) & (right <= 3), (down <= 3) & (right <= 0)]
    shapes = torch.stack([kind.expand(count, SIDE_PX, SIDE_PX) for kind in kinds])[classes, torch.arange(count)]
    colours = 0.5 + torch.rand(count, 3, 1, 1, generator=random)
    noise = NOISE * torch.randn(count, 3, SIDE_PX, SIDE_PX, generator=random)
    return Split(shapes[:, None].float() * colours + noise, classes)


TASK = Task(
    name="tiny_shapes",
    title="Three convolutions on drawn shapes",
    family=Family.CNN,
    data=f"{TRAIN} pictures drawn here, four kinds of shapes",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=6, batch=50, learning_rate=0.1),
    keep_dense=("0", "13"),
    build=_build,
    load=_load,
    loss=cross_entropy,
    score=accuracy,
)
