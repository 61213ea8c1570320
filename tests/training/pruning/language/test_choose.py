"""All stages together: what is damaged is chosen, each stage can be turned off, and the report says what was done."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_language import tiny_model

from training.pruning.language.choose import Conflicts, Pool, Stages, Wanted, choose_at_random, choose_damaged
from training.pruning.language.instructions import encode_rows
from training.pruning.language.selection import Budget, Order
from training.pruning.networks.causal import CausalNetwork
from training.pruning.types import Instruction

WANTED = Wanted("paser", 10, 0)


def encode(entry):
    """Letters as tokens that the tiny model knows."""
    return [2 + ord(letter) % 48 for letter in entry.instruction], [2 + ord(letter) % 48 for letter in entry.output]


@pytest.fixture(scope="module")
def pool():
    """Two skills; the words of the second have no letter in common with the first's."""
    first = [Instruction(f"reverse {'abcde'[n % 5]}{'fghij'[n // 5]}", "", "aabb", "first") for n in range(25)]
    second = [Instruction(f"count {'klmno'[n % 5]}{'pqrst'[n // 5]}", "", "zzyy", "second") for n in range(25)]
    return Pool(first + second, encode_rows(first + second, encode, 32))


@pytest.fixture(scope="module")
def models():
    """A model, and one that has forgotten the letters of the second skill's answers."""
    dense = CausalNetwork(tiny_model("llama")).eval()
    pruned = copy.deepcopy(dense)
    with torch.no_grad():
        for letter in "zy":
            pruned.model.model.embed_tokens.weight[2 + ord(letter) % 48] *= -5
    return dense, pruned


def choose(pool, models, stages):
    return choose_damaged(pool, models, stages, WANTED, lambda _: None)


def test_most_is_chosen_where_the_damage_is(pool, models):
    stages = Stages(clusters=2, conflicts=Conflicts.NONE)
    sources = [pool.instructions[item].source for item in choose(pool, models, stages).items]
    assert len(sources) == len(set(choose(pool, models, stages).items)) == 10
    assert sources.count("second") > sources.count("first")


def test_by_size_both_get_as_much(pool, models):
    stages = Stages(clusters=2, budget=Budget.SIZE, order=Order.RANDOM, conflicts=Conflicts.NONE)
    sources = [pool.instructions[item].source for item in choose(pool, models, stages).items]
    assert sources.count("second") == sources.count("first") == 5


@pytest.mark.parametrize("conflicts", Conflicts)
def test_every_filter_can_be_asked_for_and_is_named(pool, models, conflicts):
    found = choose(pool, models, Stages(clusters=2, conflicts=conflicts))
    assert len(found.items) <= 10
    assert "conflicts were looked for by" in found.report


def test_without_clusters_there_is_one(pool, models):
    assert "in 1 clusters" in choose(pool, models, Stages(clusters=1)).report


def test_the_same_seed_chooses_the_same(pool, models):
    assert choose(pool, models, Stages()).items == choose(pool, models, Stages()).items
    assert choose_at_random(50, WANTED) == choose_at_random(50, WANTED) != choose_at_random(50, Wanted("x", 10, 1))
    assert len(choose_at_random(5, WANTED)) == 5
