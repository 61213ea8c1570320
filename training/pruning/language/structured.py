"""LLM-Pruner: removes the coupled units that the loss misses least.

LLM-Pruner: On the Structural Pruning of Large Language Models, Ma et al. 2023, arXiv:2305.11627.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.language.cut import cut, keep_global, keep_local
from training.pruning.language.families import decoder_layers
from training.pruning.language.groups import Group, block_groups, channel_groups
from training.pruning.language.importance import Judge, score_groups
from training.pruning.language.windows import check_vocabulary


class Strategy(Enum):
    """What a unit is."""

    BLOCK = "block"  # heads and neurons; the authors' choice
    CHANNEL = "channel"  # hidden channels through the whole model; much worse in every table of the paper


class Scope(Enum):
    """Which units compete with each other."""

    LOCAL = "local"  # those of one group: every layer loses the same share
    GLOBAL = "global"  # all of them


@dataclass(frozen=True, slots=True)
class StructuredRequest:
    """What to remove. The paper's 20 % of LLaMA-7B are 0.25 in the layers 4 up to 30."""

    pruning_ratio: float  # share of the units, 0 up to but not including 1
    strategy: Strategy = Strategy.BLOCK
    scope: Scope = Scope.LOCAL
    judge: Judge = field(default_factory=Judge)
    layers: range | None = None  # for blocks only; None: all layers
    seed: int = 0


def prune_structured(model: nn.Module, request: StructuredRequest, windows: Tensor) -> dict[Group, Tensor]:
    """Remove units in place.

    Shapes:
        windows: (samples, length), calibration text; the paper takes 10 of 128 tokens

    Returns: The units that stayed, for each group.

    Raises:
        RecipeError: The ratio or the layers make no sense.
        CheckpointError: The model's family cannot be pruned.
        DataError: The model does not know the text's tokens.
    """
    check_ratio(request.pruning_ratio)
    check_vocabulary(model, windows)
    groups = _groups(model, request)
    scores = score_groups(model, groups, windows, request.judge, request.seed)
    if request.scope is Scope.LOCAL:
        kept = keep_local(scores, request.pruning_ratio)
    else:
        kept = keep_global(model, groups, scores, request.pruning_ratio)
    chosen = dict(zip(groups, kept, strict=True))
    cut(model, chosen)
    return chosen


def check_ratio(pruning_ratio: float) -> None:
    """Refuse a share that would leave nothing.

    Raises:
        RecipeError: It is not one from 0 up to but not including 1.
    """
    if not 0 <= pruning_ratio < 1:
        raise RecipeError(f"pruning_ratio is the share of units to remove, 0 to below 1; got {pruning_ratio}.")


def _groups(model: nn.Module, request: StructuredRequest) -> list[Group]:
    """What the request lets go."""
    if request.strategy is Strategy.CHANNEL:
        if request.layers is not None:
            raise RecipeError("A hidden channel runs through all layers; a range of layers goes with blocks only.")
        return channel_groups(model)
    count = len(decoder_layers(model))
    if request.layers is not None and not set(request.layers) <= set(range(count)):
        wanted = f"{request.layers.start} to {request.layers.stop - 1}"
        raise RecipeError(f"Layers {wanted} were named, but the model has 0 to {count - 1}.")
    return block_groups(model, request.layers)
