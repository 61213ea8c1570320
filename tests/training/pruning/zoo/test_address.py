"""An address says where a network comes from, what it is shown and how large."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.zoo.address import Address, read_address


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("timm:resnet18", ("timm", "resnet18", "", None)),
        ("timm:user/net@cifar10", ("timm", "user/net", "cifar10", None)),
        ("torchvision:vit_b_16@/data/birds@96", ("torchvision", "vit_b_16", "/data/birds", 96)),
        ("nets/a.onnx", ("onnx", "nets/a.onnx", "", None)),
        ("best.pt@hands@320", ("yolo", "best.pt", "hands", 320)),
        ("default.safetensors", ("yolo", "default.safetensors", "", None)),
        ("timm:resnet18@@64", ("timm", "resnet18", "", 64)),
    ],
)
def test_an_address_is_read(word, parts):
    assert read_address(word) == Address(word, *parts)


@pytest.mark.parametrize("word", ["tiny_shapes", "hf:model", "resnet18", "keras:net"])
def test_other_words_are_none(word):
    assert read_address(word) is None


def test_random_weights_can_be_asked_for():
    address = read_address("timm:resnet18.untrained")
    assert (address.architecture, address.is_untrained) == ("resnet18", True)


@pytest.mark.parametrize(
    ("word", "what"), [("timm:", "names no network"), ("timm:a@b@c", "size in pixels"), ("timm:a@b@0", "not '0'")]
)
def test_half_an_address_is_refused(word, what):
    with pytest.raises(RecipeError, match=what):
        read_address(word)
