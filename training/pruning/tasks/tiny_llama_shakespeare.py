"""A Llama of a million parameters that writes Shakespeare letter by letter: minutes to train, the parts of a large one.

Perplexity is per letter, over neighbouring rows of 128 letters of the last tenth of the text; every letter of a row is
foretold from those before it in the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from training.pruning.judging import cross_entropy, perplexity
from training.pruning.types import Examples, Family, ModelSize, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

LENGTH = 128
LETTERS = 65  # that the text has


def _build(width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.networks.causal import tiny_llama

    return tiny_llama(width, LETTERS)


def _size() -> ModelSize:
    from training.pruning.language.saved import size_of_model

    return size_of_model(cast("nn.Module", _build(1.0).model), LENGTH)


def _export(network: nn.Module, folder: Path) -> None:
    from training.pruning.language.hub import export

    export(network, folder)


def _load() -> Examples:
    from training.pruning.datasets import characters

    return characters("text/tinyshakespeare.txt", LENGTH)


TASK = Task(
    name="tiny_llama_shakespeare",
    title="Llama with grouped queries, 1.1 million parameters",
    family=Family.LANGUAGE,
    data=f"tinyshakespeare, rows of {LENGTH} letters, the last tenth to judge by",
    score_name="perplexity",
    is_higher_better=False,
    plan=TrainingPlan(
        epochs=3, batch=16, learning_rate=2e-3, weight_decay=0.01, optimizer=Optimizer.ADAMW.value, clip=1.0
    ),
    keep_dense=("model.lm_head",),
    build=_build,
    load=_load,
    loss=cross_entropy,
    score=perplexity,
    export=_export,
    size=_size,
)
