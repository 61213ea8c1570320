"""The suite's reports as the lab sees them: an entry for each run, averaged over seeds, and for each original."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesture_app.core.lab.entry import Cost, Entry, Family, Score, Time

Line = Mapping[str, Any]  # of a report, as JSON gives it

_AMOUNTS = {"pruning_ratio": "of channels", "sparsity": "of weights"}
_NEEDED = ("run", "method", "arm", "task", "family", "score_name", "is_higher_better", "dense", "pruned", "seed")


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one report that may be averaged."""

    path: Path
    lines: Sequence[Line]


def report_entries(paths: Iterable[Path]) -> Iterator[Entry | str]:
    """An entry for every run in these reports, and a sentence for every report that cannot be read to its end."""
    for path in paths:
        lines, fault = _read(path)
        if fault:
            yield fault
        yield from _entries(path, lines)


def _read(path: Path) -> tuple[list[Line], str]:
    """The lines of a report, and a sentence where one is damaged; those that can be read are shown all the same."""
    lines: list[Line] = []
    damaged = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [], f"The report {path} cannot be read ({error}); delete it or make it readable."
    for number, row in enumerate(text.splitlines(), start=1):
        try:
            line = json.loads(row)
        except ValueError:
            damaged.append(number)
            continue
        if _is_line(line):
            lines.append(line)
        else:
            damaged.append(number)
    if not damaged:
        return lines, ""
    numbers = ", ".join(map(str, damaged[:5])) + (" and more" if len(damaged) > 5 else "")
    return lines, f"The report {path} is damaged in line {numbers}; what can be read of it is shown."


def _is_line(line: object) -> bool:
    """Whether something is a line of a report, with the figures of two networks."""
    if not isinstance(line, dict) or not all(name in line for name in _NEEDED):
        return False
    return isinstance(line["dense"], dict) and isinstance(line["pruned"], dict)


def _entries(path: Path, lines: Sequence[Line]) -> Iterator[Entry]:
    """The original of each task once, then every run."""
    originals: dict[str, list[Line]] = {}
    runs: dict[str, list[Line]] = {}
    for line in lines:
        originals.setdefault(str(line["task"]), []).append(line)
        runs.setdefault(str(line["run"]), []).append(line)
    for task, group in originals.items():
        by_seed = {line["seed"]: line for line in group}
        yield _entry(Group(path, list(by_seed.values())), "dense", f"{path}#{task}", f"{task}, not pruned")
    for run, group in runs.items():
        first = group[0]
        arm = "" if first["arm"] == first["method"] else f" ({first['arm']})"
        title = f"{first['method']}{arm}: {_amount(first)} of {first['task']}"
        yield _entry(Group(path, group), "pruned", f"{path}#{run}", title)


def _entry(group: Group, side: str, key: str, title: str) -> Entry:
    """One network of a report; `side` is "dense" or "pruned"."""
    first = group.lines[0]
    figures = [line[side] for line in group.lines]
    is_pruned = side == "pruned"
    return Entry(
        key=f"report:{key}",
        name=str(first["method"]) if is_pruned else "dense",
        title=title,
        family=Family(first["family"]),
        score=_score(first, figures),
        cost=Cost(*(_mean_whole(figures, name) for name in ("params", "nonzeros", "macs", "dense_bytes"))),
        times=_times(figures),
        timed_on=str(first.get("machine", "")) if _times(figures) else "",
        method=str(first["method"]) if is_pruned else "",
        amount=_amount(first) if is_pruned else "",
        seeds=len({line["seed"] for line in group.lines}),
        place=group.path,
    )


def _score(line: Line, figures: Sequence[Line]) -> Score | None:
    values = [float(figure["score"]) for figure in figures if isinstance(figure.get("score"), int | float)]
    values = [value for value in values if math.isfinite(value)]
    if not values:
        return None
    spread = statistics.stdev(values) if len(values) > 1 else None
    return Score(
        str(line["score_name"]), statistics.fmean(values), str(line["task"]), bool(line["is_higher_better"]), spread
    )


def _times(figures: Sequence[Line]) -> dict[str, Time]:
    """The median over those seeds that were timed in an engine; some runs time the first one only."""
    found: dict[str, list[Line]] = {}
    for figure in figures:
        for name, times in (figure.get("latency") or {}).items():
            found.setdefault(name, []).append(times)
    return {
        name: Time(
            statistics.median(float(one["p50_ms"]) for one in times),
            statistics.median(float(one["p95_ms"]) for one in times),
        )
        for name, times in found.items()
    }


def _mean_whole(figures: Sequence[Line], name: str) -> int | None:
    values = [figure[name] for figure in figures if isinstance(figure.get(name), int)]
    return round(statistics.fmean(values)) if values else None


def _amount(line: Line) -> str:
    """How much is gone, in words: what was reached, where that was looked up."""
    value = line.get("reached")
    if not isinstance(value, int | float):
        value = line.get("amount", 0.0)
    return f"{100 * float(value):.0f} % {_AMOUNTS.get(str(line.get('amount_name')), 'pruned')}"
