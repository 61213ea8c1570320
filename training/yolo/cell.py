"""The rows of the pruning table: what is cut by which criterion and how far, and what it must beat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path

from training.channels.criterion import SPARSE_EPOCHS, SPARSE_TRAINED, Criterion
from training.errors import RecipeError

# Those of the table; the others are for whoever prunes one network.
SWEPT = (Criterion.SLIMMING, Criterion.L1, Criterion.TAYLOR, Criterion.GROUP_NORM, Criterion.RANDOM)
SHAPE_FROM = Criterion.TAYLOR  # the shape that is trained from scratch is that of the shipped networks
SHAPE_RATIO = 0.5
NANO = "yolov5n.yaml"


class Origin(Enum):
    """What a row's network starts its training as."""

    START = "start"  # the trained dense network, and it stays as it is
    DENSE = "dense"  # the trained dense network
    CUT = "cut"  # that, with channels removed
    NANO = "nano"  # a small design with random weights
    SHAPE = "shape"  # the widths of a cut network with random weights


@dataclass(frozen=True, slots=True)
class SweepOptions:
    """What a sweep makes."""

    dense: Path  # checkpoint of the trained dense network
    criteria: tuple[Criterion, ...] = SWEPT
    ratios: tuple[float, ...] = (0.5, 0.3, 0.7)  # in the order of the work: a table that is stopped should be of use
    slim: float = SPARSE_TRAINED[Criterion.SLIMMING][1]  # total pull on every batch-norm scale during sparse training
    group_sparsity: float = SPARSE_TRAINED[Criterion.GROUP_NORM][1]
    sparse_epochs: int = SPARSE_EPOCHS
    reconstructs: bool = False  # whether a cut is made up for by least squares before the fine-tuning
    val_pictures: int = 0  # as many of the val split, evenly chosen, are scored; 0: all
    only: tuple[str, ...] = ()  # names of cells, in the order of the work; empty: all


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the table."""

    name: str
    origin: Origin
    criterion: Criterion | None = None  # None: nothing was cut
    pruning_ratio: float = 0.0

    @property
    def is_sparse_trained(self) -> bool:
        """Whether it had a training before its cut."""
        return self.origin is Origin.CUT and self.criterion in SPARSE_TRAINED


SCRATCH = Cell(f"scratch_{round(100 * SHAPE_RATIO)}", Origin.SHAPE, SHAPE_FROM, SHAPE_RATIO)
CONTROLS = (Cell("yolov5n", Origin.NANO), SCRATCH)


def cut_cell(criterion: Criterion, pruning_ratio: float) -> Cell:
    """The row of one criterion at one ratio."""
    return Cell(f"{criterion.value}_{round(100 * pruning_ratio)}", Origin.CUT, criterion, pruning_ratio)


def cells(options: SweepOptions) -> list[Cell]:
    """All rows that are asked for, in the order of the work.

    At ratio 0 nothing is cut, so one row, `dense`, stands for all criteria that do not train sparsely before.

    Raises:
        RecipeError: `only` names a row that does not exist.
    """
    by_ratio = [[cut_cell(criterion, ratio) for criterion in options.criteria] for ratio in options.ratios]
    uncut = [cut_cell(criterion, 0) for criterion in options.criteria if criterion in SPARSE_TRAINED]
    first, rest = chain(*by_ratio[:1]), chain(*by_ratio[1:])
    every = [Cell("start", Origin.START), Cell("dense", Origin.DENSE), *first, *CONTROLS, *rest, *uncut]
    by_name = {cell.name: cell for cell in every}
    unknown = set(options.only) - set(by_name)
    if unknown:
        raise RecipeError(f"There is no cell {', '.join(sorted(unknown))}; there are {', '.join(by_name)}.")
    return [by_name[name] for name in options.only] or every
