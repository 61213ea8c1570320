"""What ultralytics is told about a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from ultralytics.cfg import get_cfg

from training.recipe import Recipe
from training.yolo.trainer import overrides_for


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(minutes=30, device="cpu", optimizer="MuSGD")])
def test_ultralytics_knows_every_argument(recipe: Recipe) -> None:
    get_cfg(overrides=overrides_for(recipe, Path("runs") / "mine", None))


def test_a_recipe_means_the_same_to_ultralytics(tmp_path: Path) -> None:
    told = overrides_for(Recipe(batch=48, close_epochs=3, minutes=30, learning_rate=0.02), tmp_path / "mine", None)
    # One step for each batch, at the rate that was asked for.
    assert told["batch"] == told["nbs"] == 48
    assert (told["close_mosaic"], told["time"], told["lr0"]) == (3, 0.5, 0.02)
    assert (told["project"], told["name"]) == (str(tmp_path), "mine")


def test_a_resumed_run_is_told_by_its_checkpoint(tmp_path: Path) -> None:
    last = tmp_path / "last.pt"
    assert overrides_for(Recipe(epochs=7), tmp_path, last) == {"resume": str(last), "model": str(last), "device": None}
