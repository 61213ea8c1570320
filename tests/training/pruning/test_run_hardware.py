"""What a run needs of a machine is weighed before it begins, and told in a sentence where it is not there."""

from __future__ import annotations

import dataclasses
import gc
import weakref

import pytest
import torch
from quick_method import method, wanted

from training.errors import RecipeError, TrainingError
from training.pruning.hardware import Hardware
from training.pruning.method import MemoryUse, Pruned
from training.pruning.run import run, verify
from training.pruning.types import Effect, Family, ModelSize, Precision


def test_hardware_that_does_not_fit_is_refused(request_of):
    with pytest.raises(
        RecipeError, match=r"--device auto divides .* that hf: names; tiny_shapes has to fit one device"
    ):
        run(request_of(hardware=Hardware("auto")), lambda _event: None)
    low = Hardware("cpu", Precision.BFLOAT16)
    with pytest.raises(RecipeError, match="bfloat16 is for language models and diffusion pipelines, and"):
        run(request_of(hardware=low), lambda _event: None)


def test_too_little_memory_ends_a_run_with_a_sentence(request_of):
    def greedy(_bench, _request, _settings):
        raise MemoryError

    with pytest.raises(
        TrainingError, match=r"^quick on tiny_shapes, seed 0, itself, ran out of memory; take a smaller"
    ):
        run(request_of(method=method(prune=greedy)), lambda _event: None)


def test_too_little_memory_for_the_data_is_told_as_well(request_of, tiny):
    def greedy():
        raise MemoryError

    with pytest.raises(TrainingError, match=r"^Loading the data of tiny_shapes ran out of memory; take a smaller"):
        run(request_of(task=dataclasses.replace(tiny, load=greedy)), lambda _event: None)


def test_data_that_are_computed_are_so_on_the_device_of_the_run(request_of, tiny):
    places = []

    def load_on(device):
        places.append(device.type)
        return tiny.load()

    run(request_of(task=dataclasses.replace(tiny, load_on=load_on), hardware=Hardware("cpu")), lambda _event: None)
    assert places == ["cpu"]


def test_less_precision_is_advised_where_it_would_not_be_refused(request_of, tiny):
    def greedy(_bench, _request, _settings):
        raise MemoryError

    language = frozenset({Family.LANGUAGE})
    wanted = request_of(
        method=dataclasses.replace(method(prune=greedy), families=language),
        task=dataclasses.replace(tiny, family=Family.LANGUAGE),
    )
    with pytest.raises(
        TrainingError, match="memory; take --precision bfloat16 with --timing-runs 0, --micro-batch 1, a"
    ):
        run(wanted, lambda _event: None)
    low = dataclasses.replace(wanted, hardware=Hardware("cpu", Precision.BFLOAT16))
    with pytest.raises(TrainingError, match="memory; take --micro-batch 1, a smaller"):
        run(low, lambda _event: None)


def test_rows_at_once_are_for_networks_without_batch_norms(request_of):
    with pytest.raises(RecipeError, match="--micro-batch would change the batch norms of tiny_shapes; lower"):
        run(request_of(hardware=Hardware("cpu", micro_batch=4)), lambda _event: None)
    with pytest.raises(RecipeError, match="--micro-batch is 0 or more, not -1"):
        run(request_of(hardware=Hardware("cpu", micro_batch=-1)), lambda _event: None)


def test_no_more_than_two_networks_are_there_while_one_is_scored(request_of, tiny):
    """The pruned one, and the dense one to compare with: large ones would not fit otherwise."""
    made, alive = [], []

    def build(width):
        made.append(weakref.ref(network := tiny.build(width)))
        return network

    def score(network, split):
        gc.collect()
        alive.append(sum(one() is not None for one in made))
        return tiny.score(network, split)

    run(request_of(task=dataclasses.replace(tiny, build=build, score=score, is_trained=True)), lambda _event: None)
    assert max(alive) == 2


def test_another_dense_network_is_read_for_its_channels_where_there_is_room(bench, tiny):
    places = []

    def read(_dtype, place):
        places.append(place)
        return tiny.build(1.0)

    away = dataclasses.replace(bench, device=torch.device("cpu:0"), task=dataclasses.replace(tiny, read=read))
    network = tiny.build(1.0)
    assert verify(Pruned(network, proof=(network, network)), method(effect=Effect.SMALLER), wanted(0.5), away) == 0.0
    assert places == ["cpu"]


def size_with(**changes):
    """The size of a large model."""
    return dataclasses.replace(ModelSize(7_000_000_000, 32, 4096, 32000, 128, 6_500_000_000), **changes)


def test_the_arm_that_takes_most_is_weighed(request_of, tiny, monkeypatch):
    monkeypatch.setattr(Hardware, "free_bytes", lambda _hardware: 10**12)
    uses = {"itself": MemoryUse(), "control": MemoryUse(trained_share=1.0)}
    weighed = dataclasses.replace(method(), memory=lambda arm, _settings, _size: uses[arm])
    sized = dataclasses.replace(tiny, size=size_with)
    needed = []
    for arms in (("itself",), ("itself", "control")):
        events = []
        run(
            request_of(method=weighed, task=sized, arms=arms, seeds=(0,), out=request_of().out / arms[-1]),
            events.append,
        )
        needed += [event.values["needed_bytes"] for event in events if event.kind == "memory"]
    assert needed[1] > needed[0] + 50e9
    monkeypatch.setattr(Hardware, "free_bytes", lambda _hardware: needed[0])
    with pytest.raises(RecipeError, match=r"quick:control on tiny_shapes needs about \d+.* GB of memory, and"):
        run(request_of(method=weighed, task=sized, arms=("itself", "control"), seeds=(1,)), lambda _event: None)


def test_what_waits_beside_a_gpu_has_to_fit_there(request_of, tiny, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(Hardware, "free_bytes", lambda self: 10**12 if self.first.type == "cuda" else 10**9)
    with pytest.raises(
        RecipeError, match=r"quick:itself on tiny_shapes, beside the GPU, needs .* 1\.0 GB are free; take"
    ):
        run(request_of(task=dataclasses.replace(tiny, size=size_with)), lambda _event: None)
