"""Measures networks side by side and keeps the figures as JSON lines, from which README's tables are made."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from training.data.store import load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.errors import DataError
from training.yolo.checkpoint import load_network
from training.yolo.device import processor
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.export import export
from training.yolo.onnx_model import latencies
from training.yolo.sweep import HIGH_PX, WIDE_PX, brief, sizes

INPUT_PX = 416


def measure(checkpoints: Mapping[str, Path], data: str) -> list[dict[str, object]]:
    """Score every network on test and time them together; one row each, in order.

    Raises:
        CheckpointError, DataError: Something is missing.
    """
    folder = read_folder(resolve(data))
    store = load_pictures(labelled_pictures(folder, "test"), INPUT_PX)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work:
        files = {}
        for name, path in checkpoints.items():
            network = load_network(path)
            scores = brief(score(predict(torch_model(network), store, INPUT_PX), folder.names))
            files[name] = export(network, Path(work) / name, INPUT_PX)
            size = {**sizes(network), "file_bytes": files[name].stat().st_size}
            rows.append({"network": name, "data": data, "input_px": INPUT_PX, "test": scores, "size": size})
        times = latencies(files, WIDE_PX, HIGH_PX)
    for row in rows:
        row["latency"] = {engine: asdict(value) for engine, value in times[str(row["network"])].items()}
        row["latency_on"] = processor()
    return rows


def write_rows(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Write a report, one JSON line for each network, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    part.replace(path)


def markdown(path: Path) -> str:
    """A report as README's table.

    Raises:
        DataError: There is no report.
    """
    if not path.is_file():
        raise DataError(f"There is no report at {path}; make it with `gesture-train table`.")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [
        "| network | mAP50 | mAP50-95 | precision | recall | F1 | right gesture | params | MACs | file "
        "| OpenVINO p50 / p95 | ONNX Runtime p50 / p95 |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        "",
        f"Test split of `{rows[0]['data']}` at {rows[0]['input_px']} px; MACs and milliseconds for one 16:9 picture "
        f"({WIDE_PX}x{HIGH_PX}) on {rows[0]['latency_on']}, two threads, float32, all networks timed in turn.",
    ]
    return "\n".join(lines) + "\n"


def _line(row: Mapping[str, Mapping[str, float]]) -> str:
    """One row of the table."""
    test, size = row["test"], row["size"]
    quality = [f"{test[key]:.3f}" for key in ("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy")]
    times = [_times(row, engine) for engine in ("openvino", "onnxruntime")]
    cells = [
        str(row["network"]),
        *quality,
        f"{size['params'] / 1e6:.2f} M",
        f"{size['macs'] / 1e9:.2f} G",
        f"{size['file_bytes'] / 1e6:.1f} MB",
        *times,
    ]
    return f"| {' | '.join(cells)} |"


def _times(row: Mapping[str, Mapping[str, float]], engine: str) -> str:
    """The latency of one engine."""
    latency: Mapping[str, float] = row["latency"][engine]  # type: ignore[assignment]
    return f"{latency['p50_ms']:.1f} / {latency['p95_ms']:.1f} ms"
