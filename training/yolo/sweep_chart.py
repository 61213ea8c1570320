"""Draws the pruning table: accuracy against measured time, a panel for each engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.yolo.cell import Origin
from training.yolo.sweep_table import ENGINES, Row, p50, title

MARKS = "osD^v"
LONE_MARKS = "*XPd"  # of networks that are no line: dense and the controls
Points = list[tuple[float, float, str]]  # milliseconds, mAP50-95, what is written beside it


def draw_chart(rows: Sequence[Row], path: Path) -> Path:
    """Write the chart; the same rows give the same bytes."""
    engines = [engine for engine in ENGINES if any(p50(row, engine) is not None for row in rows)]
    figure = Figure(figsize=(4.2 * max(len(engines), 1) + 1.8, 4.2), layout="constrained")
    panels = figure.subplots(1, max(len(engines), 1), sharey=True, squeeze=False)[0]
    for axes, engine in zip(panels, engines, strict=False):
        _fill(axes, lines(rows, engine))
        axes.set_xlabel(f"{ENGINES[engine]}, p50 in ms")
        axes.set_xlim(left=0)
        axes.grid(visible=True, linewidth=0.3)
    panels[0].set_ylabel("mAP50-95 of the test split")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right upper", fontsize=8, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": "gesture"}):
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    return path


def lines(rows: Sequence[Row], engine: str) -> Mapping[str, Points]:
    """Where the networks lie in one engine: the cut ones of a criterion together, every other one by itself."""
    timed = sorted((row for row in rows if p50(row, engine) is not None), key=_name)
    return {name: sorted(_point(row, engine) for row in those) for name, those in groupby(timed, key=_name)}


def _name(row: Row) -> str:
    """What a network is called in the legend."""
    cell = row["cell"]
    return str(cell["criterion"]) if Origin(cell["origin"]) is Origin.CUT else title(row)


def _point(row: Row, engine: str) -> tuple[float, float, str]:
    """One network."""
    is_cut = Origin(row["cell"]["origin"]) is Origin.CUT
    note = f"{100 * row['cell']['pruning_ratio']:.0f} %" if is_cut else ""
    return p50(row, engine) or 0.0, float(row["test"]["map50_95"]), note


def _fill(axes: Axes, found: Mapping[str, Points]) -> None:
    """Draw one panel; a criterion looks the same in all of them."""
    colours = mpl.colormaps["tab10"]
    lone = [name for name, points in found.items() if not any(point[2] for point in points)]
    for number, (name, points) in enumerate(sorted(found.items(), key=lambda entry: entry[0] in lone)):
        x, y, _ = zip(*points, strict=True)
        mark = LONE_MARKS[lone.index(name) % len(LONE_MARKS)] if name in lone else MARKS[number % len(MARKS)]
        colour = "black" if name in lone else colours(number % 10)
        axes.plot(x, y, mark, label=name, color=colour, linestyle="" if name in lone else "-", markersize=6)
        for point in points:
            axes.annotate(point[2], point[:2], xytext=(4, 3), textcoords="offset points", fontsize=6)
