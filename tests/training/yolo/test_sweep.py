"""The rows of the pruning table; tests/training/commands/test_line.py makes one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_training import recipe_values

from training.errors import RecipeError
from training.recipe import make_recipe
from training.yolo.checkpoint import save_network
from training.yolo.prune import Criterion, count_macs, count_params
from training.yolo.sweep import HIGH_PX, WIDE_PX, Sweep, SweepOptions, cells, sizes


def test_every_criterion_is_tried_at_every_ratio() -> None:
    rows = cells(SweepOptions(Path("dense.pt")))
    assert len(rows) == len(Criterion) * 3
    assert {row.name for row in rows} >= {"taylor_50", "l1_30", "random_70"}


def test_some_rows_can_be_asked_for() -> None:
    (row,) = cells(SweepOptions(Path("dense.pt"), only=("slimming_50",)))
    assert (row.criterion, row.pruning_ratio) == (Criterion.SLIMMING, 0.5)
    with pytest.raises(RecipeError, match="no cell magic_50; there are slimming_30"):
        cells(SweepOptions(Path("dense.pt"), only=("slimming_50", "magic_50")))


def test_sizes_are_those_of_a_wide_picture(network) -> None:
    found = sizes(network)
    assert found["params"] == count_params(network)
    assert found["macs"] == count_macs(network, WIDE_PX, HIGH_PX)
    assert (found["macs_width_px"], found["macs_height_px"]) == (416, 256)


def test_slimming_is_trained_sparse_before_it_is_cut(folder: Path, network, tmp_path: Path) -> None:
    save_network(network, tmp_path / "dense.pt")
    options = SweepOptions(tmp_path / "dense.pt", sparse_epochs=1, only=("slimming_30",))
    said: list[str] = []
    Sweep(make_recipe(recipe_values(folder), "test"), tmp_path / "sweep", options, said.append).run()
    made = {path.relative_to(tmp_path / "sweep").as_posix() for path in (tmp_path / "sweep").rglob("facts.json")}
    assert made == {"sparse_slimming/facts.json", "slimming_30/fine/facts.json"}
    assert said[0].startswith("slimming_30: test mAP50-95")
