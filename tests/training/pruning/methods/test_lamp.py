"""LAMP takes channels that are the least of their layer, by one threshold; its control does without the shares."""

from __future__ import annotations

from training.pruning.method import PruneRequest
from training.pruning.methods.lamp import METHOD, LampSettings


def widths(bench, arm, amount=0.5):
    found = METHOD.prune(bench, PruneRequest(amount, arm, 0), LampSettings(recover=0.0))
    return [found.network[place].out_channels for place in (0, 4, 8)]


def test_layers_lose_different_shares_and_together_what_was_asked(bench):
    first, *left = widths(bench, "lamp", 0.4)
    assert first == 8
    assert sum(left) == 19  # of 32
    assert left[0] != left[1]


def test_no_layer_is_emptied(bench):
    for arm in ("lamp", "unscaled"):
        assert all(count >= whole / 5 for count, whole in zip(widths(bench, arm, 0.7), (8, 16, 16), strict=True))


def test_the_control_chooses_otherwise(bench):
    assert widths(bench, "unscaled") != widths(bench, "lamp")
