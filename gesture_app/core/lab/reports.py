"""The suite's reports as the lab sees them: an entry for each run, averaged over seeds, and for each original."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Cost, Entry, Score, Time
from gesture_app.core.lab.report_line import Figures, ReportLine, report_line

_NAMED = 5  # lines that a sentence names; whoever has more of them looks into the file
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one report that may be averaged."""

    path: Path
    lines: Sequence[ReportLine]
    mark: str  # which tells them from the others of the report


def report_entries(paths: Iterable[Path]) -> Iterator[Entry | str]:
    """An entry for every run in these reports, and a sentence for every report that cannot be read to its end."""
    for path in paths:
        lines, fault = _read(path)
        if fault:
            yield fault
        yield from _entries(path, lines)


def _read(path: Path) -> tuple[list[ReportLine], str]:
    """The lines of a report, and a sentence where one is damaged; those that can be read are shown all the same."""
    lines: list[ReportLine] = []
    damaged: dict[int, str] = {}  # what is wrong, by line
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        return [], f"The report {path} cannot be read ({error}); delete it or make it readable."
    for number, row in enumerate(text.splitlines(), start=1):
        try:
            lines.append(report_line(row))
        except LabError as error:
            damaged[number] = str(error)
    return lines, _damage(path, damaged) if damaged else ""


def _damage(path: Path, damaged: dict[int, str]) -> str:
    """What is wrong with a report."""
    numbers = ", ".join(map(str, list(damaged)[:_NAMED])) + (" and more" if len(damaged) > _NAMED else "")
    reason = ", ".join(list(dict.fromkeys(damaged.values()))[:_REASONS])
    return f"The report {path} is damaged in line {numbers} ({reason}); what can be read of it is shown."


def _entries(path: Path, lines: Sequence[ReportLine]) -> Iterator[Entry]:
    """The original of each task once, then every run."""
    originals: dict[str, list[ReportLine]] = {}
    runs: dict[str, list[ReportLine]] = {}
    for line in lines:
        originals.setdefault(line.task, []).append(line)
        runs.setdefault(line.run, []).append(line)
    for task, group in originals.items():
        by_seed = {line.seed: line for line in group}
        yield _original(Group(path, list(by_seed.values()), task))
    for run, group in runs.items():
        yield _pruned(Group(path, group, run))


def _original(group: Group) -> Entry:
    """The network of a task before anything was done to it."""
    task = group.mark
    return _entry(group, [line.dense for line in group.lines], f"{task}, not pruned")


def _pruned(group: Group) -> Entry:
    """What a run came to."""
    first = group.lines[0]
    arm = "" if first.arm == first.method else f" ({first.arm})"
    title = f"{first.method}{arm}: {first.amount} of {first.task}"
    return _entry(group, [line.pruned for line in group.lines], title, first.method, first.amount)


def _entry(group: Group, figures: Sequence[Figures], title: str, method: str = "", amount: str = "") -> Entry:
    """One network of a report, whose figures in each line these are; without a method it is an original."""
    first, times = group.lines[0], _times(figures)
    return Entry(
        key=f"report:{group.path}#{group.mark}",
        name=method or "dense",
        title=title,
        family=first.family,
        score=_score(first, [one.score for one in figures if one.score is not None]),
        cost=Cost(
            _mean([one.params for one in figures]),
            _mean([one.nonzeros for one in figures]),
            _mean([one.macs for one in figures]),
            _mean([one.dense_bytes for one in figures]),
        ),
        times=times,
        timed_on=first.machine if times else "",
        method=method,
        amount=amount,
        seeds=len({line.seed for line in group.lines}),
        place=group.path,
        precision=first.precision,
    )


def _score(line: ReportLine, values: Sequence[float]) -> Score | None:
    if not values:
        return None
    mean = statistics.fmean(values)
    return Score(line.score_name, mean, line.task, line.is_higher_better, _spread(values, mean))


def _spread(values: Sequence[float], mean: float) -> float | None:
    """The standard deviation over the seeds; that of `statistics` reckons in fractions, which took half of all time."""
    if len(values) < 2:
        return None
    return math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _times(figures: Sequence[Figures]) -> dict[str, Time]:
    """The median over those seeds that were timed in an engine; some runs time the first one only."""
    found: dict[str, list[Time]] = {}
    for one in figures:
        for engine, time in one.times.items():
            found.setdefault(engine, []).append(time)
    return {
        engine: Time(statistics.median([one.p50_ms for one in times]), statistics.median([one.p95_ms for one in times]))
        for engine, times in found.items()
    }


def _mean(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return round(statistics.fmean(known)) if known else None
