"""The rows of the pruning table."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.channels.criterion import Criterion
from training.errors import RecipeError
from training.yolo.cell import SWEPT, Origin, SweepOptions, cells


def test_every_criterion_is_tried_at_every_ratio() -> None:
    cut = [row for row in cells(SweepOptions(Path("dense.pt"))) if row.pruning_ratio and row.origin is Origin.CUT]
    assert len(cut) == len(SWEPT) * 3
    assert {row.name for row in cut} >= {"taylor_50", "l1_30", "random_70"}


def test_what_a_cut_network_must_beat_is_a_row_too() -> None:
    names = [row.name for row in cells(SweepOptions(Path("dense.pt")))]
    assert len(names) == len(set(names)) == len(SWEPT) * 3 + 6
    # At ratio 0 the one-shot criteria all give the dense network; the sparsely trained ones have one of their own.
    assert {"start", "dense", "slimming_0", "group_norm_0", "yolov5n", "scratch_50"} <= set(names)


def test_a_table_that_is_stopped_early_is_of_use() -> None:
    names = [row.name for row in cells(SweepOptions(Path("dense.pt")))]
    halves = [f"{criterion.value}_50" for criterion in SWEPT]
    assert names[: 4 + len(halves)] == ["start", "dense", *halves, "yolov5n", "scratch_50"]


def test_some_rows_can_be_asked_for() -> None:
    (row,) = cells(SweepOptions(Path("dense.pt"), only=("slimming_50",)))
    assert (row.criterion, row.pruning_ratio, row.is_sparse_trained) == (Criterion.SLIMMING, 0.5, True)
    with pytest.raises(RecipeError, match="no cell magic_50; there are start, dense, slimming_50"):
        cells(SweepOptions(Path("dense.pt"), only=("slimming_50", "magic_50")))
