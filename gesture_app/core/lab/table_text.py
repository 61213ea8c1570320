"""The networks as a table in a file, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from gesture_app.core.lab.entry import Entry

_HEAD = (
    *("network", "kind", "method", "amount", "score name", "score", "spread", "measured by", "seeds"),
    *("params", "nonzeros", "macs", "bytes", "precision", "engine", "p50 ms", "p95 ms", "timed on"),
)
_UNTIMED = ("", None, None, "")


def csv_text(entries: Iterable[Entry]) -> str:
    """Comma-separated values: one line for each network and each engine that it was timed in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for entry in entries:
        for way, time in entry.times.items():
            writer.writerow((*_facts(entry), way, time.p50_ms, time.p95_ms, entry.timed_on))
        if not entry.times:
            writer.writerow((*_facts(entry), *_UNTIMED))
    return text.getvalue()


def _facts(entry: Entry) -> tuple[object, ...]:
    """Everything but the times; what is not known is left empty."""
    score, cost = entry.score, entry.cost
    judged = (score.name, score.value, score.spread, score.yardstick) if score else ("", None, None, "")
    return (
        *(entry.title, entry.family.value, entry.method, entry.amount),
        *judged,
        *(entry.seeds, cost.params, cost.nonzeros, cost.macs, cost.file_bytes, entry.precision),
    )
