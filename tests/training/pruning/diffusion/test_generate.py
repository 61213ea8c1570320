"""Pictures come a few at a time, and what is said of them is what would be said of all."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_diffusion import untrained

from training.pruning.diffusion import generate
from training.pruning.diffusion.frechet import frechet, small_pixels
from training.pruning.diffusion.generate import JUDGED_SEED, pictures, pixel_distance
from training.pruning.types import Split


class Asked:
    """Pictures that note how many of them are asked for at once."""

    def __init__(self, real):
        self.real, self.counts = real, []

    def __getitem__(self, chosen):
        self.counts.append(len(self.real[chosen]))
        return self.real[chosen]

    def __len__(self):
        return len(self.real)


@pytest.fixture
def network():
    network = untrained()
    network.sampling = dataclasses.replace(network.sampling, batch=3)
    return network


@pytest.fixture
def real():
    return torch.rand(40, 1, 16, 16, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_a_distance_is_that_of_all_pictures(network, real):
    inputs = Asked(real)
    found = pixel_distance(network, Split(inputs, torch.zeros(40)))
    made = pictures(network, 40, JUDGED_SEED)
    assert found == frechet(small_pixels(made), small_pixels(real))
    assert inputs.counts == [32, 8]


def test_only_a_few_pictures_are_there_at_once(network, real, monkeypatch):
    seen = []
    monkeypatch.setattr(generate, "small_pixels", lambda few: seen.append(len(few)) or small_pixels(few))
    pixel_distance(network, Split(real, torch.zeros(40)))
    assert seen == [*[3] * 13, 1, 32, 8]
