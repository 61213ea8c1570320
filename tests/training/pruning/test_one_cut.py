"""A cut is proved before the recovery, which trains on only where it was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from training.channels.importance import l1_importance
from training.errors import RecipeError
from training.pruning.measure import count_params
from training.pruning.one_cut import OneCut, check_recover, cut_once


def test_without_recovery_the_network_is_the_one_of_the_proof(bench):
    told = []
    bench = replace(bench, tell=told.append)
    found = cut_once(bench, bench.fresh(), l1_importance(), OneCut(0.5, 0.0))
    assert found.unrecovered_score is None
    left = count_params(found.network) / count_params(bench.fresh())
    assert told[0].figures == {"removed": pytest.approx(1 - left, abs=1e-4)}
    assert torch.equal(found.network[4].weight, found.proof[1][4].weight)


def test_recovery_does_not_touch_the_proof(bench):
    found = cut_once(bench, bench.fresh(), l1_importance(), OneCut(0.5, 1.0))
    assert 0 <= found.unrecovered_score <= 1
    assert not torch.equal(found.network[4].weight, found.proof[1][4].weight)


@pytest.mark.parametrize("recover", [-1.0, float("nan")])
def test_a_recovery_of_less_than_nothing_is_refused(recover):
    with pytest.raises(RecipeError, match="0 or more; got"):
        check_recover(recover)


def test_a_ranking_that_there_is_not_is_refused(bench):
    with pytest.raises(RecipeError, match="nowhere"):
        cut_once(bench, bench.fresh(), l1_importance(), OneCut(0.5, 0.0, "nowhere"))
