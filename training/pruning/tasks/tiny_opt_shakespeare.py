"""An OPT of a million parameters that writes Shakespeare by letters: minutes to train, the parts of a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.language.letters import letter_task

if TYPE_CHECKING:
    from torch import nn


def _network(width: float, letters: int) -> nn.Module:
    from training.pruning.networks.causal import tiny_opt

    return tiny_opt(width, letters)


TASK = letter_task("tiny_opt_shakespeare", "OPT with biases, 1.2 million parameters", _network)
