"""Half of the channels go by what the loss says, and what cannot be asked is refused before anything is trained."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.taylor import METHOD, TaylorSettings
from training.pruning.run import verify


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    request = PruneRequest(0.5, arm, bench.seed)
    found = METHOD.prune(bench, request, TaylorSettings(batches=2, recover=0.0))
    assert verify(found, METHOD, request, bench) == pytest.approx(0.5)


def test_the_report_says_how_many_batches_there_were(bench):
    settings = TaylorSettings(batches=16, batch=50, recover=0.0)
    found = METHOD.prune(bench, PruneRequest(0.5, "taylor", bench.seed), settings)
    assert found.evidence == {"free_share": 1.0, "batches": 3}  # of 50, in 150 examples


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param(TaylorSettings(batches=0), "at least 1; got 0 of 64", id="no batches"),
        pytest.param(TaylorSettings(batch=0), "at least 1; got 16 of 0", id="empty batches"),
        pytest.param(TaylorSettings(recover=-1), "0 or more; got -1", id="recovery"),
    ],
)
def test_nonsense_is_refused_before_any_training(bench, settings, words):
    with pytest.raises(RecipeError, match=words):
        METHOD.prune(bench, PruneRequest(0.5, "taylor", bench.seed), settings)
    assert not bench.cache.exists()
