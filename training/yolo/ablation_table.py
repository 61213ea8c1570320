"""The report of an ablation, one JSON line for each arm and seed, and what README shows of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.errors import DataError
from training.interval import Interval, interval
from training.yolo.ablation import CELL_FILE
from training.yolo.arms import BASE
from training.yolo.table import write_rows

HEADS = ("arm", "what is changed", "MACs left", "right after the cut", "after tuning", "difference to base", "")
UNDECIDED = "not told apart"

Row = Mapping[str, Any]


def write_report(arms: Sequence[str], folder: Path, path: Path) -> None:
    """Write the finished cells of these arms, in their order, with their seeds."""
    rows = [
        json.loads(cell.read_text(encoding="utf-8"))
        for arm in arms
        for cell in sorted((folder / arm).glob(f"seed_*/{CELL_FILE}"))
    ]
    write_rows(sorted(rows, key=lambda row: (arms.index(row["arm"]), row["seed"])), path)


def markdown(path: Path) -> str:
    """A report as README's table.

    Raises:
        DataError: There is no report, it is none of an ablation, or its cells are no match for each other.
    """
    if not path.is_file():
        raise DataError(f"There is no report at {path}; make it with `gesture-train ablate`.")
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if len({json.dumps(row["budget"], sort_keys=True) for row in rows}) > 1:
            raise DataError(f"The cells in {path} had different budgets; make them anew in a folder of their own.")
        return _table(rows)
    except (json.JSONDecodeError, KeyError, IndexError, TypeError) as error:
        raise DataError(f"{path} is no report of an ablation ({type(error).__name__}); make it anew.") from None


def word(difference: Interval) -> str:
    """What a difference says: one that may as well be none says nothing."""
    if difference.half is None or abs(difference.mean) <= difference.half:
        return UNDECIDED
    return "better" if difference.mean > 0 else "worse"


def _table(rows: Sequence[Row]) -> str:
    """One line for each arm."""
    arms = {name: [row for row in rows if row["arm"] == name] for name in dict.fromkeys(row["arm"] for row in rows)}
    lines = [HEADS, ("---",) * len(HEADS), *(_line(name, own, arms.get(BASE, [])) for name, own in arms.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{_footer(rows)}\n"


def _line(name: str, rows: Sequence[Row], base: Sequence[Row]) -> tuple[str, ...]:
    """One arm."""
    before, after = (_text(interval([row[key]["map50_95"] for row in rows]), ".3f") for key in ("val_not_tuned", "val"))
    left = interval([row["left"]["macs"] for row in rows]).mean
    difference = None if name == BASE else _difference(rows, base)
    told = ("", "") if difference is None else (_text(difference, "+.3f"), word(difference))
    return f"`{name}`", rows[0]["says"], f"{100 * left:.0f} %", before, after, *told


def _difference(rows: Sequence[Row], base: Sequence[Row]) -> Interval | None:
    """How much better an arm is than the base, seed by seed; None without a seed that both have."""
    theirs = {row["seed"]: row["val"]["map50_95"] for row in base}
    found = [row["val"]["map50_95"] - theirs[row["seed"]] for row in rows if row["seed"] in theirs]
    return interval(found) if found else None


def _text(found: Interval, digits: str) -> str:
    """A mean with its interval."""
    mean = format(found.mean, digits)
    return mean if found.half is None else f"{mean} ± {found.half:.3f}"


def _footer(rows: Sequence[Row]) -> str:
    """What the figures mean, and what they were measured on."""
    first = next((row for row in rows if row["arm"] == BASE), rows[0])
    budget, cut = first["budget"], first["cut"]
    seeds = sorted({row["seed"] for row in rows})
    those = f"seed{'s' * (len(seeds) > 1)} {', '.join(str(seed) for seed in seeds)}"
    machines = ", ".join(dict.fromkeys(str(row["machine"]) for row in rows))
    return (
        f"mAP50-95 on {budget['val_pictures']} pictures of val, never of test: {100 * cut['pruning_ratio']:.0f} % of "
        f"the channels cut by {cut['criterion']}, then tuned on {budget['pictures']} pictures in {budget['epochs']} "
        f"epochs at {budget['input_px']} px in batches of {budget['batch']}, but for what the arm changes, on "
        f"{machines}. Means over the {those} with 95 % intervals by Student's t; differences are taken seed by seed, "
        "and one whose interval has 0 in it is not told apart from none."
    )
