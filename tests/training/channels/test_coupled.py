"""Every weight that stands or falls with a channel is found, and belongs to that channel."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.channels.coupled import shares, summed
from training.pruning.networks.plain import mobilenet, vgg
from training.pruning.networks.resnet import resnet
from training.pruning.parts.channels import coupled_groups

PICTURE = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(1))


def kinds(group):
    return sorted((type(share.layer).__name__, share.is_read) for share in shares(group))


def test_a_convolution_goes_with_its_norm_and_its_reader():
    (group,) = coupled_groups(vgg([4]), PICTURE)
    assert kinds(group) == [("BatchNorm2d", False), ("Conv2d", False), ("Linear", True)]


def test_a_depthwise_convolution_only_passes_channels_on():
    first = of_the_first_layer(coupled_groups(mobilenet([(4, 1), (6, 1)]), PICTURE))
    read = [share.layer for share in shares(first) if share.is_read]
    assert len(convolutions(first)) == 3
    assert [layer.groups for layer in read] == [1]


def test_a_shortcut_couples_all_that_write_to_it():
    stem = of_the_first_layer(coupled_groups(resnet(0.25, 1), PICTURE))
    assert sum(not share.is_read for share in convolutions(stem)) == 2


def of_the_first_layer(groups):
    return next(group for group in groups if any(share.layer.in_channels == 3 for share in convolutions(group)))


def convolutions(group):
    return [share for share in shares(group) if isinstance(share.layer, nn.Conv2d)]


def test_inputs_of_a_flattened_layer_belong_to_the_channel_they_were_flattened_from():
    network = nn.Sequential(nn.Conv2d(3, 2, 3, padding=1), nn.Flatten(), nn.Linear(2 * 256, 4))
    (group,) = coupled_groups(network, PICTURE)
    (read,) = [share for share in shares(group) if share.is_read]
    assert read.channels.tolist() == [0] * 256 + [1] * 256
    with torch.no_grad():
        network[2].weight.fill_(0)[:, 256:] = 1.0
    total = summed(group, lambda share: share.rows(share.layer.weight).sum(1) * share.is_read)
    assert total.tolist() == [0.0, 4 * 256.0]


def test_scaling_the_shares_scales_every_weight_of_a_channel_and_no_other():
    network = vgg([3])
    before = {name: value.clone() for name, value in network.state_dict().items()}
    (group,) = coupled_groups(network, PICTURE)
    for share in shares(group):
        share.scale(torch.tensor([1.0, 2.0, 0.0]))
    after = network.state_dict()
    for name, along in {"0.weight": 0, "1.weight": 0, "5.weight": 1}.items():
        old, new = before[name].movedim(along, 0), after[name].movedim(along, 0)
        assert torch.equal(new, torch.stack([old[0], 2 * old[1], 0 * old[2]]))
    assert torch.equal(after["5.bias"], before["5.bias"])


@pytest.mark.parametrize("network", [vgg([4, 6]), resnet(0.25, 1)], ids=["plain", "shortcuts"])
def test_looking_at_groups_cuts_nothing(network):
    before = sum(parameter.numel() for parameter in network.parameters())
    coupled_groups(network, PICTURE)
    assert sum(parameter.numel() for parameter in network.parameters()) == before
