"""A torch network is pruned in its graph and comes back as itself, only narrower."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from onnx_graphs import some_of
from torch import nn

from training.pruning.checkpoint import load_network, save_network
from training.pruning.graph.couple import Unit
from training.pruning.graph.network import GraphNetwork
from training.pruning.networks.plain import mobilenet
from training.pruning.networks.resnet import resnet
from training.pruning.networks.vit import Vit, VitShape
from training.pruning.source import Source, read_source

BUILDERS = {
    "resnet": (lambda: resnet(0.5, blocks=1), ("0", "4")),
    "mobilenet": (lambda: mobilenet([(8, 1), (12, 2)]), ("0", "5")),
    "vit": (lambda: Vit(VitShape(side_px=16, depth=1, hidden=16, heads=2)), ("patches", "head")),
    "rows": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(768, 8), nn.ReLU(), nn.Linear(8, 8), nn.Linear(8, 4)), ()),
}


def source_of(name: str) -> Source:
    build, keep_dense = BUILDERS[name]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = build().eval()
    return read_source(network, torch.rand(1, 3, 16, 16), keep_dense)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_narrow_network_gives_what_the_masked_one_and_the_graph_give(name: str) -> None:
    source = source_of(name)
    removed = some_of(source.coupling, 0.5)
    graph = source.cut(removed)
    narrow, masked = source.filled(graph), source.masked(removed)
    pictures = torch.rand(2, 3, 16, 16)
    with torch.no_grad():
        torch.testing.assert_close(narrow(pictures), masked(pictures), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(narrow(pictures), GraphNetwork(graph).eval()(pictures), rtol=1e-4, atol=1e-5)
    numbers = [sum(p.numel() for p in network.parameters()) for network in (narrow, source.network)]
    assert numbers[0] < 0.9 * numbers[1]


def test_what_is_named_keeps_its_outputs() -> None:
    source = source_of("resnet")
    free = read_source(source.network, torch.rand(1, 3, 16, 16), [])
    widths = [one.filled(one.cut(some_of(one.coupling, 0.5)))[0][0].out_channels for one in (source, free)]
    assert widths == [8, 4]


def test_heads_stay_as_the_code_has_them() -> None:
    source = source_of("vit")
    (group,) = source.coupling.groups
    assert {place.parameter for place in group.places} == {
        "blocks.0.up.weight",
        "blocks.0.up.bias",
        "blocks.0.down.weight",
    }


def test_a_square_weight_that_was_turned_is_turned_back() -> None:
    source = source_of("rows")
    same = source.filled(source.cut(np.zeros(0, np.int64)))
    pictures = torch.rand(2, 3, 16, 16)
    torch.testing.assert_close(same(pictures), source.network(pictures))


def test_what_was_cut_can_be_saved_and_loaded(tmp_path) -> None:
    source = source_of("mobilenet")
    narrow = source.filled(source.cut(some_of(source.coupling, 0.5)))
    save_network(narrow, tmp_path / "narrow.safetensors", {})
    again = load_network(BUILDERS["mobilenet"][0](), tmp_path / "narrow.safetensors")
    pictures = torch.rand(2, 3, 16, 16)
    torch.testing.assert_close(again(pictures), narrow(pictures))


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize("kind", ["ours", "timm"])
def test_whole_heads_can_go_and_the_code_of_the_network_follows(kind):
    torch.manual_seed(0)
    if kind == "ours":
        network, heads, example = Vit(VitShape(8, 4, depth=2, hidden=32, heads=4)), "heads", torch.rand(1, 3, 8, 8)
    else:
        timm = pytest.importorskip("timm", reason="needs the extra `suite`")
        network, heads = timm.create_model("test_vit", img_size=32), "num_heads"
        example = torch.rand(1, 3, 32, 32)
        for module in network.modules():
            if hasattr(module, "fused_attn"):
                module.fused_attn = False
    source = read_source(network.eval(), example, ("head",), Unit.BLOCK)
    groups = [group for group in source.coupling.groups if "qkv" in group.name]
    removed = np.concatenate([group.channels[:1] for group in groups])
    cut, masked = source.filled(source.cut(removed)), source.masked(removed)
    with torch.no_grad():
        assert torch.allclose(cut(example), masked(example), atol=1e-5)
        assert not torch.allclose(cut(example), network(example), atol=1e-4)
    counts = [[getattr(module, heads) for module in one.modules() if hasattr(module, "qkv")] for one in (network, cut)]
    assert counts[1] == [count - 1 for count in counts[0]]
