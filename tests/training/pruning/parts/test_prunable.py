"""Matrices and kernels may be pruned; biases, norms, embeddings and what a task keeps may not."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.errors import RecipeError
from training.pruning.networks.lstm import LstmLanguageModel
from training.pruning.parts.choice import choose
from training.pruning.parts.masks import Regrowth
from training.pruning.parts.prunable import prunable, sparsity_of


def test_layers_have_prunable_weights_and_nothing_else_does():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2))
    assert list(prunable(network, ())) == ["0.weight", "3.weight"]


def test_an_lstm_has_four_kinds_of_weights_in_two_matrices():
    assert list(prunable(LstmLanguageModel(5, 4, 1), ("head",))) == ["lstm.weight_ih_l0", "lstm.weight_hh_l0"]


def test_what_lies_in_a_kept_module_is_kept():
    network = nn.Sequential(nn.Sequential(nn.Linear(2, 2)), nn.Linear(2, 2))
    assert list(prunable(network, ("0",))) == ["1.weight"]


def test_a_kept_module_must_exist():
    with pytest.raises(ValueError, match="no module stem"):
        prunable(nn.Sequential(nn.Linear(2, 2)), ("stem",))


def test_sparsity_is_the_share_of_zeros():
    assert sparsity_of({"a": torch.tensor([0.0, 1.0]), "b": torch.zeros(2)}) == 0.75


def test_a_word_is_a_choice_or_refused():
    assert choose(Regrowth, "none", "regrowth") is Regrowth.NONE
    with pytest.raises(RecipeError, match="no regrowth 'maybe'; there are none, stored"):
        choose(Regrowth, "maybe", "regrowth")


def test_the_queries_keys_and_values_of_torchs_own_attention_are_among_them():
    found = prunable(nn.TransformerEncoderLayer(8, 2, 16), ())
    assert {"self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.weight"} <= set(found)
