"""What the paper that the gesture network follows says of it, beside what was measured: rows of README's evidence.

Novel Human Machine Interface via Robust Hand Gesture Recognition System using Channel Pruned YOLOv5s Model, Sen et al.
2024, arXiv:2407.02585. Its networks were trained once each, as were ours, so no verdict here rests on seeds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import DataError

NAME = "yolov5s"
ABSTRACT = "arXiv:2407.02585, abstract"
ALLOWED = 0.02  # points of mAP50 that a cut may cost
SMALL = 0.5  # share of the parameters and of the work that is small
FAST_FPS = 60.0
ONCE = "each network was trained once, so chance is not ruled out"
ONE_MACHINE = "on one machine, and not the paper's"

Row = tuple[str, str, str, str, str, str]  # method, claim, source, measured here, seeds, verdict


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured, and whether it is as claimed."""

    name: str
    value: float
    holds: bool

    @property
    def text(self) -> str:
        """As the other rows have it."""
        return f"{self.name} {self.value:.4g} ({'holds' if self.holds else 'fails'})"


def rows(report: Path, peers: Path) -> list[Row]:
    """One row for each claim; none without reports.

    Args:
        report: The gesture networks, as `gesture-train table` writes them.
        peers: How fast the whole line is, as the bench of others writes it.

    Raises:
        DataError: A report is damaged, or has no dense network or none that was cut and tuned.
    """
    if not report.is_file() or not peers.is_file():
        return []
    try:
        networks = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
        small, fast = _small(networks), _fast(json.loads(peers.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, KeyError, StopIteration) as error:
        raise DataError(f"{report} or {peers} is no report ({type(error).__name__}); measure again.") from None
    return [
        _row(
            "Channels cut and the rest fine-tuned, YOLOv5s detects gestures nearly as well: here, with less than half "
            "of the parameters and of the work, less than 2 points of mAP50 behind.",
            f"{ABSTRACT}; the margins are ours",
            small,
            ONCE,
        ),
        _row("It does so at more than 60 frames a second.", ABSTRACT, fast, ONE_MACHINE),
        (
            NAME,
            "It is more precise than other published networks.",
            ABSTRACT,
            "",
            "",
            "**not testable at this scale**: its main pictures, NITR-HGR, are not published",
        ),
    ]


def _small(networks: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Every network that was cut and tuned, beside the dense one."""
    dense = next(one for one in networks if str(one["network"]).startswith("dense"))
    cut = [one for one in networks if str(one["network"]).endswith(", tuned")]
    next(iter(cut))
    return [figure for one in cut for figure in _beside(dense, one)]


def _beside(dense: Mapping[str, Any], one: Mapping[str, Any]) -> list[Figure]:
    """What is left of the dense network's size and work, and what was lost."""
    name = str(one["network"]).replace("`", "")
    shares = [
        Figure(f"{word} over dense, {name}", share, share < SMALL)
        for word, key in (("parameters", "params"), ("multiply-accumulates", "macs"))
        for share in [one["size"][key] / dense["size"][key]]
    ]
    lost = one["test"]["map50"] - dense["test"]["map50"]
    return [*shares, Figure(f"mAP50 minus dense, {name}", lost, lost > -ALLOWED)]


def _fast(peers: Mapping[str, Any]) -> list[Figure]:
    """How fast the whole line is."""
    fps = float(next(row["fps"] for row in peers["rows"] if row["peer"] == "ours"))
    return [Figure(f"frames a second, default, whole line, one core of {peers['machine']}", fps, fps > FAST_FPS)]


def _row(claim: str, source: str, figures: Sequence[Figure], reserve: str) -> Row:
    """One claim, which without seeds holds with a reserve at best."""
    fails = not any(figure.holds for figure in figures)
    verdict = "**not reproduced**" if fails else f"**partly**: {reserve}"
    return NAME, claim, source, "; ".join(figure.text for figure in figures), "1", verdict
