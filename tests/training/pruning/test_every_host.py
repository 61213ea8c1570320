"""AP rides on any host criterion of any kind of network that it fits: as sparse as its host alone, without a leak."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.pruning.bench import Bench
from training.pruning.method import PruneRequest
from training.pruning.methods.ap import AP, HOST, METHOD
from training.pruning.parts.criterion import CRITERIA
from training.pruning.registry import find_task
from training.pruning.run import verify

SPARSITY = 0.6
FROM_OUTSIDE = "timm:test_resnet.untrained@digits@32"
TASKS = ("tiny_shapes", "tiny_shapes_vit", FROM_OUTSIDE)


@pytest.fixture(scope="module")
def bench_of(tmp_path_factory):
    """Makes the bench of a task once, with trainings of two steps, so that all hosts share the dense network."""
    made = {}

    def make(name):
        if name == FROM_OUTSIDE:
            pytest.importorskip("timm", reason="needs the extra `suite`")
            pytest.importorskip("sklearn", reason="needs the extra `suite`")
        if name not in made:
            task = find_task(name)
            plan = dataclasses.replace(task.plan, epochs=1, batch=40, limit=80)
            cache = tmp_path_factory.mktemp("dense")
            made[name] = Bench(task, task.load(), plan, 0, cache, torch.device("cpu"), lambda _progress: None)
        return made[name]

    return make


@pytest.mark.parametrize("host", CRITERIA)
@pytest.mark.parametrize("name", TASKS)
def test_a_host_prunes_alone_and_with_ap_beside_it(bench_of, name, host):
    bench, settings = bench_of(name), dataclasses.replace(METHOD.settings, cycles=1, q=0.1, host=host)
    found = {}
    for arm in (HOST, AP):
        request = PruneRequest(SPARSITY, arm, bench.seed)
        found[arm] = METHOD.prune(bench, request, settings)
        assert verify(found[arm], METHOD, request, bench) == pytest.approx(SPARSITY, abs=1e-3)  # a leak would be raised
        assert found[arm].evidence["alive_1"] == pytest.approx(1 - SPARSITY, abs=1e-3)
        assert all(0 <= found[arm].evidence[f"{rate}_1"] <= 1 for rate in ("score", "dynamic_dnr", "static_dnr"))
    assert any(not torch.equal(mask, found[AP].alive[layer]) for layer, mask in found[HOST].alive.items())


@pytest.mark.parametrize("name", TASKS)
def test_each_host_takes_other_weights(bench_of, name):
    settings = [dataclasses.replace(METHOD.settings, cycles=1, host=host) for host in CRITERIA]
    request = PruneRequest(SPARSITY, HOST, 0)
    masks = [METHOD.prune(bench_of(name), request, one).alive.values() for one in settings]
    assert len({torch.cat([mask.flatten() for mask in alive]).numpy().tobytes() for alive in masks}) == len(CRITERIA)
