"""Exports a network to ONNX and times it in PyTorch, ONNX Runtime and OpenVINO."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.jit._trace import TracerWarning

from training.errors import TrainingError
from training.one_core import openvino_core
from training.pruning.exporting import failure_told
from training.pruning.graph.model import write_graph
from training.pruning.graph.network import GraphNetwork

INPUT = "input"
OPSET = 17
THREADS = 2  # as the app runs its network
WARM_UP = 5
NOT_TIMED = "without it nothing can be timed, and --timing-runs 0 goes without times"


@dataclass(frozen=True, slots=True)
class Latency:
    """How long one input takes, in milliseconds."""

    p50_ms: float
    p95_ms: float


def export_onnx(network: nn.Module, example: Tensor, path: Path) -> Path:
    """Write a network as ONNX for inputs of the example's shape, which is what is timed.

    Raises:
        CheckpointError: torch cannot.
    """
    if isinstance(network, GraphNetwork):
        write_graph(network.to_graph(), path)
        return path
    with warnings.catch_warnings(), failure_told(network, NOT_TIMED):
        # WORKAROUND: of recurrent layers torch warns whatever the shapes are, even of the one input it advises, and of
        # the checks that it makes itself. What it says of our own networks is still heard.
        warnings.filterwarnings("ignore", message="Exporting a model to ONNX with a batch_size other than 1")
        warnings.filterwarnings("ignore", category=TracerWarning, module=r"torch\.nn\.modules\.rnn")
        torch.onnx.export(
            network,
            (example,),
            str(path),
            input_names=[INPUT],
            output_names=["output"],
            opset_version=OPSET,
            dynamo=False,
        )
    return path


def latencies(
    networks: Mapping[str, nn.Module], files: Mapping[str, Path], example: Tensor, runs: int
) -> dict[str, dict[str, Latency]]:
    """Time every network in every engine, one input in each in turn.

    Returns:
        By network, then by engine.
    """
    runners: dict[tuple[str, str], Callable[[], object]] = {}
    for name, path in files.items():
        runners[name, "torch"] = _torch(networks[name], example)
        runners[name, "onnxruntime"] = _onnxruntime(path, example)
        runners[name, "openvino"] = _openvino(path, example)
    times: dict[tuple[str, str], list[float]] = {key: [] for key in runners}
    for _ in range(runs + WARM_UP):
        for key, run in runners.items():
            start = time.perf_counter()
            run()
            times[key].append((time.perf_counter() - start) * 1000)
    found: dict[str, dict[str, Latency]] = {name: {} for name in files}
    for (name, engine), all_ms in times.items():
        p50, p95 = np.percentile(all_ms[WARM_UP:], [50, 95]).tolist()
        found[name][engine] = Latency(round(p50, 3), round(p95, 3))
    return found


def peak_memory(path: Path) -> int:
    """By how many bytes a process grows that runs this file in ONNX Runtime; a process of its own is started for it.

    Raises:
        TrainingError: It came to no good end.
    """
    command = [sys.executable, "-m", "training.pruning.memory", str(path.resolve())]
    root = Path(__file__).resolve().parents[2]  # the run may have been started elsewhere; -m looks here
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    if done.returncode:
        raise TrainingError(f"The memory of {path.name} cannot be measured: {done.stderr.strip().splitlines()[-1]}")
    return int(done.stdout)


def _torch(network: nn.Module, example: Tensor) -> Callable[[], object]:
    """One network in PyTorch."""

    def run() -> object:
        with torch.inference_mode():
            return network(example)

    return run


def _onnxruntime(path: Path, example: Tensor) -> Callable[[], object]:
    """One file in ONNX Runtime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    # Threads that wait for work by spinning would slow down whatever is timed next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    feed = {session.get_inputs()[0].name: example.numpy()}
    return lambda: session.run(None, feed)


def _openvino(path: Path, example: Tensor) -> Callable[[], object]:
    """One file in OpenVINO, compiled for the shape."""
    core = openvino_core()
    model = core.read_model(path)
    model.reshape(list(example.shape))
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(model, "CPU", options).create_infer_request()
    feed = example.numpy()
    return lambda: request.infer({0: feed})
