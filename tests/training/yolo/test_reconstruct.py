"""A cut network is brought near to what it was by least squares alone."""

from __future__ import annotations

import copy
import dataclasses

import pytest
import torch

from training.channels.criterion import Criterion
from training.data.paint import Batch
from training.yolo.prune import prune, recalibrate
from training.yolo.reconstruct import kept_channels, reconstruct


@pytest.fixture
def batches() -> list[Batch]:
    """Pictures; nothing here reads labels."""
    generator = torch.Generator().manual_seed(0)
    nothing = torch.zeros(0)
    coarse = [torch.rand(4, 3, 16, 16, generator=generator) for _ in range(2)]
    pictures = [torch.nn.functional.interpolate(one, size=64, mode="bilinear") for one in coarse]
    return [Batch(one, nothing, nothing, nothing) for one in pictures]


def scores(network, batches: list[Batch]) -> torch.Tensor:
    """What a network says of pictures, before the scores are squeezed."""
    with torch.no_grad():
        _, raw = network.eval()(torch.cat([batch.pictures for batch in batches]))
    return torch.cat([raw["boxes"].flatten(), raw["scores"].flatten()])


def test_it_comes_nearer_to_what_it_was_than_measuring_batch_norms_anew(network, batches: list[Batch]) -> None:
    before = copy.deepcopy(network)
    wanted = scores(before, batches)
    prune(network, Criterion.L1, 0.3)
    measured = copy.deepcopy(network)
    recalibrate(measured, batches)
    shapes = {name: value.shape for name, value in network.state_dict().items()}
    reconstruct(before, network, batches)
    assert {name: value.shape for name, value in network.state_dict().items()} == shapes
    far = (scores(measured, batches) - wanted).square().mean()
    assert (scores(network, batches) - wanted).square().mean() < 0.5 * far
    assert torch.equal(scores(before, batches), wanted), "the network before the cut stays as it is"


def test_a_network_of_which_nothing_was_cut_stays_what_it_is(network, batches: list[Batch]) -> None:
    before = copy.deepcopy(network)
    together = torch.cat([batch.pictures for batch in batches])
    recalibrate(before, [dataclasses.replace(batches[0], pictures=together)])
    network = copy.deepcopy(before)
    reconstruct(before, network, batches)
    assert scores(network, batches) == pytest.approx(scores(before, batches), abs=0.02)


def test_which_channels_were_kept_is_read_off_the_batch_norms(network) -> None:
    before = copy.deepcopy(network)
    prune(network, Criterion.L1, 0.5)
    kept = kept_channels(before, network)
    for name, module in network.named_modules():
        if name in kept:
            old = before.get_submodule(name.removesuffix(".conv") + ".bn").weight
            assert torch.equal(network.get_submodule(name.removesuffix(".conv") + ".bn").weight, old[kept[name]])
            assert len(kept[name]) == module.out_channels
    assert len(kept) > 10


def test_a_network_that_was_not_cut_out_of_the_other_is_told(network, batches: list[Batch]) -> None:
    other = copy.deepcopy(network)
    torch.nn.init.uniform_(other.model[0].bn.weight)
    with pytest.raises(ValueError, match=r"model\.0\.bn has channels that the network before the cut has not"):
        reconstruct(network, other, batches)
