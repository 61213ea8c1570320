"""Half of the channels go, the smallest or any."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.l1 import METHOD, L1Settings
from training.pruning.run import verify


def pruned(bench, arm="l1", ratio=0.5, recover=0.0):
    return METHOD.prune(bench, PruneRequest(ratio, arm, bench.seed), L1Settings(recover))


@pytest.mark.parametrize("arm", [arm.name for arm in METHOD.arms])
def test_half_of_the_channels_go(bench, arm):
    found = pruned(bench, arm)
    assert verify(found, METHOD, PruneRequest(0.5, arm, 0), bench) == pytest.approx(0.5)
    assert [found.network[place].weight.shape[:2] for place in (0, 4, 8)] == [(8, 3), (8, 8), (8, 8)]


def test_a_recovery_of_less_than_nothing_is_refused(bench):
    with pytest.raises(RecipeError, match="0 or more; got -1"):
        pruned(bench, recover=-1)
