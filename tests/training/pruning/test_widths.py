"""A network of one width is built narrower: evenly, without anything learned, and not where its code forbids it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.measure import count_params
from training.pruning.networks.resnet import resnet
from training.pruning.networks.vit import Vit, VitShape
from training.pruning.widths import Widths, forget

PICTURE = torch.zeros(1, 3, 16, 16)


class Stubborn(nn.Module):
    """Its code knows how many channels there are."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Conv2d(3, 8, 3), nn.Linear(8, 2)

    def forward(self, pictures: Tensor) -> Tensor:
        found = self.first(pictures).mean((2, 3))
        assert found.shape[1] == 8, "there are 8"
        return self.last(found)


def widths(build, example=PICTURE):
    return Widths("mine", build, example, forget)


def test_every_layer_has_the_same_share_of_its_width_and_the_ends_are_as_they_were() -> None:
    wide, narrow = resnet(1.0, blocks=1), widths(lambda: resnet(1.0, blocks=1)).at(0.25)
    pairs = [
        (wide.get_submodule(name).weight.shape, layer.weight.shape)
        for name, layer in narrow.named_modules()
        if isinstance(layer, nn.Conv2d)
    ]
    assert all(few[0] == many[0] / 4 for many, few in pairs)
    assert pairs[0][1][1] == 3
    assert narrow(PICTURE).shape == wide.eval()(PICTURE).shape


def test_no_width_leaves_a_layer_without_channels() -> None:
    narrow = widths(lambda: resnet(1.0, blocks=1)).at(0.001)
    assert min(min(p.shape) for p in narrow.parameters()) == 1
    assert narrow(PICTURE).isfinite().all()


def test_a_transformer_loses_heads_and_units_and_a_share_of_its_stream() -> None:
    build = lambda: Vit(VitShape(16, 4, depth=2, hidden=32, heads=4))  # noqa: E731
    narrow = widths(build).at(0.5)
    assert [block.attention.heads for block in narrow.blocks] == [2, 2]
    assert [2 * block.up.out_features for block in narrow.blocks] == [block.up.out_features for block in build().blocks]
    assert count_params(narrow) < 0.3 * count_params(build())
    assert narrow.blocks[0].attention.qkv.in_features == 16
    assert narrow(PICTURE).isfinite().all()


def test_blocks_that_are_alike_lose_their_heads_one_after_the_other() -> None:
    build = widths(lambda: Vit(VitShape(16, 4, depth=6, hidden=32, heads=2)))
    networks = [build.at(width) for width in (0.55, 0.6, 0.7, 0.8, 0.9, 0.99)]
    heads = [sum(block.attention.heads for block in network.blocks) for network in networks]
    assert heads == sorted(heads)
    assert len(set(heads)) > 3
    assert 6 <= heads[0] < heads[-1] <= 12
    assert all(network(PICTURE).isfinite().all() for network in networks)


def test_attention_that_counts_on_its_width_keeps_it_and_the_rest_is_narrower() -> None:
    def build():
        layer = nn.TransformerEncoderLayer(16, 4, 32, activation=nn.GELU(), batch_first=True)
        return nn.Sequential(nn.Linear(8, 16), layer, nn.Linear(16, 2))

    narrow = widths(build, torch.zeros(1, 5, 8)).at(0.25)
    assert narrow[1].linear1.out_features == 8
    assert narrow[0].out_features == 16
    assert narrow.train()(torch.zeros(2, 5, 8)).shape == (2, 5, 2)


def test_a_network_that_knows_its_own_widths_is_refused_with_the_reason() -> None:
    with pytest.raises(RecipeError, match=r"^mine comes in one width: its code counts on the widths"):
        widths(Stubborn).at(0.5)


def test_a_width_in_which_the_code_does_not_work_is_refused() -> None:
    class InPairs(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.last = nn.Conv2d(3, 8, 3), nn.Linear(8, 2)

        def forward(self, pictures: Tensor) -> Tensor:
            found = self.first(pictures).mean((2, 3))
            if found.shape[1] % 2:
                raise ValueError("an odd number of channels")
            return self.last(found)

    pairs = widths(InPairs)
    assert pairs.at(0.5).first.out_channels == 4
    with pytest.raises(RecipeError, match=r"^mine comes in 0\.5 of its width, but not in 0\.375 of it"):
        pairs.at(0.375)


def test_a_network_whose_channels_all_mean_something_is_refused_with_the_reason() -> None:
    with pytest.raises(RecipeError, match=r"^mine comes in one width: none of its channels can go"):
        widths(lambda: nn.Sequential(nn.Flatten(), nn.Linear(768, 4))).at(0.5)


def test_a_network_of_which_nearly_all_stays_is_refused_with_the_reason() -> None:
    class Anchored(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.square, self.few, self.last = nn.Linear(768, 768), nn.Linear(768, 4), nn.Linear(4, 2)

        def forward(self, pictures: Tensor) -> Tensor:
            pixels = pictures.flatten(1)
            return self.last(self.few(pixels + self.square(pixels)))

    with pytest.raises(RecipeError, match=r"^mine comes in one width: hardly any of its channels can go"):
        widths(Anchored).at(0.5)


def test_what_is_forgotten_is_as_new_and_what_was_alike_stays_so() -> None:
    class Own(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.scale = nn.BatchNorm2d(4), nn.Parameter(torch.full((4,), 1e-6))
            self.places = nn.Parameter(3 + torch.randn(1000))
            self.fixed = nn.Parameter(torch.arange(4.0), requires_grad=False)

    network = Own()
    nn.init.constant_(network.norm.weight, 7.0)
    before = network.places.detach().clone()
    forget(network)
    assert torch.equal(network.norm.weight, torch.ones(4))
    assert torch.equal(network.scale, torch.full((4,), 1e-6))
    assert torch.equal(network.fixed, torch.arange(4.0))
    assert float(network.places.detach().mean()) == pytest.approx(3, abs=0.2)
    assert abs(float(torch.corrcoef(torch.stack([before, network.places.detach()]))[0, 1])) < 0.2
