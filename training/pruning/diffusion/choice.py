"""Which operators go: the lowest scores first, until about as many parameters are gone as were asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import nn

from training.pruning.diffusion.modeling_pruned_unet import replacement

Scores = dict[str, float]


def gains(unet: nn.Module, fits: Mapping[str, str]) -> dict[str, int]:
    """How many parameters each replacement saves, by operator."""
    found = {}
    for name, kind in fits.items():
        old = unet.get_submodule(name)
        found[name] = _count(old) - _count(replacement(old, kind))
    return found


def lowest(scores: Mapping[str, float], gain: Mapping[str, int], wanted: int) -> list[str]:
    """Operators from the lowest score on, as many as bring the parameters that go nearest to what is wanted."""
    chosen: list[str] = []
    gone = 0
    for name in sorted(scores, key=lambda one: (scores[one], one)):
        if abs(gone + gain[name] - wanted) > abs(gone - wanted):
            break
        chosen.append(name)
        gone += gain[name]
    return chosen


def one_by_one(score: Callable[[list[str]], Scores], gain: Mapping[str, int], wanted: int) -> list[str]:
    """The same with all others scored again after each operator that went, so that it counts what is gone already.

    Args:
        score: The scores of those that are left, once these are gone.
    """
    chosen: list[str] = []
    gone = 0
    while len(chosen) < len(gain):
        scores = score(chosen)
        name = min(scores, key=lambda one: (scores[one], one))
        if abs(gone + gain[name] - wanted) > abs(gone - wanted):
            break
        chosen.append(name)
        gone += gain[name]
    return chosen


def _count(module: nn.Module) -> int:
    """All parameters."""
    return sum(parameter.numel() for parameter in module.parameters())
