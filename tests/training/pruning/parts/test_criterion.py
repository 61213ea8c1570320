"""Criteria give the scores of their formulas."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.errors import RecipeError
from training.pruning.parts.criterion import CRITERIA, Question, judge


@pytest.fixture
def question():
    """Two inputs of one layer whose loss is the sum of what it gives."""
    network = nn.Linear(2, 1, bias=False)
    network.weight.data = torch.tensor([[2.0, -3.0]])
    batches = [(torch.tensor([[1.0, 1.0]]), torch.zeros(1)), (torch.tensor([[3.0, -1.0]]), torch.zeros(1))]
    weights = dict(network.named_parameters())
    return Question(network, weights, batches, lambda outputs, _: outputs.sum(), torch.Generator().manual_seed(0))


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        pytest.param("magnitude", [2.0, 3.0], id="size"),
        pytest.param("snip", [4.0, 0.0], id="size times the mean gradient (2, 0)"),
        pytest.param("fisher", [20.0, 9.0], id="square times the mean squared gradient (5, 1)"),
    ],
)
def test_scores_are_those_of_the_formula(question, name, scores):
    assert judge(name, question)["weight"].flatten().tolist() == scores


@pytest.mark.parametrize("name", CRITERIA)
def test_every_criterion_gives_one_score_for_each_weight(question, name):
    scores = judge(name, question)["weight"]
    assert scores.shape == (1, 2)
    assert bool((scores >= 0).all())


def test_an_unknown_criterion_is_answered_with_those_that_there_are(question):
    with pytest.raises(RecipeError, match="no criterion 'luck'; there are magnitude"):
        judge("luck", question)
