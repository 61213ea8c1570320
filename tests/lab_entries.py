"""Networks for the tests of the lab."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gesture_app.core.lab.entry import Cost, Entry, Family, Score, Time


def network(
    name: str, score: float | None = None, ms: float | None = None, params: int | None = None, **more: Any
) -> Entry:
    """A detector that was judged by the hands and timed in one engine."""
    return Entry(
        key=name,
        name=name,
        title=name.title(),
        family=more.pop("family", Family.DETECTOR),
        score=None if score is None else Score("mAP50-95", score, more.pop("yardstick", "hands test")),
        cost=Cost(params, more.pop("nonzeros", None), more.pop("macs", None), more.pop("file_bytes", None)),
        times={} if ms is None else {"onnx": Time(ms, 2 * ms)},
        timed_on=more.pop("timed_on", "this machine"),
        **more,
    )


def figures(score: float, params: int = 100, ms: float | None = None) -> dict[str, Any]:
    """What a report says of one network."""
    latency = {} if ms is None else {"torch": {"p50_ms": ms, "p95_ms": 2 * ms}}
    return {"score": score, "params": params, "nonzeros": params, "macs": 10 * params, "dense_bytes": 4 * params,
            "latency": latency}  # fmt: skip


def line(run: str = "a1", seed: int = 0, **changes: Any) -> dict[str, Any]:
    """One line of a report."""
    facts = {"run": run, "method": "l1", "arm": "l1", "task": "shapes", "family": "cnn", "seed": seed,
             "amount_name": "pruning_ratio", "amount": 0.5, "reached": 0.52, "score_name": "accuracy",
             "is_higher_better": True, "dense": figures(0.9, 100, 4.0), "pruned": figures(0.8, 40, 5.0),
             "machine": "a machine", "finished_at": f"2026-11-0{seed + 1}T00:00:00+00:00"}  # fmt: skip
    return facts | changes


def write_report(path: Path, *lines: Mapping[str, Any] | str) -> Path:
    """A report of these lines; a text is written as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [row if isinstance(row, str) else json.dumps(row) for row in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
