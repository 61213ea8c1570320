"""Pruning removes channels for good, leaves what means something, and takes away only what it says."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_training import SIDE_PX
from torch import nn

from training.channels.criterion import Criterion
from training.data.paint import Batch
from training.errors import RecipeError
from training.yolo.evaluate import torch_model
from training.yolo.prune import count_macs, count_params, outputs, prune, recalibrate


def a_batch(seed: int = 0) -> Batch:
    """Two pictures of noise with one hand each."""
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.rand(2, 3, SIDE_PX, SIDE_PX, generator=generator)
    boxes = torch.tensor([[0.5, 0.5, 0.5, 0.5], [0.4, 0.6, 0.3, 0.3]])
    return Batch(pictures, torch.tensor([0.0, 1.0]), torch.tensor([[0.0], [1.0]]), boxes)


def heads_of(network: nn.Module) -> list[nn.Conv2d]:
    """What leaves the network; the fixed layer that sums up distances is no output."""
    return [layer for layer in outputs(network) if isinstance(layer, nn.Conv2d)]


def output(network: nn.Module, pixels: torch.Tensor) -> torch.Tensor:
    return torch_model(network)(pixels).clone()


@pytest.mark.parametrize("criterion", Criterion)
def test_half_of_the_channels_can_go_by_every_criterion(network: nn.Module, criterion: Criterion) -> None:
    pixels = a_batch().pictures
    before, heads = output(network, pixels), [layer.out_channels for layer in heads_of(network)]
    params, macs = count_params(network), count_macs(network, SIDE_PX, SIDE_PX)
    prune(network, criterion, 0.5, [a_batch()])
    assert output(network, pixels).shape == before.shape
    assert [layer.out_channels for layer in heads_of(network)] == heads
    inner = [m for m in network.modules() if isinstance(m, nn.Conv2d) and m not in heads_of(network)]
    assert [m.out_channels for m in inner if m.out_channels % 8 and m.in_channels != 16] == []
    assert count_params(network) < 0.6 * params
    assert count_macs(network, SIDE_PX, SIDE_PX) < 0.75 * macs


def test_removing_silent_channels_changes_no_output(network: nn.Module) -> None:
    """The standing proof: a pruned network is the network whose removed channels say nothing."""
    hidden = network.model[-1].cv3[0][0].bn  # a hidden layer of the head: coupled to nothing but its neighbours
    inside = network.model[2].m[0].cv1.bn  # and one inside a bottleneck
    for norm in (hidden, inside):
        norm.weight.data[:8], norm.bias.data[:8] = 0, 0
    widths = (len(hidden.weight), len(inside.weight))
    scales = [m.weight for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    share = 16 / sum(len(scale) for scale in scales)
    pixels = a_batch().pictures
    masked, before = output(network, pixels), count_params(network)
    prune(network, Criterion.SLIMMING, share * 1.02)
    assert (len(hidden.weight), len(inside.weight)) == (widths[0] - 8, widths[1] - 8)
    assert count_params(network) < before
    torch.testing.assert_close(output(network, pixels), masked, rtol=1e-5, atol=1e-4)


def test_removing_channels_that_speak_changes_the_output(network: nn.Module) -> None:
    pixels = a_batch().pictures
    before = output(network, pixels)
    prune(network, Criterion.L1, 0.3)
    assert not torch.allclose(output(network, pixels), before, atol=1e-2)


def test_nothing_to_remove_changes_nothing(network: nn.Module) -> None:
    before = copy.deepcopy(network.state_dict())
    prune(network, Criterion.L1, 0)
    torch.testing.assert_close(network.state_dict(), before, rtol=0, atol=0)


@pytest.mark.parametrize("ratio", [1.2, 1.0, -0.1])
def test_a_share_that_makes_no_sense_is_refused(network: nn.Module, ratio: float) -> None:
    with pytest.raises(RecipeError, match=f"0 to below 1; got {ratio}"):
        prune(network, Criterion.L1, ratio)


@pytest.mark.parametrize("criterion", [Criterion.TAYLOR, Criterion.HESSIAN])
def test_who_asks_the_loss_is_refused_without_pictures(network: nn.Module, criterion: Criterion) -> None:
    with pytest.raises(RecipeError, match=f"{criterion.value} needs labelled pictures"):
        prune(network, criterion, 0.5)


def test_the_curvature_is_that_of_single_pictures(network: nn.Module) -> None:
    """Two pictures of one batch and the same two apart are the same examples; both of them are asked."""
    together = copy.deepcopy(network)
    apart = copy.deepcopy(network)
    batch = a_batch()
    singles = [
        Batch(batch.pictures[n : n + 1], torch.zeros(1), batch.classes[n : n + 1], batch.boxes[n : n + 1])
        for n in range(2)
    ]
    prune(together, Criterion.HESSIAN, 0.5, [batch])
    prune(apart, Criterion.HESSIAN, 0.5, singles)
    torch.testing.assert_close(together.state_dict(), apart.state_dict())
    prune(network, Criterion.HESSIAN, 0.5, singles[:1])
    assert [tuple(p.shape) for p in network.parameters()] != [tuple(p.shape) for p in apart.parameters()]


def test_recalibrating_changes_statistics_only(network: nn.Module) -> None:
    before = copy.deepcopy(network.state_dict())
    momenta = [m.momentum for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    recalibrate(network, [a_batch(0), a_batch(1)])
    after = network.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert {name.rpartition(".")[2] for name in changed} == {"running_mean", "running_var", "num_batches_tracked"}
    assert [m.momentum for m in network.modules() if isinstance(m, nn.BatchNorm2d)] == momenta
    assert not network.training


def test_recalibrated_statistics_are_those_of_the_pictures(network: nn.Module) -> None:
    seen: list[torch.Tensor] = []
    first = network.model[0]
    hook = first.conv.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    batches = [a_batch(0), a_batch(1)]
    recalibrate(network, batches)
    hook.remove()
    means = torch.stack([values.mean(dim=(0, 2, 3)) for values in seen])
    torch.testing.assert_close(first.bn.running_mean, means.mean(dim=0), rtol=1e-4, atol=1e-5)


def test_multiply_accumulates_are_counted_as_by_hand() -> None:
    layers = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.Conv2d(4, 6, 1, groups=2))
    # 4 x 6 outputs of a 12 x 8 picture, at 3 * 3 * 3 weights each, then 2 weights each
    assert count_macs(layers, 12, 8) == 4 * 24 * 27 + 6 * 24 * 2
