"""The Fréchet distance is that of normal distributions, and the judge knows real digits."""

from __future__ import annotations

import pytest
import torch

from training.pruning.datasets import small_digits
from training.pruning.diffusion.frechet import FEATURES, features, frechet, learned_judge, small_pixels


@pytest.fixture(scope="module")
def digits():
    return small_digits()


def test_it_is_the_formula_for_independent_features():
    random = torch.Generator().manual_seed(0)
    one = torch.randn(20_000, 3, generator=random) * torch.tensor([1.0, 2.0, 3.0])
    other = torch.randn(20_000, 3, generator=random) * torch.tensor([2.0, 2.0, 1.0]) + torch.tensor([1.0, 0.0, -2.0])
    assert frechet(one, other) == pytest.approx((1 + 4) + (1 + 4), rel=0.05)


def test_the_same_set_is_at_no_distance():
    one = torch.randn(10, 40, generator=torch.Generator().manual_seed(0))  # fewer samples than features
    assert frechet(one, one) == pytest.approx(0.0, abs=1e-4)


def test_it_is_the_same_both_ways():
    random = torch.Generator().manual_seed(0)
    one, other = torch.randn(50, 5, generator=random), torch.rand(60, 5, generator=random)
    assert frechet(one, other) == pytest.approx(frechet(other, one))


def test_the_judge_names_digits_it_has_not_seen(digits):
    judge = learned_judge(digits.train, classes=10)
    assert float((judge(digits.test.inputs).argmax(1) == digits.test.targets).float().mean()) > 0.93
    assert features(judge, digits.test.inputs).shape == (500, FEATURES)
    real, noise = digits.test.inputs[:250], torch.rand(250, 1, 16, 16) * 2 - 1
    rest = features(judge, digits.test.inputs[250:])
    assert 10 * frechet(features(judge, real), rest) < frechet(features(judge, noise), rest)


def test_the_judge_is_always_the_same_one(digits):
    one, other = (learned_judge(digits.train, classes=10) for _ in range(2))
    assert torch.equal(one(digits.test.inputs[:5]), other(digits.test.inputs[:5]))


def test_small_pixels_are_means():
    assert small_pixels(torch.ones(2, 3, 32, 16)).shape == (2, 3 * 64)
    assert torch.equal(small_pixels(torch.ones(1, 1, 16, 16)), torch.ones(1, 64))
