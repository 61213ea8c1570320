"""Networks of timm: by name with weights from the hub, from a folder in the hub's layout, or untrained."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import timm
from huggingface_hub import logging as hub_logging
from safetensors import SafetensorError
from timm.data import resolve_model_data_config
from torch import nn

from training.errors import CheckpointError, RecipeError
from training.pruning.zoo.address import UNTRAINED, Address
from training.pruning.zoo.origin import Origin, open_attention
from training.pruning.zoo.preprocessing import of_values

SIMILAR = 3  # names that are offered for one that there is not


def timm_origin(address: Address) -> Origin:
    """The network that `timm:NAME` names.

    Raises:
        RecipeError: timm has no such architecture.
        CheckpointError: The folder holds no network of timm.
    """
    source = _source(address.architecture)
    bare = _built(source, pretrained=False)
    config = resolve_model_data_config(bare)
    side_px = int(config["input_size"][-1])
    preprocessing = of_values(
        side_px, round(side_px / config["crop_pct"]), (config["mean"], config["std"]), config["interpolation"]
    )

    def built(classes: int, *, pretrained: bool) -> nn.Module:
        network = _built(source, pretrained=pretrained, classes=classes)
        if address.side_px and hasattr(network, "set_input_size"):  # of those whose places are counted
            network.set_input_size(img_size=address.side_px)  # type: ignore[operator]
        return network

    has_learned = not address.is_untrained
    build, untrained = partial(built, pretrained=has_learned), partial(built, pretrained=False)
    return Origin(build, untrained, bare, int(bare.num_classes), preprocessing, has_learned)  # type: ignore[arg-type]


def _source(name: str) -> str:
    """What timm calls it: a folder, a name on the hub, or one of its own architectures."""
    if Path(name).expanduser().is_dir():
        return f"local-dir:{Path(name).expanduser()}"
    if "/" in name:
        return f"hf-hub:{name}"
    if not timm.is_model(name):
        near = difflib.get_close_matches(name, timm.list_models(), SIMILAR) or timm.list_models(f"*{name}*")[:SIMILAR]
        hint = f"; it has {', '.join(near)}" if near else ""
        raise RecipeError(f"timm has no network {name!r}{hint}.")
    return name


def _built(source: str, *, pretrained: bool, classes: int | None = None) -> nn.Module:
    """A network, with a new head where the number of classes is another than its own."""
    try:
        with _quiet_hub():
            network: nn.Module = timm.create_model(source, pretrained=pretrained, num_classes=classes)
    except (OSError, ValueError, KeyError, RuntimeError, AssertionError, SafetensorError) as error:
        raise CheckpointError(_why(source, error)) from None
    return open_attention(network)


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """Keep the hub's library from telling of every attempt; what comes of them is told in one sentence."""
    before = hub_logging.get_verbosity()
    hub_logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        hub_logging.set_verbosity(before)


def _why(source: str, error: Exception) -> str:
    """Why a network could not be had, in one sentence."""
    kind = type(error).__name__
    if source.startswith("local-dir:"):
        folder = source.removeprefix("local-dir:")
        return f"{folder} is no network of timm ({kind}); it needs config.json and model.safetensors of the hub."
    name = source.removeprefix("hf-hub:")
    return (
        f"The weights of {name} are neither on this machine nor can they be fetched ({kind}); "
        f"connect, name a folder that holds them, or put {UNTRAINED} after the name of the architecture."
    )
