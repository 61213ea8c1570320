"""Scales give way while the network is trained, those that did go, and the prediction is told before."""

from __future__ import annotations

import dataclasses

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.slimming import METHOD, SlimmingSettings
from training.pruning.run import verify


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    request = PruneRequest(0.5, arm, bench.seed)
    found = METHOD.prune(bench, request, SlimmingSettings(recover=0.0))
    assert verify(found, METHOD, request, bench) == pytest.approx(0.5)


def test_the_pull_is_what_makes_the_scales_shrink(bench):
    pulled, unpulled = (
        METHOD.prune(bench, PruneRequest(0.5, arm.name, bench.seed), SlimmingSettings(recover=0.0)).evidence
        for arm in METHOD.arms
    )
    assert pulled["shrink_measured"] - unpulled["shrink_measured"] == pytest.approx(0.4, abs=0.1)
    assert pulled["shrink_predicted"] == pytest.approx(0.4)
    assert "shrink_predicted" not in unpulled


def test_the_prediction_is_told_before_the_first_step(bench):
    told = []
    listening = dataclasses.replace(bench, tell=told.append)
    METHOD.prune(listening, PruneRequest(0.5, "slimming", 0), SlimmingSettings(strength=1.5, recover=0.0))
    assert told[0].stage == "sparse"
    assert told[0].figures["strength"] == 1.5
    assert told[0].figures["shrink_predicted"] > 0
    assert "mean_scale" in told[1].figures


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param(SlimmingSettings(shrink=0.0), "above 0 and below 1; got 0", id="no shrink"),
        pytest.param(SlimmingSettings(shrink=1.0), "above 0 and below 1; got 1", id="all of it"),
        pytest.param(SlimmingSettings(strength=-1), "0 or more; got -1", id="push"),
        pytest.param(SlimmingSettings(recover=-1), "0 or more; got -1", id="recovery"),
    ],
)
def test_nonsense_is_refused_before_any_training(bench, settings, words):
    with pytest.raises(RecipeError, match=words):
        METHOD.prune(bench, PruneRequest(0.5, "slimming", bench.seed), settings)
    assert not bench.cache.exists()
