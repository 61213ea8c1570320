"""Silent neurons are counted, those that are silent for good apart."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.dead_neurons import measure_dead
from training.errors import RecipeError


def test_a_neuron_is_dead_when_nothing_wakes_it():
    """Of three neurons the first always fires, the second for one of two inputs, the third never."""
    rates = measure_dead(nn.ReLU(), [torch.tensor([[1.0, 1.0, -1.0]]), torch.tensor([[1.0, -1.0, -1.0]])]).units
    assert rates.total == pytest.approx(3 / 6)
    assert rates.static == pytest.approx(1 / 3)
    assert rates.dynamic == pytest.approx(1 / 6)


def test_a_channel_is_silent_when_all_its_places_are():
    pictures = torch.tensor([[[[1.0, -1.0]], [[-1.0, -1.0]]]])  # (1, 2, 1, 2)
    found = measure_dead(nn.ReLU(), [pictures])
    assert found.units.static == pytest.approx(3 / 4)
    assert found.channels.static == pytest.approx(1 / 2)


def test_the_channels_of_a_transformer_are_its_last_side():
    tokens = torch.tensor([[[-1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]]])  # (1, 3 tokens, 2 channels)
    assert measure_dead(nn.ReLU(), [tokens]).channels.static == pytest.approx(1 / 2)


def test_what_is_never_quite_zero_has_a_threshold():
    assert measure_dead(nn.GELU(), [torch.tensor([[-5.0, 5.0]])]).units.static == pytest.approx(1 / 2)


def test_an_activation_that_is_used_twice_counts_as_two():
    relu = nn.ReLU()
    network = nn.Sequential(relu, nn.Linear(2, 3), relu)
    assert set(measure_dead(network, [torch.ones(4, 2)]).layers) == {"0", "0#2"}


def test_nothing_is_left_hanging_on_the_network():
    network = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    measure_dead(network, [torch.ones(1, 2)])
    assert not network[1]._forward_hooks


def test_a_network_without_activations_is_refused():
    with pytest.raises(RecipeError, match="no ReLU, GELU or the like"):
        measure_dead(nn.Linear(2, 2), [torch.ones(1, 2)])
