"""What a network costs: parameters, multiply-accumulates, bytes on disk, milliseconds and memory."""

from __future__ import annotations

import gzip
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from training.pruning.engines import Latency, export_onnx, latencies, peak_memory

VALUE_BYTES, INDEX_BYTES = 4, 2  # float32, and columns up to 65,535
FLOPS_PER_MAC = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """One network, measured."""

    score: float
    params: int
    nonzeros: int
    macs: int  # for one input; zeros are multiplied like any number
    dense_bytes: int  # as safetensors
    compressed_bytes: int  # the same, gzipped
    sparse_bytes: int  # only what differs from zero, with the cheaper of a bit mask and CSR for each matrix
    peak_memory_bytes: int | None = None  # what ONNX Runtime adds to a process; None: not measured
    latency: Mapping[str, Latency] = field(default_factory=dict)  # of one input, by engine


def measure(
    networks: Mapping[str, nn.Module], scores: Mapping[str, float], example: Tensor, runs: int
) -> dict[str, Figures]:
    """Measure networks side by side, so that a busy moment of the machine hits them all alike.

    Args:
        networks: In eval mode, by name.
        example: One input as a batch of one.
        runs: How often each is timed; 0: neither time nor memory is measured.
    """
    on_cpu = {name: network.cpu().eval() for name, network in networks.items()}
    example = example.cpu()
    times: Mapping[str, Mapping[str, Latency]] = {name: {} for name in networks}
    memory: dict[str, int | None] = dict.fromkeys(networks)
    if runs:
        with tempfile.TemporaryDirectory() as work:
            files = {n: export_onnx(m, example, Path(work) / f"{n}.onnx") for n, m in on_cpu.items()}
            times = latencies(on_cpu, files, example, runs)
            memory |= {name: peak_memory(path) for name, path in files.items()}
    return {
        name: Figures(scores[name], *_sizes(network, example), memory[name], times[name])
        for name, network in on_cpu.items()
    }


def count_macs(network: nn.Module, example: Tensor) -> int:
    """Multiply-accumulates of all convolutions, matrix products and recurrent layers for one input."""
    counter = FlopCounterMode(display=False, custom_mapping={torch.ops.aten.mkldnn_rnn_layer: _lstm_flops})
    with torch.no_grad(), counter:
        network(example)
    return int(counter.get_total_flops()) // FLOPS_PER_MAC


def sparse_bytes(weight: Tensor) -> int:
    """What a tensor takes when only its non-zeros are stored, each with its place.

    Vectors are stored whole. For matrices the cheapest of three counts: whole, a bit for every place, or CSR.
    """
    if weight.ndim < 2:
        return weight.numel() * VALUE_BYTES
    nonzeros, rows = int(weight.count_nonzero()), len(weight)
    whole = weight.numel() * VALUE_BYTES
    bit_mask = nonzeros * VALUE_BYTES + (weight.numel() + 7) // 8
    csr = nonzeros * (VALUE_BYTES + INDEX_BYTES) + (rows + 1) * struct.calcsize("<I")
    return min(whole, bit_mask, csr if weight.numel() // rows < 2 ** (8 * INDEX_BYTES) else whole)


def count_nonzeros(network: nn.Module) -> int:
    """Parameters that differ from zero."""
    return sum(int(parameter.count_nonzero()) for parameter in network.parameters())


def count_params(network: nn.Module) -> int:
    """All parameters."""
    return sum(parameter.numel() for parameter in network.parameters())


def _sizes(network: nn.Module, example: Tensor) -> tuple[int, int, int, int, int, int]:
    """Parameters, non-zeros, multiply-accumulates and the three sizes in bytes, in the order of Figures."""
    packed = save({name: value.detach().clone().contiguous() for name, value in network.state_dict().items()})
    sparse = sum(sparse_bytes(parameter.detach()) for parameter in network.parameters())
    compressed = len(gzip.compress(packed, mtime=0))
    macs = count_macs(network, example)
    return count_params(network), count_nonzeros(network), macs, len(packed), compressed, sparse


def _lstm_flops(inputs: torch.Size, w_ih: torch.Size, w_hh: torch.Size, *_rest: object, **_named: object) -> int:
    """The matrix products of one recurrent layer, as PyTorch runs it on a processor."""
    return FLOPS_PER_MAC * inputs[0] * inputs[1] * (w_ih.numel() + w_hh.numel())
