"""LLM-Pruner's third stage: low-rank adapters on every matrix of the decoder layers, to be trained and merged.

LoRA: Low-Rank Adaptation of Large Language Models, Hu et al. 2021, arXiv:2106.09685, as peft does it.
"""

from __future__ import annotations

import warnings

from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn

from training.pruning.language.families import inner_matrices


def with_adapters(model: nn.Module, rank: int, alpha: int, dropout: float) -> PeftModel:
    """The model with an untrained adapter at every matrix of its decoder layers; only those ask for gradients.

    `merge_and_unload()` of what comes back gives the plain model again.
    """
    targets = sorted({name.rpartition(".")[2] for name in inner_matrices(model)})
    config = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=targets)
    with warnings.catch_warnings():
        # WORKAROUND: peft 0.21 asks for is_gradient_checkpointing, which transformers 5.24 renamed.
        warnings.filterwarnings("ignore", ".*is_gradient_checkpointing.*", FutureWarning)
        return get_peft_model(model, config)
