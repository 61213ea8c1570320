"""Measures networks side by side and keeps the figures as JSON lines, from which README's tables are made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.data.store import load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.errors import DataError
from training.yolo.checkpoint import load_network
from training.yolo.device import processor
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.export import export
from training.yolo.onnx_model import Shape, engine_runners, in_turn
from training.yolo.sizes import INPUT_PX, sizes, wide_height_px
from training.yolo.sweep import brief


@dataclass(frozen=True, slots=True)
class Entry:
    """A network that is to be measured."""

    checkpoint: Path
    input_px: int = INPUT_PX  # long side that it sees


def measure(entries: Mapping[str, Entry], data: str) -> list[dict[str, object]]:
    """Score every network on test and time them together; one row each, in order.

    Args:
        entries: By the name in the table.

    Raises:
        CheckpointError, DataError: Something is missing.
    """
    folder = read_folder(resolve(data))
    pictures = labelled_pictures(folder, "test")
    shapes: dict[str, Shape] = {name: (1, 3, wide_height_px(it.input_px), it.input_px) for name, it in entries.items()}
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work:
        files = {}
        for number, (name, entry) in enumerate(entries.items()):
            network, side = load_network(entry.checkpoint), entry.input_px
            scores = brief(score(predict(torch_model(network), load_pictures(pictures, side), side), folder.names))
            files[name] = export(network, Path(work) / str(number), side)
            size = {**sizes(network, side), "file_bytes": files[name].stat().st_size}
            rows.append({"network": name, "data": data, "input_px": side, "test": scores, "size": size})
        times = in_turn({name: engine_runners(file, shapes[name]) for name, file in files.items()}, shapes)
    for row in rows:
        row["latency"] = {engine: asdict(value) for engine, value in times[str(row["network"])].items()}
        row["latency_on"] = processor()
    return rows


def write_rows(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Write a report, one JSON line for each network, whole or not at all, also while another process does so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
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
        "| network | sees | mAP50 | mAP50-95 | precision | recall | F1 | right gesture | params | MACs | file "
        "| OpenVINO p50 / p95 | ONNX Runtime p50 / p95 |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        "",
        f'Scores are of the test split of `{rows[0]["data"]}`, pictures scaled to the longer side in "sees", which is '
        "what a 16:9 picture is for the network. MACs and milliseconds are for one of those, on "
        f"{rows[0]['latency_on']}, two threads, float32, all networks timed in turn.",
    ]
    return "\n".join(lines) + "\n"


def _line(row: Mapping[str, Mapping[str, float]]) -> str:
    """One row of the table."""
    test, size = row["test"], row["size"]
    quality = [f"{test[key]:.3f}" for key in ("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy")]
    times = [_times(row, engine) for engine in ("openvino", "onnxruntime")]
    cells = [
        str(row["network"]),
        f"{size['macs_width_px']}x{size['macs_height_px']}",
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
