"""Padding, as exporters of other frameworks ask for it."""

from __future__ import annotations

import pytest
import torch

from training.pruning.graph.operators.layers import padding


@pytest.mark.parametrize(("mode", "wanted"), [(b"SAME_UPPER", [0, 1, 1, 1]), (b"SAME_LOWER", [1, 0, 1, 1])])
def test_the_same_size_is_padded_for(mode: bytes, wanted: list[int]) -> None:
    """Five rows by steps of one want one on each side; four columns by steps of two want one on one side."""
    data, attributes = torch.zeros(1, 1, 5, 4), {"auto_pad": mode, "strides": [1, 2]}
    assert padding(data, (3, 3), attributes) == wanted


def test_written_pads_are_turned_round_for_torch() -> None:
    assert padding(torch.zeros(1, 1, 5, 5), (3, 3), {"pads": [1, 2, 3, 4]}) == [2, 4, 1, 3]
    assert padding(torch.zeros(1, 1, 5, 5), (3, 3), {}) == [0, 0, 0, 0]
