"""The rule of every operator that is known; any other freezes what it touches."""

from __future__ import annotations

from collections.abc import Mapping

from training.pruning.graph.rules import contraction, elementwise, layout, reshape, statistics
from training.pruning.graph.rules._step import Rule

RULES: Mapping[str, Rule] = {
    **contraction.RULES,
    **elementwise.RULES,
    **layout.RULES,
    **reshape.RULES,
    **statistics.RULES,
}

# Operators whose further inputs are settings, such as sizes, axes and scales, and no data.
ONE_INPUT = frozenset({*layout.RULES, *reshape.RULES, *statistics.REDUCTIONS, "Clip", "Dropout"} - {"Concat", "Gather"})
