"""Weights go one by one, in blocks, or all but N of M."""

from __future__ import annotations

import pytest
import torch

from training.errors import RecipeError
from training.pruning.parts.granularity import Block, Element, OutOf, check_fit, read_granularity

SCORES = torch.arange(64.0).view(8, 8)


def test_single_weights_are_kept_by_score():
    assert Element().mask(SCORES, 3).flatten().nonzero().flatten().tolist() == [61, 62, 63]


def test_equal_scores_are_no_reason_to_keep_more():
    assert int(Element().mask(torch.ones(5, 5), 7).sum()) == 7


def test_blocks_are_kept_whole():
    mask = Block(4).mask(SCORES, 32)
    assert bool(mask[4:].all())
    assert not bool(mask[:4].any())


def test_blocks_at_the_edge_of_a_kernel_may_be_smaller():
    scores = torch.rand(6, 3, 3, 3)  # a matrix of 6 by 27
    mask = Block(4).mask(scores, 80)
    assert mask.shape == scores.shape
    assert 40 <= int(mask.sum()) <= 100


@pytest.mark.parametrize("shape", [(4, 8), (4, 8, 3, 3)])
def test_two_of_every_four_inputs_stay(shape):
    mask = OutOf(2, 4).mask(torch.rand(shape), 0)
    groups = mask.movedim(1, -1).reshape(-1, 4)
    assert groups.sum(1).tolist() == [2] * len(groups)


def test_on_the_way_to_n_of_m_more_stay():
    assert int(OutOf(1, 4).mask(torch.rand(4, 8), alive=24).sum()) == 24


@pytest.mark.parametrize(("text", "kind"), [("element", Element()), ("block:4", Block(4)), ("2:4", OutOf(2, 4))])
def test_it_is_read_from_a_word(text, kind):
    assert read_granularity(text) == kind


@pytest.mark.parametrize("text", ["", "block", "block:0", "4:2", "4:4", "x:y"])
def test_another_word_is_refused(text):
    with pytest.raises(RecipeError, match="element, block:SIDE or N:M"):
        read_granularity(text)


def test_n_of_m_has_one_sparsity_and_wants_groups():
    check_fit(OutOf(2, 4), {"layer": torch.zeros(2, 8)}, 0.5)
    with pytest.raises(RecipeError, match=r"2:4 has sparsity 0\.5, not 0\.9"):
        check_fit(OutOf(2, 4), {"layer": torch.zeros(2, 8)}, 0.9)
    with pytest.raises(RecipeError, match="inputs of first do not come in groups of 4"):
        check_fit(OutOf(2, 4), {"first": torch.zeros(2, 3)}, 0.5)
