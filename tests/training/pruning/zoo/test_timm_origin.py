"""Networks of timm come from folders and caches in the hub's layout; where there is none one sentence says so."""

from __future__ import annotations

import shutil

import huggingface_hub.constants
import pytest
import timm
import torch
from safetensors.torch import load_file
from tiny_zoo import write_timm_folder

from training.errors import CheckpointError, RecipeError
from training.pruning.zoo.address import read_address
from training.pruning.zoo.timm_origin import timm_origin


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of the hub, and nothing to reach beyond it."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


def test_a_folder_of_the_hubs_layout_is_a_network(tmp_path):
    folder = write_timm_folder(tmp_path / "net")
    origin = timm_origin(read_address(f"timm:{folder}"))
    assert (origin.classes, origin.has_learned) == (3, True)
    assert origin.preprocessing.side_px == 32
    numbers = load_file(folder / "model.safetensors")
    assert all(torch.equal(value, numbers[name]) for name, value in origin.build(3).state_dict().items())


def test_another_number_of_classes_gets_a_new_head_on_the_learned_body(tmp_path):
    folder = write_timm_folder(tmp_path / "net")
    numbers = load_file(folder / "model.safetensors")
    network = timm_origin(read_address(f"timm:{folder}")).build(7)
    assert network.get_classifier().out_features == 7
    first = next(iter(numbers))
    assert torch.equal(network.state_dict()[first], numbers[first])


def test_a_name_is_found_in_the_hubs_cache(tmp_path, cache):
    folder = write_timm_folder(tmp_path / "net", classes=1000)
    tag = timm.get_pretrained_cfg("test_resnet").tag
    repository = cache / f"models--timm--test_resnet.{tag}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs/main").write_text("0123abcd", encoding="utf-8")
    shutil.copytree(folder, repository / "snapshots/0123abcd")
    origin = timm_origin(read_address("timm:test_resnet"))
    numbers = load_file(folder / "model.safetensors")
    found = origin.build(1000).state_dict()
    assert all(torch.equal(found[name], value) for name, value in numbers.items())


def test_weights_that_cannot_be_had_give_one_sentence(cache, capfd):
    origin = timm_origin(read_address("timm:test_resnet"))
    with pytest.raises(CheckpointError, match=r"weights of test_resnet are neither on this machine .*\.untrained"):
        origin.build(10)
    assert capfd.readouterr() == ("", "")


def test_untrained_weights_need_nothing(cache):
    origin = timm_origin(read_address("timm:test_resnet.untrained"))
    assert not origin.has_learned
    assert origin.build(10).get_classifier().out_features == 10


def test_a_name_that_timm_does_not_have_is_refused():
    with pytest.raises(RecipeError, match="no network 'resnet1888'; it has resnet18,"):
        timm_origin(read_address("timm:resnet1888"))


@pytest.mark.parametrize("spoil", ["config.json", "model.safetensors"])
def test_half_a_folder_is_refused(tmp_path, spoil):
    folder = write_timm_folder(tmp_path / "net")
    (folder / spoil).write_bytes(b"")
    with pytest.raises(CheckpointError, match="is no network of timm"):
        timm_origin(read_address(f"timm:{folder}")).build(3)


def test_attention_can_be_looked_at():
    network = timm_origin(read_address("timm:test_vit.untrained")).build(10)
    assert [module.fused_attn for module in network.modules() if hasattr(module, "fused_attn")].count(True) == 0
