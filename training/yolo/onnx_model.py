"""Runs an exported network for measuring: raw outputs for scores, and how long one picture takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.errors import CheckpointError
from training.one_core import openvino_core
from training.yolo.evaluate import RawModel

THREADS = 2  # as the app runs it
RUNS, WARM_UP = 120, 15

Runner = Callable[[NDArray[np.float32]], object]
Clock = Callable[[], float]
Shape = tuple[int, int, int, int]  # pictures, colours, height and width in pixels


@dataclass(frozen=True, slots=True)
class Latency:
    """How long one picture takes, in milliseconds."""

    p10_ms: float  # what else the machine does hardly shows in it
    p50_ms: float
    p95_ms: float


def onnx_model(path: Path) -> RawModel:
    """An exported network as a raw model.

    Raises:
        CheckpointError: The file cannot be loaded.
    """
    session = _session(path)

    def run(pixels: Tensor) -> Tensor:
        return torch.from_numpy(session.run(None, {"images": pixels.numpy()})[0])

    return run


def latencies(models: Mapping[str, Path], width_px: int, height_px: int) -> dict[str, dict[str, Latency]]:
    """Time every model in every engine, one picture of each in turn, so that a busy moment hits them all alike.

    Returns:
        By model, then by engine.
    """
    shape = (1, 3, height_px, width_px)
    return in_turn({name: engine_runners(path, shape) for name, path in models.items()}, dict.fromkeys(models, shape))


def engine_runners(path: Path, shape: Shape, threads: int = THREADS) -> dict[str, Runner]:
    """An exported network in every engine that runs it, by the engine's name."""
    return {"openvino": _openvino(path, shape, threads), "onnxruntime": _onnxruntime(path, threads)}


def in_turn(
    runners: Mapping[str, Mapping[str, Runner]],
    shapes: Mapping[str, Shape],
    runs: int = 0,
    clock: Clock = time.perf_counter,
) -> dict[str, dict[str, Latency]]:
    """Time whatever runs a picture, one picture of each in turn.

    Args:
        runners: By model, then by engine.
        shapes: Of the picture, by model.
        runs: How often, after some runs to warm up; 0: as often as usual.
        clock: Gives seconds; that of the processor is no slower on a busy machine, and counts all threads together.
    """
    pictures = {name: np.random.default_rng(0).random(shapes[name], np.float32) for name in runners}
    each = [(name, engine, run) for name, engines in runners.items() for engine, run in engines.items()]
    times: dict[tuple[str, str], list[float]] = {(name, engine): [] for name, engine, _ in each}
    for _ in range((runs or RUNS) + WARM_UP):
        for name, engine, run in each:
            start = clock()
            run(pictures[name])
            times[name, engine].append((clock() - start) * 1000)
    found: dict[str, dict[str, Latency]] = {name: {} for name in runners}
    for (name, engine), all_ms in times.items():
        found[name][engine] = Latency(*(round(ms, 2) for ms in np.percentile(all_ms[WARM_UP:], [10, 50, 95]).tolist()))
    return found


def _session(path: Path, threads: int = THREADS) -> onnxruntime.InferenceSession:
    """ONNX Runtime on the processor, with as many threads as the app gives it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait for work by spinning would slow down whatever is timed next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except onnxruntime.capi.onnxruntime_pybind11_state.NoSuchFile:
        raise CheckpointError(f"There is no model at {path}.") from None
    except (
        onnxruntime.capi.onnxruntime_pybind11_state.InvalidProtobuf,
        onnxruntime.capi.onnxruntime_pybind11_state.InvalidGraph,
        onnxruntime.capi.onnxruntime_pybind11_state.Fail,
    ) as error:
        raise CheckpointError(f"{path} is not a network that ONNX Runtime can load ({type(error).__name__}).") from None


def _onnxruntime(path: Path, threads: int) -> Runner:
    """One model in ONNX Runtime."""
    session = _session(path, threads)
    return lambda picture: session.run(None, {"images": picture})


def _openvino(path: Path, shape: Shape, threads: int) -> Runner:
    """One model in OpenVINO, compiled for the shape."""
    core = openvino_core()
    model = core.read_model(path)
    model.reshape(list(shape))
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(model, "CPU", options).create_infer_request()
    return lambda picture: request.infer({0: picture})
