"""Networks of torchvision: by name with its weights from torch.hub's cache or its server, or untrained."""

from __future__ import annotations

import difflib
from pickle import UnpicklingError

from torch import nn
from torchvision.models import WeightsEnum, get_model, get_model_weights, list_models

from training.errors import CheckpointError, RecipeError
from training.pruning.zoo.address import UNTRAINED, Address
from training.pruning.zoo.origin import Origin, with_head
from training.pruning.zoo.preprocessing import of_values

SIMILAR = 3  # names that are offered for one that there is not


def torchvision_origin(address: Address) -> Origin:
    """The network that `torchvision:NAME` or `torchvision:NAME.WEIGHTS` names.

    Raises:
        RecipeError: torchvision has no such network for single pictures, none with such weights, or its size is fixed.
    """
    name, _, tag = address.architecture.partition(".")
    known = [one for one in list_models() if not _is_other(one)]
    if name not in known:
        near = difflib.get_close_matches(name, known, SIMILAR)
        hint = f"; it has {', '.join(near)}" if near else ""
        raise RecipeError(f"torchvision has no network {name!r} that classifies pictures{hint}.")
    weights = _weights(name, tag)
    preset = weights.transforms()
    preprocessing = of_values(
        preset.crop_size[0], preset.resize_size[0], (preset.mean, preset.std), preset.interpolation.value
    )
    own = len(weights.meta["categories"])

    def build_untrained(classes: int) -> nn.Module:
        return with_head(_bare(name), classes)

    def build(classes: int) -> nn.Module:
        return build_untrained(classes) if address.is_untrained else with_head(_learned(name, weights), classes)

    bare = _bare(name)
    if address.side_px and address.side_px != (fixed := getattr(bare, "image_size", address.side_px)):
        raise RecipeError(f"{name} sees pictures of {fixed} pixels and no others; leave the size out.")
    return Origin(build, build_untrained, bare, own, preprocessing, not address.is_untrained)


def _is_other(name: str) -> bool:
    """Whether a name is of a network that does something else, or several answers at once."""
    detectors = ("rcnn", "retinanet", "ssd", "fcos", "fcn", "deeplab", "lraspp", "raft", "r3d", "mc3", "mvit", "s3d")
    others = (*detectors, "r2plus1d", "swin3d", "quantized", "googlenet", "inception")
    return any(word in name for word in others)


def _weights(name: str, tag: str) -> WeightsEnum:
    """The weights of a tag, or the usual ones."""
    offered = get_model_weights(name)
    if not tag:
        return offered["DEFAULT"]
    found = offered.__members__.get(tag)
    if found is None:
        raise RecipeError(f"torchvision has no weights {tag!r} of {name}; it has {', '.join(offered.__members__)}.")
    return found


def _bare(name: str) -> nn.Module:
    """A network with random weights."""
    network: nn.Module = get_model(name, weights=None)
    return network


def _learned(name: str, weights: WeightsEnum) -> nn.Module:
    """A network with learned weights."""
    network = _bare(name)
    try:
        network.load_state_dict(weights.get_state_dict(progress=False, check_hash=True, weights_only=True))
    except (OSError, RuntimeError, EOFError, UnpicklingError) as error:
        file = weights.url.rpartition("/")[2]
        raise CheckpointError(
            f"The weights of torchvision's {name} are neither whole in torch.hub's cache nor can they be fetched "
            f"({type(error).__name__}); connect, put {file} there, or write {name}{UNTRAINED}."
        ) from None
    return network
