"""Every operator has one rule."""

from __future__ import annotations

from training.pruning.graph.rules import contraction, elementwise, layout, reshape, statistics
from training.pruning.graph.rules.table import ONE_INPUT, RULES


def test_no_operator_has_two_rules() -> None:
    files = (contraction, elementwise, layout, reshape, statistics)
    assert sum(len(file.RULES) for file in files) == len(RULES)


def test_operators_with_settings_have_rules() -> None:
    assert set(RULES) >= ONE_INPUT
    assert not {"Concat", "Gather", "Conv", "Add"} & ONE_INPUT
