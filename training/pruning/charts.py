"""Draws what a table hides: each task's score against non-zeros, multiply-accumulates and time, arm by arm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

from training.interval import interval
from training.pruning.report import ReportLine, by_run
from training.pruning.tables import figures, p50
from training.pruning.zoo.address import HANDS, YOLO, read_address

ENGINE = "openvino"
MS_PER_S = 1000
ACROSS: Mapping[str, str] = {
    "nonzeros": "non-zeros",
    "macs": "multiply-accumulates",
    "latency": "time in OpenVINO, p50",
}
MARKS = "osD^vP*Xh<>"
DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Spot:
    """The seeds of one run in a chart."""

    x: float  # time in seconds
    score: float
    half: float  # of the score's 95 % interval; 0 for a single seed


def draw_charts(lines: Sequence[ReportLine], folder: Path, suffix: str) -> list[Path]:
    """Write a chart for each task.

    Args:
        suffix: "svg" or "png".
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_draw(task, _of_task(lines, task), folder / f"{chart_name(task)}.{suffix}") for task in _tasks(lines)]


def chart_name(task: str) -> str:
    """What a task's chart is called: a detector's by its weights and what it is shown, such as `dense_hands`."""
    address = read_address(task)
    if address is not None and address.kind == YOLO:
        side = [] if address.side_px is None else [str(address.side_px)]
        task = "_".join([str(Path(address.name).with_suffix("")), address.data or HANDS, *side])
    return re.sub(r"[^\w.]+", "_", task).strip("_")


def spots(lines: Sequence[ReportLine], across: str) -> dict[str, list[Spot]]:
    """Where the runs of one task lie, by arm and from the left; the dense network first.

    Args:
        across: A key of `ACROSS`.
    """
    found: dict[str, list[Spot]] = {DENSE: _dense(lines, across)}
    for seeds in by_run(lines).values():
        found.setdefault(f"{seeds[0].method}:{seeds[0].arm}", []).extend(_spot(seeds, "pruned", across))
    return {name: sorted(those, key=lambda spot: spot.x) for name, those in found.items() if those}


def _tasks(lines: Sequence[ReportLine]) -> list[str]:
    return list(dict.fromkeys(line.task for line in lines))


def _of_task(lines: Sequence[ReportLine], task: str) -> list[ReportLine]:
    return [line for line in lines if line.task == task]


def _dense(lines: Sequence[ReportLine], across: str) -> list[Spot]:
    """The dense networks: one spot for each way that they were trained in."""
    plans: dict[str, dict[int, ReportLine]] = {}
    for line in lines:
        kept = plans.setdefault(repr(line.plan), {})
        # One that was timed says more.
        kept[line.seed] = line if line.seed not in kept or line.dense["latency"] else kept[line.seed]
    return [spot for seeds in plans.values() for spot in _spot(list(seeds.values()), "dense", across)]


def _spot(seeds: Sequence[ReportLine], which: str, across: str) -> list[Spot]:
    """The seeds of a run as a spot; none if they were not timed and time is asked for."""
    times = [time / MS_PER_S for line in seeds if (time := p50(line, which, ENGINE)) is not None]
    values = times if across == "latency" else figures(seeds, which, across)
    if not values:
        return []
    score = interval(figures(seeds, which, "score"))
    return [Spot(interval(values).mean, score.mean, score.half or 0.0)]


def _draw(task: str, lines: Sequence[ReportLine], path: Path) -> Path:
    """Write the chart of one task; the same lines give the same bytes."""
    figure = Figure(figsize=(12, 4.2), layout="constrained")
    panels = figure.subplots(1, len(ACROSS), sharey=True)
    names = [DENSE, *dict.fromkeys(f"{line.method}:{line.arm}" for line in lines)]
    for axes, across in zip(panels, ACROSS, strict=True):
        _fill(axes, spots(lines, across), names)
        axes.set_xlabel(ACROSS[across])
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(EngFormatter("s" if across == "latency" else "", sep=""))
        axes.xaxis.set_minor_formatter(NullFormatter())
    panels[0].set_ylabel(lines[0].score_name)
    figure.suptitle(f"{task}: means over seeds with 95 % intervals; latency of the first seed", fontsize=10)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right upper", fontsize=7, frameon=False)
    with mpl.rc_context({"svg.hashsalt": "gesture"}):
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    return path


def _fill(axes: Axes, found: Mapping[str, Sequence[Spot]], names: Sequence[str]) -> None:
    """Draw one panel; an arm looks the same in all of them."""
    colours = mpl.colormaps["tab10"]
    if not found:
        axes.text(0.5, 0.5, "not timed", ha="center", transform=axes.transAxes)
    for name, those in found.items():
        number = names.index(name)
        x, y, half = ([getattr(spot, field) for spot in those] for field in ("x", "score", "half"))
        colour = "black" if name == DENSE else colours(number % 10)
        drawn = axes.errorbar(x, y, half, label=name, color=colour, ecolor=colour, markersize=5, linewidth=1, capsize=2)
        drawn.lines[0].set(marker=MARKS[number % len(MARKS)], linestyle="" if name == DENSE else "-")
