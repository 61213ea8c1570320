"""Sums over rows give the answer that the rows would, say what is left of them, and choose how far to trust them."""

from __future__ import annotations

import pytest
import torch

from training.pruning.graph.normal import DAMPINGS, Normal, added, best_damping, normal_of
from training.pruning.graph.rows import System


def shown(rows: int, seed: int, noise: float = 0.0) -> tuple[System, torch.Tensor]:
    """Rows of a layer of two groups with an offset, and the weights that made them."""
    random = torch.Generator().manual_seed(seed)
    weight = torch.randn(2, 3, 6, generator=torch.Generator().manual_seed(99))
    inputs = torch.cat([torch.randn(2, rows, 5, generator=random), torch.ones(2, rows, 1)], 2)
    outputs = inputs @ weight.transpose(1, 2)
    return System(inputs, outputs + noise * torch.randn(outputs.shape, generator=random)), weight


def sums(rows: int, seed: int, noise: float = 0.0) -> Normal:
    return normal_of(shown(rows, seed, noise)[0], has_offset=True)


def test_batches_add_up_to_what_all_rows_say() -> None:
    one, other = shown(30, 0, 0.5)[0], shown(50, 1, 0.5)[0]
    inputs, outputs = torch.cat([one.inputs, other.inputs], 1), torch.cat([one.outputs, other.outputs], 1)
    both = added(added(None, normal_of(one, has_offset=True)), normal_of(other, has_offset=True))
    nothing = torch.zeros(2, 3, 6, dtype=torch.float64)
    best = torch.linalg.lstsq(inputs.double(), outputs.double()).solution.transpose(1, 2)
    torch.testing.assert_close(both.solved(nothing, 1e-12), best, rtol=1e-4, atol=1e-5)
    lost = (outputs - inputs @ best.transpose(1, 2).float()).square().sum() / outputs.square().sum()
    assert both.left(best) == pytest.approx(float(lost), rel=1e-3)
    assert both.left(nothing) == pytest.approx(1.0)


def test_an_offset_is_found_however_much_the_rest_is_pulled() -> None:
    weight = shown(1, 0)[1].double()
    moved = weight.clone()
    moved[..., -1] += 7.0
    torch.testing.assert_close(sums(400, 0).solved(moved, 1e6), weight, rtol=1e-2, atol=1e-2)


def test_few_rows_that_say_little_are_trusted_less() -> None:
    """Weights that are right already: the noise of six rows only spoils them; many clear rows mend wrong ones."""
    right = shown(1, 0)[1].double()
    assert best_damping(sums(6, 0, noise=2.0), sums(400, 1), right) == max(DAMPINGS)
    assert best_damping(sums(400, 0), sums(400, 1), torch.zeros_like(right)) == min(DAMPINGS)
