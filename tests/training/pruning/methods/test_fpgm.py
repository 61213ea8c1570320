"""Half of the channels go, those near the others or the smallest."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.fpgm import METHOD, FpgmSettings
from training.pruning.run import verify


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    request = PruneRequest(0.5, arm, bench.seed)
    assert verify(METHOD.prune(bench, request, FpgmSettings(0.0)), METHOD, request, bench) == pytest.approx(0.5)


def test_a_recovery_of_less_than_nothing_is_refused_before_any_training(bench):
    with pytest.raises(RecipeError, match="0 or more; got -1"):
        METHOD.prune(bench, PruneRequest(0.5, "fpgm", bench.seed), FpgmSettings(-1))
    assert not bench.cache.exists()
