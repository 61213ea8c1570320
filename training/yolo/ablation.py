"""Makes the cells of an ablation: every arm with every seed, each cut, tuned and scored on val.

Cells are independent folders, so an ablation can be stopped, resumed and shared between processes.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from training.channels.criterion import Criterion
from training.data.files import write_whole
from training.data.loader import TrainingData, load_data
from training.recipe import Recipe
from training.yolo.arms import Arm, Cut, chosen
from training.yolo.calibration import calibration_batches
from training.yolo.checkpoint import load_network, save_network
from training.yolo.device import machine, training_device
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.fit import FACTS_FILE, fit
from training.yolo.prune import prune
from training.yolo.repairs import REPAIRS
from training.yolo.sizes import sizes
from training.yolo.sweep import brief, evenly, whole_batches

CELL_FILE = "cell.json"  # of a finished cell
PRUNED_FILE, FINE_FOLDER = "pruned.pt", "fine"  # of each step


@dataclass(frozen=True, slots=True)
class AblationOptions:
    """What an ablation makes."""

    dense: Path  # checkpoint of the trained dense network, which is cut and teaches
    seeds: int = 3  # the recipe's and those that follow it
    val_pictures: int = 0  # as many of the val split, evenly chosen, are scored; 0: all
    only: tuple[str, ...] = ()  # names of arms; empty: all


@dataclass(frozen=True, slots=True)
class Tuned:
    """What became of the dense network in one cell."""

    pruned: Path  # right after the last cut
    last: Path  # after the tuning
    seconds: float | None  # of all trainings; None if one was stopped on the way


class Ablation:
    """Makes cells one after the other, with the pictures of each arm decoded once.

    Channels are judged, and repairs are made, on pictures that the base recipe paints, so that all arms of a seed tune
    the same cut unless they change the cut itself.

    Args:
        arms: As they are read from a file, the base first.
        folder: Where cells lie; finished ones are left alone.
    """

    def __init__(self, arms: Sequence[Arm], folder: Path, options: AblationOptions, say: Callable[[str], None]) -> None:
        self._base, self._arms = arms[0], chosen(arms, options.only)
        self._folder, self._options, self._say = folder, options, say
        self._device = training_device(self._base.recipe.device)
        self._decoded: dict[tuple[object, ...], TrainingData] = {}

    def run(self) -> None:
        """Make every cell that is not there yet; one seed of all arms before the next seed."""
        first = self._base.recipe.seed
        for seed in range(first, first + self._options.seeds):
            for arm in self._arms:
                done = cell_folder(self._folder, arm.name, seed) / CELL_FILE
                if done.is_file():
                    self._say(f"{arm.name}, seed {seed}: already there")
                    continue
                row = self._cell(arm, seed)
                write_whole(done, json.dumps(row, indent=1))
                self._say(f"{arm.name}, seed {seed}: {row['val']}")

    def _cell(self, arm: Arm, seed: int) -> dict[str, object]:
        """Cut, tune and score."""
        tuned = self._tuned(arm, seed)
        before, after = (load_network(path).to(self._device) for path in (tuned.pruned, tuned.last))
        dense, recipe = load_network(self._options.dense).to(self._device), arm.recipe
        budget = {key: getattr(recipe, key) for key in ("epochs", "batch", "input_px")}
        budget |= {"pictures": recipe.epochs * whole_batches(recipe), "val_pictures": len(self._data(recipe).val)}
        small, large = (sizes(network, recipe.input_px) for network in (after, dense))
        return {
            "arm": arm.name,
            "says": arm.says,
            "changes": dict(arm.changes),
            "seed": seed,
            "cut": dataclasses.asdict(arm.cut),
            "budget": budget,
            "seconds": tuned.seconds,
            "left": {key: round(small[key] / large[key], 4) for key in ("params", "macs")},
            "val_not_tuned": self._scores(before, recipe),
            "val": self._scores(after, recipe),
            "machine": machine(),
        }

    def _tuned(self, arm: Arm, seed: int) -> Tuned:
        """Take every step of the cut, with its share of the tuning after it; gone on with where that was stopped."""
        recipe = part_of(arm.recipe, arm.cut.steps, seed, str(self._options.dense))
        pruned = last = self._options.dense
        seconds: list[float | None] = []
        for number in range(1, arm.cut.steps + 1):
            step = cell_folder(self._folder, arm.name, seed) / f"step_{number}"
            pruned = self._pruned(last, arm.cut, number, seed, step / PRUNED_FILE)
            fine = step / FINE_FOLDER
            stopped = (fine / "weights" / "last.pt").is_file()
            was_there = (fine / FACTS_FILE).is_file()
            last = fit(
                dataclasses.replace(recipe, weights=str(pruned)), fine, resumes=stopped, data=self._data(arm.recipe)
            )
            facts = json.loads((fine / FACTS_FILE).read_text(encoding="utf-8"))
            seconds.append(None if stopped and not was_there else facts["seconds"])
        known = [spent for spent in seconds if spent is not None]
        return Tuned(pruned, last, round(sum(known), 1) if len(known) == len(seconds) else None)

    def _pruned(self, before: Path, cut: Cut, number: int, seed: int, path: Path) -> Path:
        """The network after one step of the cut and its repair."""
        if not path.is_file():
            network = load_network(before).to(self._device)
            recipe = dataclasses.replace(self._base.recipe, seed=seed)
            batches = calibration_batches(recipe, self._data(self._base.recipe))
            whole: nn.Module = copy.deepcopy(network)
            torch.manual_seed(seed)  # a criterion may cut at random
            prune(network, Criterion(cut.criterion), cut.step_ratio(number), batches)
            REPAIRS[cut.repair](whole, network, batches)
            save_network(network, path)
        return path

    def _data(self, recipe: Recipe) -> TrainingData:
        """What a recipe names, decoded; of val only what is scored."""
        key = (recipe.data, recipe.without, recipe.extra, recipe.hand_crops, recipe.input_px)
        if key not in self._decoded:
            data = load_data(recipe, self._device)
            self._decoded[key] = dataclasses.replace(data, val=evenly(data.val, self._options.val_pictures))
        return self._decoded[key]

    def _scores(self, network: nn.Module, recipe: Recipe) -> dict[str, float]:
        """The figures on val, which is there to choose by."""
        data = self._data(recipe)
        return brief(score(predict(torch_model(network), data.val, recipe.input_px), data.names))


def cell_folder(folder: Path, arm: str, seed: int) -> Path:
    """Where one cell lies."""
    return folder / arm / f"seed_{seed}"


def part_of(recipe: Recipe, steps: int, seed: int, dense: str) -> Recipe:
    """The tuning after each of some steps, which together see as many pictures as the whole; the dense one teaches."""
    return dataclasses.replace(
        recipe,
        seed=seed,
        epochs=recipe.epochs // steps,
        close_epochs=recipe.close_epochs // steps,
        warmup_epochs=recipe.warmup_epochs / steps,
        teacher=recipe.teacher or dense,
    )
