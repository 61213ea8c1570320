"""What ultralytics is told about a run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_training import recipe_values, write_folder
from ultralytics.cfg import get_cfg

from training.data.loader import load_data
from training.recipe import Recipe, make_recipe
from training.yolo.trainer import StructureTrainer, overrides_for


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


def test_training_uses_the_threads_that_there_are(tmp_path: Path) -> None:
    """Ultralytics would leave one core idle and use eight at most."""
    folder = tmp_path / "data"
    write_folder(folder)
    recipe = make_recipe(recipe_values(folder, device="cpu"), "test")
    before = torch.get_num_threads()
    torch.set_num_threads(11)
    try:
        StructureTrainer(recipe, load_data(recipe, torch.device("cpu")), overrides_for(recipe, tmp_path / "run", None))
        assert torch.get_num_threads() == 11
    finally:
        torch.set_num_threads(before)
