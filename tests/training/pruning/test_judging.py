"""Losses and scores are what their names say."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from training.pruning.judging import accuracy, cross_entropy, exact_match, perplexity
from training.pruning.types import Split


class Fixed(nn.Module):
    """Gives the same answer to everything."""

    def __init__(self, answer: torch.Tensor) -> None:
        super().__init__()
        self.answer = nn.Parameter(answer)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.answer.expand(*inputs.shape, -1)


def test_accuracy_is_the_share_that_is_right():
    split = Split(torch.zeros(4), torch.tensor([1, 1, 1, 0]))
    assert accuracy(Fixed(torch.tensor([0.0, 1.0])), split) == 0.75


def test_more_than_a_batch_is_judged():
    split = Split(torch.zeros(1203), torch.ones(1203, dtype=torch.int64))
    assert accuracy(Fixed(torch.tensor([0.0, 1.0])), split) == 1.0


def test_who_knows_nothing_is_undecided_among_all():
    split = Split(torch.zeros(3, 5), torch.zeros(3, 5, dtype=torch.int64))
    assert perplexity(Fixed(torch.zeros(7)), split) == pytest.approx(7)


def test_a_network_in_bfloat16_is_judged_in_float32():
    """Near 2, where many losses lie, bfloat16 knows only every 64th."""
    answer, targets = torch.randn(8, generator=torch.Generator().manual_seed(0)), torch.arange(8)[None] % 3
    wide = perplexity(Fixed(answer.bfloat16().float()), Split(torch.zeros(1, 8), targets))
    assert perplexity(Fixed(answer.bfloat16()), Split(torch.zeros(1, 8), targets)) == pytest.approx(wide, rel=1e-6)


def test_the_loss_takes_classes_and_tokens_alike():
    assert float(cross_entropy(torch.zeros(2, 4), torch.tensor([0, 3]))) == pytest.approx(math.log(4))
    tokens = torch.zeros(2, 3, dtype=torch.int64)
    assert float(cross_entropy(torch.zeros(2, 3, 4), tokens)) == pytest.approx(math.log(4))


def test_an_answer_counts_when_all_its_tokens_are_right():
    targets = torch.tensor([[-100, 1, 1], [-100, -100, 1], [1, 0, 1], [0, -100, -100]])
    assert exact_match(Fixed(torch.tensor([0.0, 1.0])), Split(torch.zeros(4, 3), targets)) == 0.5
