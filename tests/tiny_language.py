"""Language models of a few thousand parameters, one of each family, and a text to judge them on."""

from __future__ import annotations

import torch
from torch import nn
from transformers import (
    Gemma2Config,
    Gemma2ForCausalLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GemmaConfig,
    GemmaForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

VOCABULARY = 50
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 40,
    "num_hidden_layers": 3,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 4,
    "max_position_embeddings": 64,
    "bos_token_id": 1,
    "eos_token_id": None,
    "pad_token_id": 0,
}
OPT_SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "ffn_dim": 40,
    "num_hidden_layers": 3,
    "num_attention_heads": 8,
    "word_embed_proj_dim": 32,
    "max_position_embeddings": 64,
    "dropout": 0.0,
    "bos_token_id": 1,
    "eos_token_id": None,
    "pad_token_id": 0,
}
CLASSES = {
    "llama": (LlamaConfig, LlamaForCausalLM),
    "mistral": (MistralConfig, MistralForCausalLM),
    "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    "qwen3": (Qwen3Config, Qwen3ForCausalLM),
    "gemma": (GemmaConfig, GemmaForCausalLM),
    "gemma2": (Gemma2Config, Gemma2ForCausalLM),
    "gemma3_text": (Gemma3TextConfig, Gemma3ForCausalLM),
    "opt": (OPTConfig, OPTForCausalLM),
}


def tiny_model(family: str, seed: int = 0, **changes: object) -> nn.Module:
    """An untrained model; all its numbers, also biases and norms, are such that removing any of them shows."""
    torch.manual_seed(seed)
    config, model_class = CLASSES[family]
    model = model_class(config(**(OPT_SIZES if family == "opt" else SIZES) | changes)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


def some_windows(count: int = 4, length: int = 12, seed: int = 0) -> torch.Tensor:
    """Random tokens that every tiny model knows."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(2, VOCABULARY, (count, length), generator=generator)


def logits_of(model: nn.Module, windows: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=windows).logits


def loss_of(model: nn.Module, windows: torch.Tensor) -> float:
    from training.pruning.language.windows import mean_loss

    with torch.no_grad():
        return float(mean_loss(model, windows))
