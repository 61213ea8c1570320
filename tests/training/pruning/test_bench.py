"""The same seed gives the same network; trained ones are shared, fresh ones are one's own."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from training.errors import CheckpointError
from training.pruning.bench import scaled
from training.pruning.checkpoint import load_network, save_network
from training.pruning.hardware import SPREAD, Hardware
from training.pruning.types import Examples, Lesson, Progress, Split


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def test_a_fresh_network_depends_on_the_seed_alone(bench):
    torch.manual_seed(99)
    assert same(bench.fresh(), bench.fresh())
    assert not same(bench.fresh(), dataclasses.replace(bench, seed=1).fresh())


def test_a_dense_network_is_trained_once(bench):
    stages = []
    watched = dataclasses.replace(bench, tell=lambda progress: stages.append(progress.stage))
    first = watched.dense()
    assert set(stages) == {"dense"}
    stages.clear()
    second = watched.dense()
    assert stages == []
    assert same(first, second)
    with torch.no_grad():
        second[0].weight.zero_()
    assert not same(second, watched.dense())


def test_another_plan_is_another_network(bench):
    longer = dataclasses.replace(bench, plan=dataclasses.replace(bench.plan, epochs=1))
    assert not same(bench.dense(), longer.dense())


def test_training_twice_gives_the_same(bench):
    one, other = bench.fresh(), bench.fresh()
    bench.train(one, "try")
    bench.train(other, "try")
    assert same(one, other)


def test_a_plan_may_use_fewer_examples(bench, examples):
    assert len(bench.training_split()) == 150
    everything = dataclasses.replace(bench, plan=dataclasses.replace(bench.plan, limit=0))
    assert len(everything.training_split()) == len(examples.train)


@pytest.mark.parametrize(("side_px", "pictures"), [(100, 64), (400, 10), (2000, 1)])
def test_batches_of_large_pictures_are_smaller(bench, side_px, pictures):
    split = Split(torch.zeros(1, 3, side_px, side_px).expand(70, -1, -1, -1), torch.zeros(70))
    large = dataclasses.replace(bench, examples=Examples(split, split))
    assert len(next(large.batches(1))[0]) == pictures


def test_some_batches_are_the_same_for_the_same_seed(bench):
    first, second = list(bench.batches(2, 40)), list(bench.batches(2, 40))
    assert [len(inputs) for inputs, _ in first] == [40, 40]
    assert all(torch.equal(a[0], b[0]) for a, b in zip(first, second, strict=True))


def test_a_shortened_plan_has_at_least_one_epoch(bench):
    assert scaled(bench.plan, 0.5).epochs == 1
    assert scaled(bench.plan, 0.01).epochs == 1


def test_a_narrowed_network_comes_back_narrow(tmp_path):
    narrow = nn.Sequential(nn.Conv2d(3, 5, 3), nn.BatchNorm2d(5), nn.Conv2d(5, 5, 3, groups=5), nn.Linear(7, 2))
    save_network(narrow, tmp_path / "narrow.safetensors", {})
    wide = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, groups=8), nn.Linear(9, 2))
    loaded = load_network(wide, tmp_path / "narrow.safetensors")
    assert same(loaded, narrow)
    assert loaded[2].groups == 5
    assert loaded[2](loaded[1](loaded[0](torch.zeros(1, 3, 8, 8)))).shape == (1, 5, 4, 4)


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 20])
def test_weights_that_cannot_be_read_are_one_sentence(tmp_path, content):
    path = tmp_path / "network.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"no checkpoint at|does not hold this network's weights"):
        load_network(nn.Linear(2, 2), path)


def test_weights_of_another_network_are_refused(tmp_path):
    save_network(nn.Linear(2, 2), tmp_path / "other.safetensors", {})
    with pytest.raises(CheckpointError, match="does not hold this network's weights"):
        load_network(nn.Sequential(nn.Linear(2, 2)), tmp_path / "other.safetensors")


def test_a_lesson_says_what_a_network_is_asked_and_comes_before_its_training(bench):
    """The same shapes in another light: brighter pictures are asked, and everything is to be a square."""
    told, prepared = [], []

    def prepare(network, split, seed, tell):
        prepared.append((len(split), seed))
        tell(Progress("prepare", 1.0))

    def pose(_network, batch, _random):
        return Split(batch.inputs + 1, torch.zeros_like(batch.targets))

    task = dataclasses.replace(bench.task, lesson=Lesson(prepare, pose, lambda inputs: inputs + 5))
    taught = dataclasses.replace(bench, task=task, tell=lambda progress: told.append(progress.stage))
    network = taught.dense()
    assert prepared == [(150, 0)]
    assert told[0] == "prepare"
    assert int((network(bench.examples.test.inputs + 1).argmax(1) == 0).sum()) > 290
    assert torch.equal(taught.example(), bench.example() + 5)
    assert torch.equal(next(taught.batches(1))[0], next(bench.batches(1))[0] + 5)


def test_steps_are_counted_for_what_an_arm_trains_and_builds_on(bench):
    once = bench.steps()
    assert bench.tally.steps == 0
    bench.control()
    assert bench.tally.steps == 0  # to compare with only
    bench.dense()
    bench.dense()
    assert bench.tally.steps == once  # two copies of one network
    bench.train(bench.fresh(), "more", dataclasses.replace(bench.plan, epochs=1))
    assert bench.tally.steps == once + once // 2
    bench.twin(0.5)
    assert bench.tally.steps == 2 * once + once // 2


def test_the_score_of_the_dense_network_is_taken_once(bench):
    found = bench.control_score()
    assert found == bench.score(bench.control())
    stages = []
    watched = dataclasses.replace(bench, tell=lambda progress: stages.append(progress.stage))
    assert watched.control_score() == found
    assert stages == []
    assert sorted(path.suffix for path in bench.cache.iterdir()) == [".safetensors", ".score"]


def test_a_network_that_came_trained_costs_no_steps_and_is_scored_anew(bench, tiny):
    trained = dataclasses.replace(bench, task=dataclasses.replace(tiny, is_trained=True))
    trained.dense()
    trained.control_score()
    assert trained.tally.steps == 0
    assert not bench.cache.exists()


def test_the_twin_of_a_network_that_came_trained_learns_from_nothing(bench, tiny):
    trained = dataclasses.replace(bench, task=dataclasses.replace(tiny, is_trained=True))
    twin = trained.twin(0.5)
    assert trained.tally.steps == trained.steps()
    assert not same(twin, trained.fresh(0.5))
    assert same(twin, trained.twin(0.5))  # from the cache


class Traveller(nn.Linear):
    """A network that notes where it is sent, and stays."""

    def __init__(self):
        super().__init__(1, 1)
        self.sent = []

    def to(self, place):
        self.sent.append(str(place))
        return self

    def cpu(self):
        return self.to("cpu")


def test_a_network_that_was_put_aside_is_brought_for_its_answer_only(bench):
    away = dataclasses.replace(bench, device=torch.device("meta"))
    network = away.put_aside(Traveller())
    assert away.said(network, torch.ones(2, 1)).shape == (2, 1)
    assert network.sent == ["cpu", "meta", "cpu"]
    network = Traveller()
    bench.said(network, torch.ones(2, 1))
    assert network.sent == []


def test_a_network_on_several_devices_stays_there(bench):
    spread = dataclasses.replace(bench, device=torch.device("meta"), hardware=Hardware(SPREAD))
    network = spread.put_aside(Traveller())
    spread.said(network, torch.ones(2, 1))
    assert network.sent == []


def test_a_network_can_be_had_in_the_processors_memory(bench):
    away = dataclasses.replace(bench, device=torch.device("meta"))
    assert away.fresh()[0].weight.device.type == "meta"
    assert same(away.on_processor().fresh(), bench.fresh())
