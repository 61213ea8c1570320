"""The report of a sweep, one JSON line for each cell, and what README shows of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.errors import DataError
from training.yolo.cell import Origin
from training.yolo.sweep_times import CLOCKS, TIMES_FILE, finished
from training.yolo.table import write_rows

ENGINES = {"openvino": "OpenVINO", "onnxruntime": "ONNX Runtime", "torch": "PyTorch", "torch_cuda": "PyTorch, CUDA"}
CLOCK_SAYS = {
    "wall": f"{CLOCKS['wall'].threads} threads",
    "processor": "processor time of one thread, since the machine was busy with other work",
}
FPS_ENGINE = "openvino"  # the app's first choice
CLEARLY_LARGER = 1.1  # times the multiply-accumulates, and no fewer parameters
NOT_FASTER = 0.98  # share of the larger network's time; less than this apart is the clock's own noise
ORDER = (Origin.START, Origin.DENSE, Origin.CUT, Origin.NANO, Origin.SHAPE)
QUALITY = ("map50", "map50_95", "precision", "recall", "f1")

Row = Mapping[str, Any]


def write_report(folder: Path, path: Path) -> None:
    """Write what is known of all finished cells: trained, and timed where they were."""
    times_file = folder / TIMES_FILE
    times = json.loads(times_file.read_text(encoding="utf-8")) if times_file.is_file() else {}
    rows = []
    for name, cell in finished(folder).items():
        timed = times.get(name, {})
        rows.append({**cell, **timed, "size": {**cell["size"], **timed.get("size", {})}})
    write_rows(sorted(rows, key=_place), path)


def read_report(path: Path) -> list[Row]:
    """The rows of a report, in the order of the table.

    Raises:
        DataError: There is no report, or it is none of a sweep.
    """
    if not path.is_file():
        raise DataError(f"There is no report at {path}; make it with `gesture-train sweep`.")
    try:
        return sorted((json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()), key=_place)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} is no report of a sweep ({type(error).__name__}); make it anew.") from None


def title(row: Row) -> str:
    """What a row is, for a person."""
    cell = row["cell"]
    origin, percent = Origin(cell["origin"]), f"{100 * cell['pruning_ratio']:.0f} %"
    if origin is Origin.START:
        return "dense, as it was"
    if origin is Origin.DENSE:
        return "dense, trained on"
    if origin is Origin.NANO:
        return "YOLOv5n from scratch"
    if origin is Origin.SHAPE:
        return f"shape of {cell['criterion']} {percent} from scratch"
    return f"{cell['criterion']} {percent}"


def markdown(path: Path) -> str:
    """A report as README's table; engines that nothing was timed in have no column.

    Raises:
        DataError: There is no report, or it is none of a sweep.
    """
    rows = read_report(path)
    engines = [engine for engine in ENGINES if any(engine in row.get("latency", {}) for row in rows)]
    heads = [
        *("network", "pictures", "mAP50-95 before", "mAP50", "mAP50-95", "precision", "recall", "F1"),
        *("params", "GFLOPs", "file", *(f"{ENGINES[engine]} p50 / p95" for engine in engines)),
        *("fps", "times as fast (by FLOPs)", "smaller but not faster than"),
    ]
    lines = [heads, ["---"] * len(heads), *(_cells(row, rows, engines) for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{_footer(rows)}\n\n{answer(rows)}\n"


def answer(rows: Sequence[Row]) -> str:
    """What the table says of the question whether pruning is better than training something small."""
    found = []
    for control in rows:
        if Origin(control["cell"]["origin"]) not in (Origin.NANO, Origin.SHAPE):
            continue
        limit_ms, score = p50(control, FPS_ENGINE), control["test"]["map50_95"]
        if limit_ms is None:
            continue
        rivals = [row for row in rows if row["cell"]["origin"] == Origin.CUT.value and _within(row, limit_ms)]
        if not rivals:
            found.append(f"No pruned network is as fast as {title(control)}.")
            continue
        best = max(rivals, key=lambda row: float(row["test"]["map50_95"]))
        found.append(
            f"{title(control)}: mAP50-95 {score:.3f}; the best pruned network that is no slower in "
            f"{ENGINES[FPS_ENGINE]}, {title(best)}: {best['test']['map50_95']:.3f}."
        )
    return " ".join(found)


def p50(row: Row, engine: str) -> float | None:
    """The median time of a row in an engine, in milliseconds; None if it was not timed."""
    latency = row.get("latency", {}).get(engine)
    return None if latency is None else float(latency["p50_ms"])


def not_faster_than(row: Row, rows: Sequence[Row], engine: str) -> list[str]:
    """The titles of clearly larger networks that are as fast in an engine as this one, or faster."""
    own_ms = p50(row, engine)
    return [
        title(other)
        for other in rows
        if own_ms is not None
        and (other_ms := p50(other, engine)) is not None
        and other["size"]["macs"] >= CLEARLY_LARGER * row["size"]["macs"]
        and other["size"]["params"] >= row["size"]["params"]
        and own_ms > NOT_FASTER * other_ms
    ]


def _place(row: Row) -> tuple[int, float, str]:
    """Where a row stands in the table: dense, cut by ratio, then the controls."""
    cell = row["cell"]
    return ORDER.index(Origin(cell["origin"])), float(cell["pruning_ratio"]), str(cell["criterion"])


def _within(row: Row, limit_ms: float) -> bool:
    """Whether a row was timed and is no slower than this, but for what chance does to two timings of one network."""
    own_ms = p50(row, FPS_ENGINE)
    return own_ms is not None and NOT_FASTER * own_ms <= limit_ms


def _cells(row: Row, rows: Sequence[Row], engines: Sequence[str]) -> list[str]:
    """One line of the table."""
    size, before, own_ms = row["size"], row.get("val_not_tuned"), p50(row, FPS_ENGINE)
    return [
        title(row),
        _pictures(row["budget"]),
        f"{before['map50_95']:.3f}" if before else "",
        *(f"{row['test'][figure]:.3f}" for figure in QUALITY),
        f"{size['params'] / 1e6:.2f} M",
        f"{2 * size['macs'] / 1e9:.2f}" if "file_bytes" in size else "",  # for the size that is timed
        f"{size['file_bytes'] / 1e6:.1f} MB" if "file_bytes" in size else "",
        *(_times(row, engine) for engine in engines),
        f"{1000 / own_ms:.0f}" if own_ms else "",
        _speed_up(row, rows),
        _slow(row, rows, engines),
    ]


def _pictures(budget: Mapping[str, int]) -> str:
    """How many pictures a row was trained on; those of a sparse training first."""
    return (
        f"{budget['sparse_pictures']} + {budget['pictures']}" if budget["sparse_pictures"] else f"{budget['pictures']}"
    )


def _times(row: Row, engine: str) -> str:
    """The latency of one engine."""
    latency = row.get("latency", {}).get(engine)
    return f"{latency['p50_ms']:.1f} / {latency['p95_ms']:.1f} ms" if latency else ""


def _speed_up(row: Row, rows: Sequence[Row]) -> str:
    """How many times as fast as the dense network a row is, and how many times it should be by its FLOPs."""
    whole = (Origin.START.value, Origin.DENSE.value)
    dense = next((other for other in rows if other["cell"]["origin"] in whole), None)
    if dense is None or not (own_ms := p50(row, FPS_ENGINE)) or not (dense_ms := p50(dense, FPS_ENGINE)):
        return ""
    return f"{dense_ms / own_ms:.1f} ({dense['size']['macs'] / row['size']['macs']:.1f})"


def _slow(row: Row, rows: Sequence[Row], engines: Sequence[str]) -> str:
    """Which larger networks a row is not faster than, by engine; nothing if it was not timed."""
    if not row.get("latency"):
        return ""
    found = {ENGINES[engine]: not_faster_than(row, rows, engine) for engine in engines}
    return "; ".join(f"{', '.join(names)} ({engine})" for engine, names in found.items() if names) or "none"


def _footer(rows: Sequence[Row]) -> str:
    """What the figures mean, and what they were measured on."""
    budget = rows[0]["budget"]
    tuned_on = ", ".join(dict.fromkeys(str(row["trained_on"]["machine"]) for row in rows))
    solved = ", every cut made up for by least squares" if budget.get("reconstructs") else ""
    said = [
        f'"Pictures" were trained on after the cut, those before a plus in a sparse training ahead of it; at '
        f"{budget['input_px']} px in batches of {budget['batch']} on {tuned_on}{solved}. Scores are of the test split, "
        f'"before" is right after the cut on {budget["val_pictures"]} pictures of val.',
    ]
    timed = next((row for row in rows if row.get("latency")), None)
    if timed is not None:
        shape = f"{timed['size']['macs_width_px']}x{timed['size']['macs_height_px']}"
        where = f"{timed['latency_on']}" + (f" and {timed['cuda_on']}" if timed["cuda_on"] else "")
        said.append(
            f"GFLOPs and milliseconds for one 16:9 picture ({shape}) on {where}, {CLOCK_SAYS[timed['clock']]}, "
            f'float32, all networks in turn; fps and "times as fast" are of {ENGINES[FPS_ENGINE]}.'
        )
    return " ".join(said)
