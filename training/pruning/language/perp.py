"""PERP: after single weights were pruned, only a sliver of the parameters is trained.

PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs, Zimmer et al. 2023, arXiv:2312.15230.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.language.adapters import Adapter, AdapterSize, attach
from training.pruning.language.families import inner_matrices


class Part(Enum):
    """What is retrained, beside an adapter."""

    BIASES = "biases"
    NORMS = "norms"
    HEAD = "head"
    ALL = "all"  # every parameter; the reference that PERP is held against


@dataclass(frozen=True, slots=True)
class Retrained:
    """The parameters that are trained."""

    parts: tuple[Part, ...] = (Part.BIASES, Part.NORMS)
    adapter: Adapter | None = Adapter.MASK_LORA
    size: AdapterSize = field(default_factory=AdapterSize)


def untie_head(model: nn.Module) -> None:
    """Give a head that is one with the embeddings weights of its own, in place: those that it has now."""
    head = model.get_submodule("lm_head")
    head.weight = nn.Parameter(head.weight.detach().clone())  # type: ignore[operator]
    model.config.tie_word_embeddings = False  # type: ignore[union-attr]
    # What transformers leaves out of a file, as it follows from the rest.
    model.all_tied_weights_keys = model.get_expanded_tied_weights_keys(all_submodels=False)  # type: ignore[operator]


def choose_model_parts(model: nn.Module, retrained: Retrained) -> int:
    """Let only the wanted parameters of a model ask for gradients; `merge(inner_matrices(model))` ends it.

    Returns: How many they are.

    Raises:
        RecipeError: The head is wanted but is one with the embeddings, or the model has no such parameters.
    """
    head = model.get_submodule("lm_head")
    if Part.HEAD in retrained.parts and head.weight is model.get_input_embeddings().weight:  # type: ignore[operator]
        raise RecipeError(
            "This model's head is one with its embeddings and cannot be retrained alone; leave it out, or give it "
            "weights of its own (settings.untie_head=true)."
        )
    return choose_trained(model, inner_matrices(model), retrained)


def choose_trained(module: nn.Module, matrices: Mapping[str, nn.Linear], retrained: Retrained) -> int:
    """Let only the wanted parameters of a model, or of one layer, ask for gradients.

    Returns: How many they are.

    Raises:
        RecipeError: There are none.
    """
    for name, parameter in module.named_parameters():
        parameter.requires_grad_(any(_belongs(name, parameter, part) for part in retrained.parts))
    if retrained.adapter is not None:
        attach(matrices, retrained.adapter, retrained.size)
    count = sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
    if not count:
        wanted = ", ".join(part.value for part in retrained.parts) or "nothing"
        raise RecipeError(f"There is nothing to train: the model has no {wanted}; choose other parts or an adapter.")
    return count


def _belongs(name: str, parameter: Tensor, part: Part) -> bool:
    """Whether a parameter is of a part; a norm's own bias is one of the norms."""
    is_norm = "norm" in name
    return {
        Part.ALL: True,
        Part.HEAD: name.startswith("lm_head."),
        Part.NORMS: is_norm,
        Part.BIASES: name.endswith(".bias") and not is_norm and parameter.ndim == 1,
    }[part]
