"""Groups that are pulled while trained drift apart, the weak ones go, and nonsense is refused first."""

from __future__ import annotations

import dataclasses

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.group_norm import METHOD, GroupNormSettings
from training.pruning.run import verify


def pruned(bench, arm, **settings):
    return METHOD.prune(bench, PruneRequest(0.5, arm, bench.seed), GroupNormSettings(recover=0.0, **settings))


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    assert verify(pruned(bench, arm), METHOD, PruneRequest(0.5, arm, 0), bench) == pytest.approx(0.5)


def test_the_pull_is_what_makes_the_weakest_weaker(bench):
    pulled, unpulled = (pruned(bench, arm.name).evidence for arm in METHOD.arms)
    assert pulled["weakest_norm"] < unpulled["weakest_norm"] - 0.1
    assert pulled["shrink_predicted"] == pytest.approx(0.5, abs=0.15)
    assert unpulled["shrink_predicted"] == 0


def test_the_prediction_is_told_before_the_first_step(bench):
    told = []
    pruned(dataclasses.replace(bench, tell=told.append), "group_norm")
    first, second = [progress for progress in told if progress.stage == "sparse"][:2]
    assert {"strength", "shrink_predicted"} == set(first.figures)
    assert "weakest_norm" in second.figures


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param(GroupNormSettings(sparse=0.0), "above 0; got 0", id="no training"),
        pytest.param(GroupNormSettings(shrink=1.0), "0 to 1; got 1", id="all of it"),
        pytest.param(GroupNormSettings(recover=-1), "0 or more; got -1", id="recovery"),
    ],
)
def test_nonsense_is_refused_before_any_training(bench, settings, words):
    with pytest.raises(RecipeError, match=words):
        METHOD.prune(bench, PruneRequest(0.5, "group_norm", bench.seed), settings)
    assert not bench.cache.exists()
