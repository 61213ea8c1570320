"""Times all finished networks of a sweep in turn, in every engine: a step of its own, for when the machine is quiet."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.data.files import write_whole
from training.errors import DataError
from training.yolo.checkpoint import load_network
from training.yolo.device import machine, processor
from training.yolo.export import MODEL_FILE, export
from training.yolo.onnx_model import THREADS, Clock, Latency, Runner, Shape, engine_runners, in_turn
from training.yolo.prune import count_macs
from training.yolo.sizes import wide_height_px
from training.yolo.sweep import CELL_FILE, TUNED_FILE

TIMES_FILE = "times.json"  # in the folder of the sweep


@dataclass(frozen=True, slots=True)
class Timing:
    """How networks are timed."""

    now: Clock  # gives seconds
    threads: int


# A wall clock is what a user feels, on a quiet machine. On a busy one the processor's time says more; it adds up the
# time of all threads, so there is one.
CLOCKS: Mapping[str, Timing] = {"wall": Timing(time.perf_counter, THREADS), "processor": Timing(time.process_time, 1)}


def time_cells(folder: Path, runs: int = 0, clock: str = "wall") -> None:
    """Write the times, file sizes and multiply-accumulates of all finished cells.

    Args:
        runs: How often each network runs in each engine; 0: as often as usual.
        clock: A key of `CLOCKS`.

    Raises:
        DataError: No cell is finished, or they were trained for pictures of different sizes.
    """
    cells = finished(folder)
    sides = {int(cell["budget"]["input_px"]) for cell in cells.values()}
    if len(sides) != 1:
        wrong = "no finished cell" if not sides else f"cells for pictures of {sorted(sides)} px"
        raise DataError(f"{folder} holds {wrong}; the networks of one size can be timed against each other.")
    (input_px,) = sides
    shape = (1, 3, wide_height_px(input_px), input_px)
    models = {name: _exported(folder / name, input_px) for name in cells}
    timing = CLOCKS[clock]
    with _threads(timing.threads):
        runners = {name: _runners(folder / name, model, shape, timing.threads) for name, model in models.items()}
        times = in_turn(runners, dict.fromkeys(models, shape), runs, timing.now)
    facts = {name: _facts(folder / name, models[name], times[name], shape) for name in cells}
    on = {
        "latency_on": processor(),
        "clock": clock,
        "threads": timing.threads,
        "cuda_on": machine() if torch.cuda.is_available() else "",
    }
    write_whole(folder / TIMES_FILE, json.dumps({name: fact | on for name, fact in facts.items()}, indent=1))


def finished(folder: Path) -> dict[str, dict[str, Any]]:
    """What each finished cell says, by its name."""
    files = sorted(folder.glob(f"*/{CELL_FILE}"))
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in files}


def _exported(cell: Path, input_px: int) -> Path:
    """The file of a cell's network; written once."""
    model = cell / "model" / MODEL_FILE
    return model if model.is_file() else export(load_network(cell / TUNED_FILE), model.parent, input_px)


def _facts(cell: Path, model: Path, times: Mapping[str, Latency], shape: Shape) -> dict[str, object]:
    """What was measured of one cell."""
    _, _, height, width = shape
    macs = count_macs(load_network(cell / TUNED_FILE), width, height)
    size = {"macs": macs, "macs_width_px": width, "macs_height_px": height, "file_bytes": model.stat().st_size}
    return {"size": size, "latency": {engine: asdict(latency) for engine, latency in times.items()}}


def _runners(cell: Path, model: Path, shape: Shape, threads: int) -> dict[str, Runner]:
    """A cell's network in every engine."""
    runners = engine_runners(model, shape, threads) | {"torch": _torch(cell / TUNED_FILE)}
    return runners | {"torch_cuda": _torch_cuda(cell / TUNED_FILE)} if torch.cuda.is_available() else runners


def _torch(checkpoint: Path) -> Runner:
    """The network in PyTorch on the processor, its batch norms folded into the convolutions as for use."""
    network = _fused(checkpoint)

    def run(picture: NDArray[np.float32]) -> object:
        with torch.inference_mode():
            return network(torch.from_numpy(picture))

    return run


def _torch_cuda(checkpoint: Path) -> Runner:
    """The same on the graphics card, with the way there and the wait for its end."""
    network = _fused(checkpoint).cuda()

    def run(picture: NDArray[np.float32]) -> object:
        with torch.inference_mode():
            found = network(torch.from_numpy(picture).cuda())
        torch.cuda.synchronize()
        return found

    return run


def _fused(checkpoint: Path) -> nn.Module:
    """The network of a checkpoint, ready for use."""
    network: nn.Module = load_network(checkpoint).eval()
    return network.fuse(verbose=False)  # type: ignore[operator,no-any-return]


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Let PyTorch use as many threads as the other engines do."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
