"""Runs an ONNX file a few times in this process and prints by how many bytes that made it grow at most."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import psutil

RUNS = 3
KINDS = {"tensor(float)": np.float32, "tensor(int64)": np.int64}


def growth(path: Path) -> int:
    """Bytes that loading and running the file add to the process at its peak."""
    before = psutil.Process().memory_info().rss
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    (wanted,) = session.get_inputs()
    shape = [side if isinstance(side, int) else 1 for side in wanted.shape]
    for _ in range(RUNS):
        session.run(None, {wanted.name: np.zeros(shape, KINDS[wanted.type])})
    return max(_peak() - before, 0)


def _peak() -> int:
    """The most bytes that this process ever had."""
    status = Path("/proc/self/status")
    if status.is_file():  # not getrusage: on Linux a child starts with its parent's peak there
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    info = psutil.Process().memory_info()
    return int(getattr(info, "peak_wset", info.rss))


if __name__ == "__main__":
    sys.stdout.write(f"{growth(Path(sys.argv[1]))}\n")
