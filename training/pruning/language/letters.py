"""What tiny language models of Shakespeare share: letters, rows, training and score. Loads no torch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from training.pruning.datasets import characters
from training.pruning.judging import cross_entropy, perplexity
from training.pruning.types import Family, ModelSize, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

LENGTH = 128
LETTERS = 65  # that the text has


def letter_task(name: str, title: str, network: Callable[[float, int], nn.Module]) -> Task:
    """A task of the suite: to foretell every letter of a row from those before it in the row.

    Perplexity is per letter, over neighbouring rows of 128 letters of the last tenth of the text.

    Args:
        network: Builds one by width and number of different letters.
    """
    return Task(
        name=name,
        title=title,
        family=Family.LANGUAGE,
        data=f"tinyshakespeare, rows of {LENGTH} letters, the last tenth to judge by",
        score_name="perplexity",
        is_higher_better=False,
        plan=TrainingPlan(
            epochs=3, batch=16, learning_rate=2e-3, weight_decay=0.01, optimizer=Optimizer.ADAMW.value, clip=1.0
        ),
        keep_dense=("model.lm_head",),
        build=partial(_build, network),
        load=partial(characters, "text/tinyshakespeare.txt", LENGTH),
        loss=cross_entropy,
        score=perplexity,
        export=_export,
        size=partial(_size, network),
    )


def _build(network: Callable[[float, int], nn.Module], width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    return network(width, LETTERS)


def _size(network: Callable[[float, int], nn.Module]) -> ModelSize:
    from training.pruning.language.saved import size_of_model

    return size_of_model(cast("nn.Module", _build(network, 1.0).model), LENGTH)


def _export(network: nn.Module, folder: Path) -> None:
    from training.pruning.language.hub import export

    export(network, folder)
