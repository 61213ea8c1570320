"""Networks of torchvision come from torch.hub's cache; where they are not one sentence says what to do."""

from __future__ import annotations

from urllib.error import URLError

import pytest
import torch
from torchvision.models import get_model, get_model_weights

from training.errors import CheckpointError, RecipeError
from training.pruning.zoo.address import read_address
from training.pruning.zoo.torchvision_origin import torchvision_origin

NAME = "shufflenet_v2_x0_5"  # the smallest


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of torch.hub, and nothing to reach beyond it."""

    def nowhere(url, *_rest, **_named):
        raise URLError("no network in tests")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("torch.hub.download_url_to_file", nowhere)
    folder = tmp_path / "hub/checkpoints"
    folder.mkdir(parents=True)
    return folder


def write(cache, numbers):
    """Weights under the name that torchvision looks for."""
    torch.save(numbers, cache / get_model_weights(NAME).DEFAULT.url.rpartition("/")[2])


def test_weights_in_the_cache_are_used(cache):
    own = get_model(NAME, weights=None)
    write(cache, own.state_dict())
    origin = torchvision_origin(read_address(f"torchvision:{NAME}"))
    assert (origin.classes, origin.has_learned, origin.preprocessing.side_px) == (1000, True, 224)
    found = origin.build(1000).state_dict()
    assert all(torch.equal(found[name], value) for name, value in own.state_dict().items())
    assert origin.build(7).fc.out_features == 7


def test_weights_that_cannot_be_had_give_one_sentence(cache):
    origin = torchvision_origin(read_address(f"torchvision:{NAME}"))
    with pytest.raises(CheckpointError, match=rf"neither whole in torch.hub's cache .*or write {NAME}\.untrained"):
        origin.build(10)


def test_a_damaged_file_gives_one_sentence(cache):
    write(cache, {"other": torch.zeros(1)})
    with pytest.raises(CheckpointError, match=r"neither whole in torch"):
        torchvision_origin(read_address(f"torchvision:{NAME}")).build(10)


def test_untrained_weights_need_nothing():
    origin = torchvision_origin(read_address(f"torchvision:{NAME}.untrained"))
    assert not origin.has_learned
    assert origin.build(5).fc.out_features == 5


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("resnet19", "no network 'resnet19' that classifies pictures; it has resnet18"),
        ("fasterrcnn_resnet50_fpn", "no network 'fasterrcnn_resnet50_fpn'"),
        ("resnet18.IMAGENET22K", "no weights 'IMAGENET22K' of resnet18; it has IMAGENET1K_V1"),
    ],
)
def test_what_there_is_not_is_refused(name, what):
    with pytest.raises(RecipeError, match=what):
        torchvision_origin(read_address(f"torchvision:{name}"))
