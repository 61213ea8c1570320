"""An LSTM that foretells the next character of tinyshakespeare."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from training.pruning.datasets import characters
from training.pruning.judging import cross_entropy, perplexity
from training.pruning.types import Family, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

LETTERS = 65  # different characters of the text
LENGTH = 64  # of a row; the LSTM starts anew with each
HIDDEN, LAYERS = 128, 1


def _build(width: float) -> nn.Module:
    from training.pruning.networks.lstm import LstmLanguageModel

    return LstmLanguageModel(LETTERS, max(round(width * HIDDEN), 1), LAYERS)


TASK = Task(
    name="char_lstm_shakespeare",
    title="Character LSTM on tinyshakespeare",
    family=Family.RNN,
    data="a quarter of the first nine tenths of tinyshakespeare, judged by its last tenth",
    score_name="perplexity per character",
    is_higher_better=False,
    plan=TrainingPlan(
        epochs=6,
        batch=32,
        learning_rate=5e-3,
        weight_decay=0.01,
        optimizer=Optimizer.ADAMW.value,
        clip=1.0,
        limit=4000,
    ),
    keep_dense=("head",),
    build=_build,
    load=partial(characters, "text/tinyshakespeare.txt", LENGTH),
    loss=cross_entropy,
    score=perplexity,
)
