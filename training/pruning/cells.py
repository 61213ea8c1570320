"""The finished cells of a protocol, one seed of one arm of one trial each: a file of JSON lines for every paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.errors import DataError
from training.pruning.report import FILE, ReportLine, read


@dataclass(frozen=True, slots=True)
class Cell:
    """A report line, and the trial that it belongs to."""

    trial: str
    line: ReportLine


def cells_file(folder: Path, method: str) -> Path:
    """Where the cells of a paper lie."""
    return folder / f"{method}.jsonl"


def write_cells(cells: Sequence[Cell], path: Path) -> None:
    """Write all cells of a paper, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    text = "".join(f"{json.dumps({'trial': cell.trial, **asdict(cell.line)})}\n" for cell in cells)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def read_cells(path: Path) -> list[Cell]:
    """All cells of a paper; none if there is no such file.

    Raises:
        DataError: A line is not a cell.
    """
    if not path.is_file():
        return []
    cells = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            facts = json.loads(text)
            cells.append(Cell(facts.pop("trial"), ReportLine(**facts)))
        except (json.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
            raise DataError(f"{path}, line {number} is no cell of a protocol ({error}); run it again.") from None
    return cells


def lines_of(folder: Path) -> list[ReportLine]:
    """All report lines of a folder: of its report, or else of the papers whose cells lie there; each once."""
    if (folder / FILE).is_file():
        return read(folder / FILE)
    lines = [cell.line for path in sorted(folder.glob("*.jsonl")) for cell in read_cells(path)]
    return list({(line.run, line.seed): line for line in lines}.values())
