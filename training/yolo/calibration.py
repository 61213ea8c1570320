"""Painted training pictures for what is measured rather than trained: Taylor's gradients, batch-norm statistics."""

from __future__ import annotations

import dataclasses

from training.data.loader import BatchLoader, TrainingData, load_data
from training.data.paint import Batch
from training.recipe import Recipe
from training.yolo.device import training_device

BATCHES = 16
PICTURES = 32  # in each


def calibration_batches(recipe: Recipe, data: TrainingData | None = None) -> list[Batch]:
    """The same batches for the same recipe, painted as in the closing phase.

    Args:
        data: What the recipe names, if it is decoded already.
    """
    data = data or load_data(recipe, training_device(recipe.device))
    plain = dataclasses.replace(recipe, workers=0, augment=recipe.closing)
    loader = BatchLoader(data, plain, min(recipe.batch, PICTURES), rank=0)
    batches = (Batch(batch["img"], batch["batch_idx"], batch["cls"], batch["bboxes"]) for batch in loader)
    return [batch for _, batch in zip(range(BATCHES), batches, strict=False)]
