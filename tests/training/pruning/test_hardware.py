"""Where and how precisely a run computes, and the sentence for when memory was not enough."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.errors import TrainingError
from training.pruning.hardware import SPREAD, Hardware, out_of_memory_told
from training.pruning.types import Precision


def test_the_precision_is_a_type_of_torch():
    assert Hardware().dtype is torch.float32
    assert Hardware(precision=Precision.BFLOAT16).dtype is torch.bfloat16


def test_a_processor_is_a_device_with_memory():
    assert Hardware("cpu").first == torch.device("cpu")
    assert Hardware("cpu").free_bytes() > 1e6


def test_all_gpus_together_are_the_first_and_their_memory_is_added(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (10, 20))
    assert Hardware(SPREAD).first == torch.device("cuda:0")
    assert Hardware(SPREAD).free_bytes() == 30
    assert Hardware("1").free_bytes() == 10


def test_a_network_whose_layers_have_hooks_loses_them():
    hooks = pytest.importorskip("accelerate.hooks", reason="pip install the extra `suite`")
    network = nn.Linear(2, 2)
    hooks.add_hook_to_module(network, hooks.AlignDevicesHook(execution_device="cpu"))
    assert hasattr(network, "_hf_hook")
    assert hasattr(Hardware("cpu").gather(network), "_hf_hook")
    assert not hasattr(Hardware(SPREAD).gather(network), "_hf_hook")


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
    ids=["GPU", "Python", "processor"],
)
def test_too_little_memory_is_one_sentence(error):
    with (
        pytest.raises(TrainingError, match=r"^It ran out of memory; take less\.$"),
        out_of_memory_told("It", "take less"),
    ):
        raise error


def test_a_real_refusal_of_the_allocator_is_recognised():
    with pytest.raises(TrainingError, match="ran out of memory"), out_of_memory_told("It", "take less"):
        torch.empty(2**55)


def test_other_errors_are_let_through():
    with pytest.raises(RuntimeError, match="shapes"), out_of_memory_told("It", "take less"):
        raise RuntimeError("shapes differ")
