"""A Llama of a million parameters that writes Shakespeare by letters: minutes to train, the parts of a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.language.letters import letter_task

if TYPE_CHECKING:
    from torch import nn


def _network(width: float, letters: int) -> nn.Module:
    from training.pruning.networks.causal import tiny_llama

    return tiny_llama(width, letters)


TASK = letter_task("tiny_llama_shakespeare", "Llama with grouped queries, 1.1 million parameters", _network)
