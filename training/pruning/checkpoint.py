"""Keeps networks as safetensors: numbers and a few words, never code. Narrowed layers come back narrow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from training.errors import CheckpointError


def save_network(network: nn.Module, path: Path, facts: Mapping[str, str]) -> None:
    """Write all numbers of a network, whole or not at all.

    Raises:
        CheckpointError: It cannot be written; nothing is left behind then.
    """
    part = path.with_suffix(".part")
    # clone: safetensors refuses tensors that share memory, as tied weights do
    numbers = {name: value.detach().cpu().clone().contiguous() for name, value in network.state_dict().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(numbers, part, metadata=dict(facts))
        part.replace(path)
    except (OSError, SafetensorError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise CheckpointError(f"{path} cannot be written: {reason}.") from None
    finally:
        if part.is_file():
            part.unlink()


def load_network(network: nn.Module, path: Path) -> nn.Module:
    """Fill a network of the same architecture with the numbers of a file, narrowing its layers to their widths.

    Raises:
        CheckpointError: The file is missing, damaged, or of another network.
    """
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint at {path}.")
    try:
        with safe_open(path, framework="pt") as file:
            numbers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # not a mapping
        narrow(network, numbers)
        network.load_state_dict(numbers)
    except (SafetensorError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not hold this network's weights ({type(error).__name__}).") from None
    return network.eval()


def narrow(network: nn.Module, numbers: Mapping[str, Tensor]) -> None:
    """Give every convolution, linear layer and norm the width that its numbers have, and attention as many heads."""
    sides = {module: side for module in network.modules() if (side := _head_side(module))}
    for name, module in network.named_modules():
        weight = numbers.get(f"{name}.weight")
        own = getattr(module, "weight", None)
        if weight is None or own is None or weight.shape == own.shape:
            continue
        if isinstance(module, _BatchNorm):
            module.num_features = len(weight)
            module.running_mean, module.running_var = torch.zeros(len(weight)), torch.ones(len(weight))
        elif isinstance(module, nn.Conv2d):
            module.groups = len(weight) if module.groups == module.in_channels > 1 else module.groups  # depthwise
            module.out_channels, module.in_channels = weight.shape[0], weight.shape[1] * module.groups
        elif isinstance(module, nn.Linear):
            module.out_features, module.in_features = weight.shape
        else:
            continue
        module.weight = nn.Parameter(torch.empty_like(weight))
        if module.bias is not None:
            module.bias = nn.Parameter(torch.empty(len(weight)))
    for attention, side in sides.items():
        _fit_heads(attention, side)


HEADS = ("heads", "num_heads")  # how the suite and timm call how many there are


def _head_side(module: nn.Module) -> int:
    """How many values of a query one head has; 0 for what is no attention that counts its heads itself."""
    qkv, counts = getattr(module, "qkv", None), [getattr(module, name, None) for name in HEADS]
    count = next((one for one in counts if isinstance(one, int)), 0)
    return qkv.out_features // (3 * count) if isinstance(qkv, nn.Linear) and count else 0


def _fit_heads(attention: nn.Module, side: int) -> None:
    """Let an attention have as many heads as its queries, keys and values make up."""
    width = cast(nn.Linear, attention.qkv).out_features // 3
    for name in HEADS:
        if isinstance(getattr(attention, name, None), int):
            setattr(attention, name, width // side)
    if hasattr(attention, "attn_dim"):
        attention.attn_dim = width  # type: ignore[assignment]
