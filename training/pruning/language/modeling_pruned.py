"""Language models whose layers differ in width, as transformers loads them.

A copy of this file lies beside the weights of every pruned model, so that
`AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=True)` needs nothing else of this project: it imports
torch and transformers only. The configuration describes the dense model; `pruned_shapes` says which of its parameters
have become smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

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


def take_shapes(model: nn.Module, shapes: Mapping[str, Sequence[int]]) -> None:
    """Replace the named parameters by empty ones of these shapes, and let the layers know."""
    for name, shape in shapes.items():
        owner, _, leaf = name.rpartition(".")
        module = model.get_submodule(owner)
        old = getattr(module, leaf)
        setattr(module, leaf, nn.Parameter(torch.empty(tuple(shape), dtype=old.dtype, device=old.device)))
    heed_shapes(model)


def heed_shapes(model: nn.Module) -> None:
    """Bring all that layers remember of their widths in line with their parameters; tied weights are tied again."""
    model.tie_weights()  # type: ignore[operator]
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.out_features, module.in_features = module.weight.shape
        elif isinstance(module, nn.Embedding):
            module.num_embeddings, module.embedding_dim = module.weight.shape
        elif isinstance(module, nn.LayerNorm | nn.RMSNorm) and module.weight is not None:
            module.normalized_shape = tuple(module.weight.shape)
        elif hasattr(module, "q_proj"):
            _count_heads(module)


def _count_heads(attention: nn.Module) -> None:
    """How many heads are left, for the families that remember it: OPT all, the others those that share a key."""
    head_dim = cast(int, attention.head_dim)
    queries = attention.get_parameter("q_proj.weight").shape[0] // head_dim
    keys = attention.get_parameter("k_proj.weight").shape[0] // head_dim
    if hasattr(attention, "num_key_value_groups"):
        attention.num_key_value_groups = queries // keys  # type: ignore[assignment]
    if hasattr(attention, "num_heads"):
        attention.num_heads, attention.embed_dim = queries, queries * head_dim  # type: ignore[assignment]


class PrunedLlamaConfig(LlamaConfig):  # type: ignore[misc]
    """A Llama before it was pruned."""

    model_type = "pruned_llama"


class PrunedLlamaForCausalLM(LlamaForCausalLM):  # type: ignore[misc]
    """A Llama with layers of their own widths."""

    config_class = PrunedLlamaConfig

    def __init__(self, config: PrunedLlamaConfig) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedMistralConfig(MistralConfig):  # type: ignore[misc]
    """A Mistral before it was pruned."""

    model_type = "pruned_mistral"


class PrunedMistralForCausalLM(MistralForCausalLM):  # type: ignore[misc]
    """A Mistral with layers of their own widths."""

    config_class = PrunedMistralConfig

    def __init__(self, config: PrunedMistralConfig) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedQwen2Config(Qwen2Config):  # type: ignore[misc]
    """A Qwen2 before it was pruned."""

    model_type = "pruned_qwen2"


class PrunedQwen2ForCausalLM(Qwen2ForCausalLM):  # type: ignore[misc]
    """A Qwen2 with layers of their own widths."""

    config_class = PrunedQwen2Config

    def __init__(self, config: PrunedQwen2Config) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedQwen3Config(Qwen3Config):  # type: ignore[misc]
    """A Qwen3 before it was pruned."""

    model_type = "pruned_qwen3"


class PrunedQwen3ForCausalLM(Qwen3ForCausalLM):  # type: ignore[misc]
    """A Qwen3 with layers of their own widths."""

    config_class = PrunedQwen3Config

    def __init__(self, config: PrunedQwen3Config) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedGemmaConfig(GemmaConfig):  # type: ignore[misc]
    """A Gemma before it was pruned."""

    model_type = "pruned_gemma"


class PrunedGemmaForCausalLM(GemmaForCausalLM):  # type: ignore[misc]
    """A Gemma with layers of their own widths."""

    config_class = PrunedGemmaConfig

    def __init__(self, config: PrunedGemmaConfig) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedGemma2Config(Gemma2Config):  # type: ignore[misc]
    """A Gemma 2 before it was pruned."""

    model_type = "pruned_gemma2"


class PrunedGemma2ForCausalLM(Gemma2ForCausalLM):  # type: ignore[misc]
    """A Gemma 2 with layers of their own widths."""

    config_class = PrunedGemma2Config

    def __init__(self, config: PrunedGemma2Config) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedGemma3Config(Gemma3TextConfig):  # type: ignore[misc]
    """A Gemma 3 before it was pruned."""

    model_type = "pruned_gemma3_text"


class PrunedGemma3ForCausalLM(Gemma3ForCausalLM):  # type: ignore[misc]
    """A Gemma 3 with layers of their own widths."""

    config_class = PrunedGemma3Config

    def __init__(self, config: PrunedGemma3Config) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)


class PrunedOPTConfig(OPTConfig):  # type: ignore[misc]
    """An OPT before it was pruned."""

    model_type = "pruned_opt"


class PrunedOPTForCausalLM(OPTForCausalLM):  # type: ignore[misc]
    """An OPT with layers of their own widths."""

    config_class = PrunedOPTConfig

    def __init__(self, config: PrunedOPTConfig) -> None:
        super().__init__(config)
        take_shapes(self, config.pruned_shapes)
