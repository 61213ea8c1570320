"""What is cut out computes what zeros in its place would, on every kind of branch; what cannot be traced is stopped."""

from __future__ import annotations

import copy
import signal
import time

import pytest
import torch

from training.channels.importance import l1_importance, norm_importance, random_importance
from training.errors import TrainingError
from training.guard import guarded
from training.pruning.networks.plain import mobilenet, vgg
from training.pruning.networks.resnet import resnet
from training.pruning.parts.channels import Cut, Ranking, cut_channels, lowest_counts

PICTURES = torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(1))
NETWORKS = [
    pytest.param(resnet(0.5, 1), id="shortcuts"),
    pytest.param(mobilenet([(8, 1), (16, 2), (16, 1)]), id="depthwise"),
    pytest.param(vgg([8, 8, 0, 16]), id="plain"),
]


def lived_in(network):
    """A copy with batch norms that have seen something, so that a channel without weights still gives a value."""
    lived = copy.deepcopy(network).train()
    with torch.no_grad():
        for parameter in lived.parameters():
            parameter += 0.1 * torch.rand_like(parameter)
        lived(2 * PICTURES + 1)
    return lived.eval()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("importance", [l1_importance(), random_importance(0)], ids=["l1", "random"])
def test_the_cut_network_computes_what_the_masked_one_does(network, importance):
    pruned = lived_in(network)
    before = sum(parameter.numel() for parameter in pruned.parameters())
    whole = pruned(PICTURES)
    masked = cut_channels(pruned, PICTURES[:1], importance, Cut(0.5)).masked
    with torch.no_grad():
        assert torch.allclose(pruned(PICTURES), masked(PICTURES), atol=1e-5)
        assert not torch.allclose(pruned(PICTURES), whole, atol=1e-3)
    assert sum(parameter.numel() for parameter in pruned.parameters()) < 0.5 * before


def test_the_smallest_channel_goes():
    network = lived_in(vgg([4]))
    with torch.no_grad():
        network[0].weight[2] *= 1e-3
        network[1].weight[2] = network[1].bias[2] = 1e-3
        network[5].weight[:, 2] *= 1e-3
    left = network[0].weight[[0, 1, 3]].clone()
    cut_channels(network, PICTURES[:1], l1_importance(), Cut(0.25))
    assert torch.equal(network[0].weight, left)


def test_classes_are_never_cut():
    network = lived_in(vgg([8]))
    cut_channels(network, PICTURES[:1], l1_importance(), Cut(0.5))
    assert network(PICTURES).shape == (4, 10)


@pytest.mark.parametrize("ranking", Ranking)
def test_what_is_kept_and_what_is_coupled_to_it_stays(ranking):
    network = lived_in(resnet(0.5, 1))
    before = [layer.out_channels for layer in network.modules() if isinstance(layer, torch.nn.Conv2d)]
    cutting = cut_channels(network, PICTURES[:1], norm_importance(), Cut(0.5, ranking, ("0", "4")))
    left = [layer.out_channels for layer in network.modules() if isinstance(layer, torch.nn.Conv2d)]
    stem, coupled = 0, 2  # the first block ends in what the stem gives
    assert [left[stem], left[coupled]] == [before[stem], before[coupled]]
    assert sum(left) < 0.6 * sum(before)
    assert cutting.free_share == 1 - before[coupled] / sum(before[1:])


@pytest.mark.parametrize("ranking", Ranking)
def test_nothing_goes_where_everything_is_kept(ranking):
    network = lived_in(vgg([8]))
    cutting = cut_channels(network, PICTURES[:1], l1_importance(), Cut(0.5, ranking, ("0",)))
    assert network[0].out_channels == 8
    assert cutting.free_share == 0.0


def deaf_to_the_first_word():
    """Go on for ever, as a library does that catches everything once."""
    try:
        while True:
            pass
    except TrainingError:
        while True:
            pass


def test_work_without_end_is_stopped_even_if_it_swallows_the_first_word():
    start = time.monotonic()
    with pytest.raises(TrainingError, match=r"Tracing took longer than 0\.05 s"), guarded("Tracing", 0.05, 4000):
        deaf_to_the_first_word()
    assert time.monotonic() - start < 20


def test_an_alarm_that_somebody_else_waits_for_comes_all_the_same():
    heard = []
    before, (left_s, _) = (
        signal.signal(signal.SIGALRM, lambda *_: heard.append(1)),
        signal.getitimer(signal.ITIMER_REAL),
    )
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with guarded("Tracing", 30, 4000):
            pass
        deadline = time.monotonic() + 60
        while not heard and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left_s)
    assert heard == [1]


def test_work_that_takes_all_memory_is_stopped():
    with pytest.raises(TrainingError, match="Tracing needed more than 200 MB"), guarded("Tracing", 30, 200):
        torch.ones(1024, 1024, 1024)


def test_other_errors_are_let_through():
    with pytest.raises(RuntimeError, match="a bug"), guarded("Tracing", 30, 1000):
        raise RuntimeError("a bug")


@pytest.mark.parametrize("network", NETWORKS)
def test_one_threshold_for_all_takes_what_was_asked_and_empties_nothing(network):
    pruned = lived_in(network)
    convolutions = [layer for layer in pruned.modules() if isinstance(layer, torch.nn.Conv2d)]
    before = [layer.out_channels for layer in convolutions]
    masked = cut_channels(pruned, PICTURES[:1], norm_importance(), Cut(0.5, Ranking.GLOBAL)).masked
    with torch.no_grad():
        assert torch.allclose(pruned(PICTURES), masked(PICTURES), atol=1e-5)
    shares = [layer.out_channels / whole for layer, whole in zip(convolutions, before, strict=True)]
    assert min(shares) >= 0.2
    assert len(set(shares)) > 1


def test_the_lowest_of_all_are_counted_group_by_group_with_a_floor():
    low, high = torch.linspace(0, 1, 10), torch.linspace(5, 6, 10)
    assert lowest_counts([low, high], 0.3) == [6, 0]
    assert lowest_counts([low, high], 0.5) == [8, 2]
    assert lowest_counts([torch.ones(10), torch.ones(10)], 0.5) == [8, 2]  # ties are no reason to take nothing
    assert lowest_counts([torch.ones(1), torch.ones(4)], 0.9) == [0, 3]


def test_what_goes_with_a_channel_counts_too():
    low, high = torch.arange(10.0), torch.arange(10.0) + 100
    assert lowest_counts([low, high], 0.5, [3, 1]) == [6, 0]  # 18 of 40, and one more would be 21
    assert lowest_counts([low, high], 0.5, [1, 3]) == [8, 4]
