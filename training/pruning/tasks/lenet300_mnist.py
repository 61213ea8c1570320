"""LeNet-300-100 on MNIST-10k: seconds, and so easy that a method shows its mechanism rather than its gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import mnist10k
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

INPUTS, HIDDEN, CLASSES = 784, (300, 100), 10


def _build(width: float) -> nn.Module:
    from training.pruning.networks.plain import mlp

    return mlp([INPUTS, *(max(round(width * units), 1) for units in HIDDEN), CLASSES])


TASK = Task(
    name="lenet300_mnist",
    title="LeNet-300-100 on MNIST",
    family=Family.MLP,
    data="8,000 of MNIST's test set, judged by the other 2,000",
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=8, batch=64, learning_rate=0.1),
    keep_dense=("5",),  # the first layer holds most of the weights and is pruned, as in the literature
    build=_build,
    load=mnist10k,
    loss=cross_entropy,
    score=accuracy,
)
