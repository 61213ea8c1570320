"""Reads and writes checkpoints of networks whose structure no description gives back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import torch
from torch import nn
from ultralytics.nn.tasks import load_checkpoint

from training.errors import CheckpointError


def load_network(path: Path) -> nn.Module:
    """The network of a checkpoint in float32, ready to be trained, pruned or exported.

    Raises:
        CheckpointError: There is no such file, or it holds no network.
    """
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint at {path}.")
    try:
        network, _ = load_checkpoint(str(path))
    except (RuntimeError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise CheckpointError(f"{path} is not a checkpoint of a network ({type(error).__name__}).") from None
    if not isinstance(network, nn.Module):
        raise CheckpointError(f"{path} holds no network.")
    return network.float()


def save_network(network: nn.Module, path: Path) -> None:
    """Write a checkpoint that ultralytics and `load_network` read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    network.__dict__.pop("criterion", None)  # belongs to training
    torch.save({"model": network.half(), "train_args": {}, "date": datetime.now().astimezone().isoformat()}, part)
    part.replace(path)
    network.float()
