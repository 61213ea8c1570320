"""Small data sets and networks on disk, laid out as their makers lay them out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image
from safetensors.torch import save_file


def write_cifar10(folder: Path, each: int = 4) -> Path:
    """CIFAR-10 as published, with a few pictures in each file."""
    random = np.random.default_rng(0)
    folder.mkdir(parents=True)
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
        content = {
            b"data": random.integers(0, 256, (each, 3072), dtype=np.uint8),
            b"labels": random.integers(0, 10, each).tolist(),
        }
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))
    (folder / "batches.meta").write_bytes(pickle.dumps({b"label_names": [f"c{n}".encode() for n in range(10)]}, 2))
    return folder


def write_cifar100(folder: Path) -> Path:
    """CIFAR-100 likewise."""
    folder.mkdir(parents=True)
    for name in ("train", "test"):
        content = {"data": np.zeros((6, 3072), np.uint8), "fine_labels": [0, 99, 1, 2, 3, 4], "coarse_labels": [0] * 6}
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))
    names = {"fine_label_names": [f"f{n}" for n in range(100)], "coarse_label_names": ["a"]}
    (folder / "meta").write_bytes(pickle.dumps(names, protocol=2))
    return folder


def write_picture_folder(folder: Path, each: int = 3) -> Path:
    """Red, green and blue pictures of odd sizes, in a folder for each class."""
    for split, count in (("train", each), ("val", 1)):
        for place, name in enumerate(("blue", "green", "red")):
            (folder / split / name).mkdir(parents=True)
            colour = tuple(255 if at == 2 - place else 0 for at in range(3))
            for number in range(count):
                Image.new("RGB", (40 + number, 30), colour).save(folder / split / name / f"{number}.png")
    return folder


def write_timm_folder(folder: Path, name: str = "test_resnet", classes: int = 3, side_px: int = 32) -> Path:
    """A network of timm with random weights, laid out as on the hub."""
    torch.manual_seed(0)
    network = timm.create_model(name, num_classes=classes)
    config = {**network.pretrained_cfg, "num_classes": classes, "input_size": [3, side_px, side_px]}
    plain = {key: value for key, value in config.items() if isinstance(value, str | int | float | list | tuple)}
    folder.mkdir(parents=True)
    facts = {"architecture": name, "num_classes": classes, "num_features": network.num_features}
    (folder / "config.json").write_text(json.dumps({**facts, "pretrained_cfg": plain}), encoding="utf-8")
    save_file(network.state_dict(), folder / "model.safetensors")
    return folder
