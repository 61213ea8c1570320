"""What the layers of each family of language models are called, and why some families cannot be pruned.

Written down and not traced: torch-pruning's dependency graph does not come back from grouped-query attention, where
several queries share a key. A test holds the table against that graph wherever it does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from torch import nn

from training.errors import CheckpointError


@dataclass(frozen=True, slots=True)
class Family:
    """Names of submodules: of the body from the model, the others from one decoder layer."""

    model_type: str  # as transformers names it in config.json
    pruned_class: str  # of modeling_pruned.py, without ForCausalLM
    body: str = "model"
    embeddings: tuple[str, ...] = ("embed_tokens",)
    last_norm: str = "norm"
    attention: str = "self_attn"
    query: str = "q_proj"
    key: str = "k_proj"
    value: str = "v_proj"
    out: str = "o_proj"
    rises: tuple[str, ...] = ("mlp.gate_proj", "mlp.up_proj")
    falls: str = "mlp.down_proj"
    norms: tuple[str, ...] = ("input_layernorm", "post_attention_layernorm")


LLAMA = Family("llama", "PrunedLlama")
FOUR_NORMS = (*LLAMA.norms, "pre_feedforward_layernorm", "post_feedforward_layernorm")

FAMILIES = (
    LLAMA,
    replace(LLAMA, model_type="mistral", pruned_class="PrunedMistral"),
    replace(LLAMA, model_type="qwen2", pruned_class="PrunedQwen2"),
    replace(LLAMA, model_type="qwen3", pruned_class="PrunedQwen3"),
    replace(LLAMA, model_type="gemma", pruned_class="PrunedGemma"),
    replace(LLAMA, model_type="gemma2", pruned_class="PrunedGemma2", norms=FOUR_NORMS),
    replace(LLAMA, model_type="gemma3_text", pruned_class="PrunedGemma3", norms=FOUR_NORMS),
    Family(
        "opt",
        "PrunedOPT",
        body="model.decoder",
        embeddings=("embed_tokens", "embed_positions"),
        last_norm="final_layer_norm",
        out="out_proj",
        rises=("fc1",),
        falls="fc2",
        norms=("self_attn_layer_norm", "final_layer_norm"),
    ),
)

FUSED = "it keeps query, key and value in one matrix, which the table of groups does not know"
EXPERTS = "its layers choose between experts, whose neurons are not coupled as the table of groups says"
REFUSED = {
    "gpt2": FUSED,
    "gpt_neox": FUSED,
    "bloom": FUSED,
    "falcon": FUSED,
    "phi3": FUSED,
    "chatglm": FUSED,
    "mixtral": EXPERTS,
    "qwen2_moe": EXPERTS,
    "qwen3_moe": EXPERTS,
    "gemma3": "it also sees pictures; prune its text model (gemma3_text)",
    "mamba": "it has neither heads nor an MLP",
    "t5": "it has an encoder and a decoder",
}

PREFIX = "pruned_"  # of the model type of a model that was pruned here before


def family_of(model: nn.Module) -> Family:
    """The family whose table describes this model.

    Raises:
        CheckpointError: There is none; the sentence says why.
    """
    model_type = str(model.config.model_type)  # type: ignore[union-attr]
    if getattr(model.config, "quantization_config", None) is not None:
        raise CheckpointError(f"This {model_type} is quantised, and packed numbers cannot be cut; load the original.")
    return family_named(model_type)


def family_named(model_type: str) -> Family:
    """The family of this name in a model's config.json.

    Raises:
        CheckpointError: There is none; the sentence says why.
    """
    found = [family for family in FAMILIES if family.model_type == model_type.removeprefix(PREFIX)]
    if found:
        return found[0]
    known = ", ".join(family.model_type for family in FAMILIES)
    why = REFUSED.get(model_type, "there is no table of its layers")
    raise CheckpointError(f"A model of type {model_type} cannot be pruned: {why}. These can: {known}.")


def decoder_layers(model: nn.Module) -> dict[str, nn.Module]:
    """The decoder layers from the first to the last, by their full names."""
    prefix = f"{family_of(model).body}.layers"
    layers = cast(nn.ModuleList, model.get_submodule(prefix))
    return {f"{prefix}.{index}": layer for index, layer in enumerate(layers)}


def inner_matrices(model: nn.Module) -> dict[str, nn.Linear]:
    """Every matrix inside the decoder layers, by its full name; embeddings and head are not among them."""
    return {
        f"{prefix}.{name}": module
        for prefix, layer in decoder_layers(model).items()
        for name, module in layer.named_modules()
        if isinstance(module, nn.Linear)
    }
