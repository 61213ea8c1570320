"""The published penalty spreads attention out and vanishes; the entropy gathers it."""

from __future__ import annotations

import pytest
import torch

from training.pruning.parts.attention import entropies
from training.pruning.parts.attention_penalty import published, sharpening, spreading

KEYS = 577  # of the paper's ViT-B/16 at 384 pixels
UNIFORM = torch.full((1, 1, KEYS, KEYS), 1 / KEYS)
ONE_KEY = torch.eye(KEYS)[None, None]


def spread_of(logits):
    """The mean entropy of every block."""
    return [float(entropies(one.detach().softmax(-1)).mean()) for one in logits]


def by_descent(penalty):
    """How spread out two blocks are before and after some steps down a penalty, from random logits."""
    logits = [2 * torch.randn(1, 2, 8, 8, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1)]
    before = spread_of(logits)
    optimizer = torch.optim.Adam([one.requires_grad_() for one in logits], lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        penalty([one.softmax(-1) for one in logits]).backward()
        optimizer.step()
    return before, spread_of(logits)


@pytest.mark.parametrize("penalty", [published, spreading])
def test_what_is_published_is_smallest_where_attention_is_uniform(penalty):
    assert penalty([UNIFORM]) < penalty([ONE_KEY])


def test_entropy_is_smallest_on_one_key():
    assert sharpening([ONE_KEY]) < sharpening([UNIFORM])


def test_the_published_penalty_hardly_differs_from_nothing():
    assert float(published([UNIFORM])) == pytest.approx(3.0e-6, rel=0.01)
    assert float(published([ONE_KEY])) == pytest.approx(1.2e-3, rel=0.01)


def test_descending_the_published_penalty_spreads_the_last_block_only():
    before, after = by_descent(published)
    assert after[0] == pytest.approx(before[0])
    assert after[1] > before[1] + 0.2


def test_descending_the_strong_one_spreads_all_blocks():
    before, after = by_descent(spreading)
    assert all(b > a + 0.2 for a, b in zip(before, after, strict=True))


def test_descending_the_entropy_gathers_all_blocks():
    before, after = by_descent(sharpening)
    assert all(b < a - 0.2 for a, b in zip(before, after, strict=True))
