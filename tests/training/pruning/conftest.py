"""A bench with the smallest task, whose networks train in a moment."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from quick_method import Nothing, method

from training.pruning.bench import Bench
from training.pruning.registry import find_task
from training.pruning.run import RunRequest


@pytest.fixture(scope="session")
def tiny():
    """The smallest task."""
    return find_task("tiny_shapes")


@pytest.fixture(scope="session")
def examples(tiny):
    """Its pictures, drawn once."""
    return tiny.load()


@pytest.fixture
def bench(tiny, examples, tmp_path):
    """One seed, with two epochs of three batches."""
    plan = dataclasses.replace(tiny.plan, epochs=2, limit=150)
    return Bench(tiny, examples, plan, 0, tmp_path / "dense", torch.device("cpu"), lambda _progress: None)


@pytest.fixture
def request_of(tiny, tmp_path):
    """Makes requests of two seeds."""

    def make(**changes):
        plan = dataclasses.replace(tiny.plan, epochs=1, limit=50)
        usual = RunRequest(method(), tiny, 0.99, ("itself",), (0, 1), plan, Nothing(), tmp_path, timing_runs=0)
        return dataclasses.replace(usual, **changes)

    return make


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Networks this small only lose by sharing work out, and threads that wait spin."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
