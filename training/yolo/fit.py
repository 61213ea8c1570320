"""Runs one recipe: from scratch, from other weights, or on from where a run was stopped."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Mapping
from pathlib import Path

import torch

from training.data.loader import TrainingData, load_data
from training.errors import CheckpointError, RecipeError
from training.recipe import Recipe, make_recipe
from training.yolo import processes
from training.yolo.checkpoint import load_network, save_network
from training.yolo.device import machine, training_device
from training.yolo.heard import Hear, nobody
from training.yolo.trainer import TEACHER_FILE, StructureTrainer, overrides_for
from training.yolo.weights_file import find_weights

RECIPE_FILE = "recipe.json"
FACTS_FILE = "facts.json"  # written when a run has come to its end


def fit(
    recipe: Recipe, folder: Path, *, resumes: bool = False, data: TrainingData | None = None, hear: Hear = nobody
) -> Path:
    """Train, and return the checkpoint of the last epoch (averaged weights).

    The last epoch rather than the best: its schedule has run out, and choosing among epochs by a small validation set
    flatters the choice.

    Args:
        folder: Where checkpoints and figures go; a run that was stopped there goes on if `resumes`.
        data: What the recipe names, if it is decoded already.
        hear: Is told how far the run is.

    Raises:
        CheckpointError: There is nothing to resume, or the weights to start from cannot be read.
        DataError: The data that the recipe names is not there.
        RecipeError: It asks for distillation and names no teacher.
    """
    last = folder / "weights" / "last.pt"
    if resumes:
        recipe = _recipe_of(folder, last)
        if (folder / FACTS_FILE).is_file() or _ended_unnoticed(folder, last):
            return last  # the run has come to its end
    if processes.is_first():
        _begin_folder(folder, recipe)
        if recipe.distill and not resumes:
            _begin_teacher(folder, recipe)
    device = training_device(recipe.device)
    started = time.time()
    overrides = overrides_for(recipe, folder, last if resumes else None)
    trainer = StructureTrainer(recipe, data or load_data(recipe, device), overrides, hear)
    if recipe.weights and not resumes:
        trainer.model = trainer.get_model(weights=load_network(find_weights(recipe.weights)))
    try:
        trainer.train()
    finally:
        processes.leave()
    if processes.is_first():
        _write_facts(folder, trainer.epoch + 1, trainer.metrics, time.time() - started)
    return last


def _begin_folder(folder: Path, recipe: Recipe) -> None:
    """Keep what the run was to be, for whoever resumes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FACTS_FILE).unlink(missing_ok=True)
    (folder / RECIPE_FILE).write_text(json.dumps(dataclasses.asdict(recipe), indent=1), encoding="utf-8")


def _begin_teacher(folder: Path, recipe: Recipe) -> None:
    """Put the teacher of a distillation where the run finds it, as a `.pt`: ultralytics reads nothing else."""
    if not recipe.teacher:
        raise RecipeError(f"The recipe {recipe.name} distils (distill = {recipe.distill:g}) from no teacher; name one.")
    save_network(load_network(find_weights(recipe.teacher)), folder / TEACHER_FILE)


def _recipe_of(folder: Path, last: Path) -> Recipe:
    """The recipe of a run that can be gone on with."""
    path = folder / RECIPE_FILE
    if not path.is_file():
        raise CheckpointError(f"{folder} is not the folder of a run: it has no {RECIPE_FILE}.")
    if not last.is_file():
        raise CheckpointError(f"There is no checkpoint in {folder}; start the run without --resume.")
    return make_recipe(json.loads(path.read_text(encoding="utf-8")), str(path))


def _ended_unnoticed(folder: Path, last: Path) -> bool:
    """Whether a run was killed between its last checkpoint and its facts, which are written then."""
    saved = torch.load(last, map_location="cpu", weights_only=False)  # of our own folder, as resuming reads it
    if saved.get("epoch", -1) + 1 < saved["train_args"]["epochs"]:
        return False
    if processes.is_first():
        _write_facts(folder, saved["epoch"] + 1, saved["train_metrics"], None)
    return True


def _write_facts(folder: Path, epochs: int, metrics: Mapping[str, object], seconds: float | None) -> None:
    """What the run did, for the report: epochs, seconds (if known), machine and the last validation."""
    facts = {
        "epochs": epochs,
        "seconds": None if seconds is None else round(seconds, 1),
        "machine": machine(),
        "processes": processes.count(),
        "val": {key.removeprefix("metrics/"): float(value) for key, value in metrics.items() if "metrics" in key},  # type: ignore[arg-type]
    }
    part = folder / f"{FACTS_FILE}.part"
    part.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    part.replace(folder / FACTS_FILE)
