"""A recipe's device, and what figures were measured on."""

from __future__ import annotations

import pytest
import torch

from training.errors import RecipeError
from training.yolo.device import machine, processor, training_device


@pytest.mark.parametrize(
    ("wanted", "gpu", "device"),
    [("", False, "cpu"), ("", True, "cuda:0"), ("cpu", True, "cpu"), ("1", True, "cuda:1")],
)
def test_a_gpu_is_used_if_there_is_one(monkeypatch: pytest.MonkeyPatch, wanted: str, gpu: bool, device: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert training_device(wanted) == torch.device(device)


def test_each_of_several_processes_has_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert training_device("") == torch.device("cuda:3")
    assert training_device("cpu") == torch.device("cpu")


def test_who_names_several_devices_is_told_how_to_use_them() -> None:
    with pytest.raises(RecipeError, match=r"several devices \(2,3\).*torchrun --nproc-per-node"):
        training_device("2,3")


@pytest.mark.parametrize(
    ("wanted", "count", "reason"),
    [
        ("foo", 0, "no device 'foo'; it is cpu or the number of a GPU, and PyTorch finds none here"),
        ("0", 0, "no device '0'"),
        ("2", 2, "no device '2'; .* and there are 0, 1"),
        ("-1", 2, "no device '-1'"),
    ],
)
def test_a_device_that_there_is_not_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, wanted: str, count: int, reason: str
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    with pytest.raises(RecipeError, match=reason):
        training_device(wanted)


def test_the_processor_is_named_with_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    name, _, cores = processor().rpartition(", ")
    assert name
    assert int(cores.removesuffix(" cores")) > 0
    assert machine() == processor()
