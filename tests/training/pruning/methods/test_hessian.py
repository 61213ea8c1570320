"""Half of the channels go by the curvature, and what cannot be measured is refused before anything is trained."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.hessian import METHOD, HessianSettings
from training.pruning.run import verify


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    request = PruneRequest(0.5, arm, bench.seed)
    found = METHOD.prune(bench, request, HessianSettings(examples=8, recover=0.0))
    assert verify(found, METHOD, request, bench) == pytest.approx(0.5)
    assert found.evidence == {"free_share": 1.0} | ({"examples": 8} if arm == "hessian" else {})


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param(HessianSettings(examples=0), "at least 1; got 0", id="no examples"),
        pytest.param(HessianSettings(recover=-1), "0 or more; got -1", id="recovery"),
    ],
)
def test_nonsense_is_refused_before_any_training(bench, settings, words):
    with pytest.raises(RecipeError, match=words):
        METHOD.prune(bench, PruneRequest(0.5, "hessian", bench.seed), settings)
    assert not bench.cache.exists()
