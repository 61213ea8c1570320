"""Everything that is measured on painted pictures is measured on the same ones."""

from __future__ import annotations

from pathlib import Path

import torch
from tiny_training import recipe_values

from training.recipe import make_recipe
from training.yolo.calibration import BATCHES, calibration_batches


def test_the_same_recipe_gives_the_same_pictures(folder: Path) -> None:
    recipe = make_recipe(recipe_values(folder, epoch_pictures=200), "test")
    first, again = calibration_batches(recipe), calibration_batches(recipe)
    assert len(first) == BATCHES
    assert first[0].pictures.shape == (4, 3, 64, 64)
    assert all(torch.equal(a.pictures, b.pictures) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0].pictures, first[1].pictures)


def test_large_batches_are_cut_to_what_a_processor_holds(folder: Path) -> None:
    batches = calibration_batches(make_recipe(recipe_values(folder, batch=64, epoch_pictures=64), "test"))
    assert [len(batch.pictures) for batch in batches] == [32, 32]
