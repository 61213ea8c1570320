"""AP takes the negatives that moved least beside its host, rewinds, and never leaks."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.ap import METHOD, ApSettings
from training.pruning.parts.masks import Masks, leaked
from training.pruning.parts.prunable import prunable, sparsity_of

ARMS = [arm.name for arm in METHOD.arms]


@pytest.fixture
def quick(bench):
    """One epoch for each training."""
    return dataclasses.replace(bench, plan=dataclasses.replace(bench.plan, epochs=1))


def pruned(bench, arm="ap", sparsity=0.5, **changes):
    settings = dataclasses.replace(ApSettings(cycles=2, q=0.1), **changes)
    return METHOD.prune(bench, PruneRequest(sparsity, arm, bench.seed), settings)


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_is_as_sparse_as_asked_after_the_last_step(quick, arm):
    found = pruned(quick, arm)
    assert leaked(found.network, found.alive) == 0
    assert sparsity_of(prunable(found.network, quick.task.keep_dense)) == pytest.approx(0.5, abs=1e-3)


def test_momentum_of_before_a_cut_does_not_bring_weights_back(quick, monkeypatch):
    """What the authors' code does: an optimiser that lives on moves weights whose gradient is zeroed."""
    counts = []
    enforce = Masks.enforce

    def counting(self, optimizer=None):
        enforce(self, optimizer)
        counts.append(sum(int(w.count_nonzero()) for w in self._weights.values()))

    monkeypatch.setattr(Masks, "enforce", counting)
    pruned(quick)
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("host", ["snip", "fisher", "random"])
def test_it_rides_on_any_host(quick, host):
    found = pruned(quick, host=host)
    assert sparsity_of(prunable(found.network, quick.task.keep_dense)) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("allocation", ["uniform", "erk", "lamp"])
@pytest.mark.parametrize("host", ["magnitude", "snip"])
def test_its_host_shares_out_among_layers_as_it_is_told(quick, host, allocation):
    found = pruned(quick, "host_rewound", host=host, allocation=allocation)
    shares = [float(mask.float().mean()) for mask in found.alive.values()]
    assert sparsity_of(prunable(found.network, quick.task.keep_dense)) == pytest.approx(0.5, abs=1e-3)
    assert (max(shares) - min(shares) < 0.01) is (allocation == "uniform")


def test_ap_takes_its_negatives_wherever_they_moved_least(quick):
    found = pruned(quick, allocation="uniform", q=0.25, cycles=1)
    shares = [float(mask.float().mean()) for mask in found.alive.values()]
    assert sum(int(mask.sum()) for mask in found.alive.values()) / sum(
        mask.numel() for mask in found.alive.values()
    ) == pytest.approx(0.5, abs=1e-3)
    assert max(shares) - min(shares) > 0.001


@pytest.mark.parametrize("rewind", ["early", "none"])
def test_it_rewinds_to_other_places(quick, rewind):
    assert leaked((found := pruned(quick, rewind=rewind)).network, found.alive) == 0


def test_more_negatives_go_than_without_it(quick):
    """Seen on masks alone: with a single cycle, before the network is trained again."""
    shares = {}
    for arm in ("ap", "host_rewound"):
        network = quick.dense()
        found = pruned(quick, arm, cycles=1, q=0.5)
        weights = prunable(network, quick.task.keep_dense)
        negatives = torch.cat([(weights[name] < 0).flatten() for name in found.alive])
        dead = torch.cat([~mask.flatten() for mask in found.alive.values()])
        shares[arm] = float((negatives & dead).sum() / dead.sum())
    assert shares["ap"] > shares["host_rewound"] + 0.2


def test_dead_neurons_are_counted_after_every_cycle(quick):
    evidence = pruned(quick).evidence
    for cycle in range(3):
        assert 0 <= evidence[f"dynamic_dnr_{cycle}"] <= 1
        assert evidence[f"alive_{cycle}"] == pytest.approx(0.5 ** (cycle / 2), abs=1e-3)


@pytest.mark.parametrize(
    ("arm", "changes", "reason"),
    [
        ("ap", {"q": 0.9}, r"settings\.q is AP's part"),
        ("ap", {"cycles": 0}, r"settings\.cycles is at least 1"),
        ("ap", {"early": 1.0}, r"settings\.early a share"),
        ("ap", {"host": "luck"}, "no host criterion 'luck'"),
        ("ap", {"allocation": "fair"}, "no allocation 'fair'"),
        ("ap", {"rewind": "half"}, "no rewind 'half'"),
        ("host_rewound", {"rewind": "none"}, "needs a target"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_any_training(quick, arm, changes, reason):
    with pytest.raises(RecipeError, match=reason):
        pruned(quick, arm, **changes)
    assert not quick.cache.exists()
