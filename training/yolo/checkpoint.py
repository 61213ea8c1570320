"""Reads and writes networks whose widths no description gives back, and gives them other gestures to tell apart.

Two kinds of file: `.pt` checkpoints, which ultralytics writes while it trains and which are pickles, and
`.safetensors`, which hold numbers only and are what is passed on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from ultralytics.nn.distill_model import DistillationModel
from ultralytics.nn.tasks import DetectionModel, load_checkpoint

from training.errors import CheckpointError
from training.yolo.weights_file import PASSED_ON


def load_network(path: Path) -> nn.Module:
    """The network of a file in float32, ready to be trained, pruned or exported.

    Raises:
        CheckpointError: There is no such file, or it holds no network.
    """
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint at {path}.")
    if path.suffix == PASSED_ON:
        return _load_weights(path)
    try:
        network, _ = load_checkpoint(str(path))
    except (RuntimeError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise CheckpointError(f"{path} is not a checkpoint of a network ({type(error).__name__}).") from None
    if not isinstance(network, nn.Module):
        raise CheckpointError(f"{path} holds no network.")
    if isinstance(network, DistillationModel):
        network._remove_feature_hooks()  # they would keep what every picture gives
    return without_teacher(network).float()


def without_teacher(network: nn.Module) -> nn.Module:
    """The network that learns, of one that ultralytics has bound to its teacher; any other as it is."""
    return cast(nn.Module, network.student_model) if isinstance(network, DistillationModel) else network


def save_network(network: nn.Module, path: Path) -> None:
    """Write a `.pt` that ultralytics reads or a `.safetensors`, in half precision, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    network.__dict__.pop("criterion", None)  # belongs to training
    if path.suffix == PASSED_ON:
        _save_weights(network, part)
    else:
        date = datetime.now().astimezone().isoformat()
        torch.save({"model": network.half(), "train_args": {}, "date": date}, part)
        network.float()
    part.replace(path)


def labels_of(network: nn.Module) -> list[str]:
    """The gestures of a network, in the order of its outputs."""
    names = cast(dict[int, str], network.names)
    return [str(names[index]) for index in sorted(names)]


def with_labels(network: nn.Module, labels: Sequence[str]) -> nn.Module:
    """The same network for other gestures: those that it knows keep their rows of the last layer, others get new ones.

    As many gestures of which it knows none are the same ones, called otherwise.
    """
    known, count = labels_of(network), len(labels)
    head = detect_head(network)
    if known != list(labels) and (head.nc != count or set(known) & set(labels)):
        strides = cast(Tensor, head.stride).tolist()
        for branch, stride_px in zip(cast(nn.ModuleList, head.cv3), strides, strict=True):
            layers = cast(nn.Sequential, branch)
            layers[-1] = _rows(cast(nn.Conv2d, layers[-1]), known, labels, stride_px)
        head.nc = count  # type: ignore[assignment]
        head.no = count + 4 * cast(int, head.reg_max)  # type: ignore[assignment]
    network.nc, network.names = count, dict(enumerate(labels))  # type: ignore[assignment]
    return network


def _rows(old: nn.Conv2d, known: Sequence[str], labels: Sequence[str], stride_px: float) -> nn.Conv2d:
    """A last layer for other labels; the rows of known ones are copied."""
    rows = nn.Conv2d(old.in_channels, len(labels), 1).to(old.weight)
    with torch.no_grad():
        # As ultralytics begins: five hands in a picture of 640 px, of any gesture.
        rows.bias.fill_(math.log(5 / len(labels) / (640 / stride_px) ** 2))  # type: ignore[union-attr]
        for place, label in enumerate(labels):
            if label in known:
                rows.weight[place] = old.weight[known.index(label)]
                cast(Tensor, rows.bias)[place] = cast(Tensor, old.bias)[known.index(label)]
    return rows


def with_random_weights(network: nn.Module, seed: int) -> nn.Module:
    """The same widths as a network that was never trained, in place; what has fixed weights keeps them."""
    torch.manual_seed(seed)
    head = detect_head(network)
    fixed = set(cast(nn.Module, head.dfl).modules())
    for module in network.modules():
        if isinstance(module, nn.Conv2d | _BatchNorm) and module not in fixed:
            module.reset_parameters()
    cast(Callable[[], None], head.bias_init)()
    return network


def detect_head(network: nn.Module) -> nn.Module:
    """The Detect layer."""
    return cast(nn.Sequential, network.model)[-1]


def _save_weights(network: nn.Module, path: Path) -> None:
    """Write all numbers of a network, and how to build it again."""
    numbers = {name: _half(value).contiguous() for name, value in network.state_dict().items()}
    description = cast(dict[str, object], network.yaml).get("yaml_file", "yolov5s.yaml")
    facts = {"architecture": str(description), "labels": json.dumps(labels_of(network))}
    save_file(numbers, path, metadata=facts)


def _half(value: Tensor) -> Tensor:
    """Weights in half precision; counters as they are."""
    return value.half() if value.is_floating_point() else value


def _load_weights(path: Path) -> nn.Module:
    """Build the described network, narrow its layers to the widths in the file, and fill in the numbers."""
    try:
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            numbers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # not a mapping
        labels = json.loads(facts["labels"])
        network = DetectionModel(facts["architecture"], nc=len(labels), verbose=False)
        _narrow(network, numbers)
        network.load_state_dict(numbers)
    except (SafetensorError, KeyError, RuntimeError, json.JSONDecodeError, FileNotFoundError) as error:
        raise CheckpointError(f"{path} is not the weights of a network ({type(error).__name__}).") from None
    network.names = dict(enumerate(labels))
    return cast(nn.Module, network.float())


def _narrow(network: nn.Module, numbers: dict[str, Tensor]) -> None:
    """Give every convolution and batch norm the width that its numbers have."""
    for name, module in network.named_modules():
        weight = numbers.get(f"{name}.weight")
        if weight is None or not isinstance(module, nn.Conv2d | _BatchNorm):
            continue
        if isinstance(module, _BatchNorm):
            module.num_features = len(weight)
            module.running_mean, module.running_var = torch.zeros(len(weight)), torch.ones(len(weight))
        else:
            module.out_channels, module.in_channels = weight.shape[0], weight.shape[1] * module.groups
        module.weight = nn.Parameter(torch.empty(weight.shape))
        if module.bias is not None:
            module.bias = nn.Parameter(torch.empty(len(weight)))
