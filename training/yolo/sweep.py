"""The pruning table: every criterion at every ratio with the same fine-tuning, and the networks it must beat.

Cells are independent folders, so a sweep can be stopped, resumed and shared between processes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from training.data.loader import load_data
from training.data.store import PictureStore, load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.errors import RecipeError
from training.recipe import Recipe
from training.yolo.calibration import calibration_batches
from training.yolo.checkpoint import load_network, save_network
from training.yolo.device import machine, training_device
from training.yolo.evaluate import Scores, predict, score, torch_model
from training.yolo.fit import fit
from training.yolo.prune import Criterion, count_macs, count_params, prune, recalibrate

SPARSE_TRAINED = {Criterion.SLIMMING: "slim", Criterion.GROUP_NORM: "group_sparsity"}  # and the recipe's field for it
WIDE_PX, HIGH_PX = 416, 256  # what the network sees of a 16:9 camera; MACs are counted for this


@dataclass(frozen=True, slots=True)
class SweepOptions:
    """What a sweep makes."""

    dense: Path  # checkpoint of the trained dense network
    criteria: tuple[Criterion, ...] = tuple(Criterion)
    ratios: tuple[float, ...] = (0.3, 0.5, 0.7)
    slim: float = 0.4  # total pull on every batch-norm scale during sparse training
    group_sparsity: float = 5e-4
    sparse_epochs: int = 8
    only: tuple[str, ...] = ()  # names of cells; empty: all


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the table."""

    name: str
    criterion: Criterion
    pruning_ratio: float


def cells(options: SweepOptions) -> list[Cell]:
    """All rows that are asked for.

    Raises:
        RecipeError: `only` names a row that does not exist.
    """
    every = [Cell(f"{c.value}_{round(100 * r)}", c, r) for c in options.criteria for r in options.ratios]
    unknown = set(options.only) - {cell.name for cell in every}
    if unknown:
        raise RecipeError(
            f"There is no cell {', '.join(sorted(unknown))}; there are {', '.join(c.name for c in every)}."
        )
    return [cell for cell in every if not options.only or cell.name in options.only]


class Sweep:
    """Makes cells one after the other with the pictures decoded once.

    Args:
        recipe: The fine-tuning, the same for every cell.
        folder: Where cells lie; finished ones are left alone.
    """

    def __init__(self, recipe: Recipe, folder: Path, options: SweepOptions, say: Callable[[str], None]) -> None:
        self._recipe, self._folder, self._options, self._say = recipe, folder, options, say
        device = training_device(recipe.device)
        self._data = load_data(recipe, device)
        test = labelled_pictures(read_folder(resolve(recipe.data)), "test")
        self._test = load_pictures(test, recipe.input_px)

    def run(self) -> None:
        """Make every cell that is not there yet."""
        for cell in cells(self._options):
            done = self._folder / cell.name / "cell.json"
            if done.is_file():
                self._say(f"{cell.name}: already there")
                continue
            row = self._cell(cell)
            part = done.with_suffix(".part")
            part.write_text(json.dumps(row, indent=1), encoding="utf-8")
            part.replace(done)
            self._say(f"{cell.name}: test mAP50-95 {row['test']['map50_95']:.4f} after fine-tuning")

    def _cell(self, cell: Cell) -> dict[str, Mapping[str, float | str]]:
        """Prune, score, fine-tune and score again."""
        folder = self._folder / cell.name
        pruned = folder / "pruned.pt"
        if not pruned.is_file():
            network = load_network(self._start(cell.criterion)).to(training_device(self._recipe.device))
            batches = calibration_batches(self._recipe, self._data)
            prune(network, cell.criterion, cell.pruning_ratio, batches)
            recalibrate(network, batches)
            save_network(network, pruned)
        before = load_network(pruned).to(training_device(self._recipe.device))
        recipe = dataclasses.replace(self._recipe, name=cell.name, weights=str(pruned))
        resumes = (folder / "fine" / "weights" / "last.pt").is_file()
        after = load_network(fit(recipe, folder / "fine", resumes=resumes, data=self._data)).to(
            training_device(recipe.device)
        )
        save_network(after, folder / "tuned.pt")
        return {
            "cell": {"criterion": cell.criterion.value, "pruning_ratio": cell.pruning_ratio, "seed": recipe.seed},
            "budget": {"epochs": recipe.epochs, "pictures": recipe.epochs * recipe.epoch_pictures},
            "size": sizes(after),
            "val_not_tuned": self._scores(before, self._data.val),
            "test_not_tuned": self._scores(before, self._test),
            "val": self._scores(after, self._data.val),
            "test": self._scores(after, self._test),
            "trained_on": {"machine": machine()},
        }

    def _start(self, criterion: Criterion) -> Path:
        """The checkpoint that a criterion cuts: the dense one, trained on with its own regulariser where it has one."""
        field = SPARSE_TRAINED.get(criterion)
        if field is None:
            return self._options.dense
        folder = self._folder / f"sparse_{criterion.value}"
        if (folder / "facts.json").is_file():
            return folder / "weights" / "last.pt"
        changes = {field: getattr(self._options, field), "epochs": self._options.sparse_epochs, "close_epochs": 0}
        recipe = dataclasses.replace(self._recipe, name=folder.name, weights=str(self._options.dense), **changes)
        return fit(recipe, folder, resumes=(folder / "weights" / "last.pt").is_file(), data=self._data)

    def _scores(self, network: nn.Module, store: PictureStore) -> dict[str, float]:
        """The figures of one split."""
        names = self._data.names
        return brief(score(predict(torch_model(network), store, self._recipe.input_px), names))


def brief(scores: Scores) -> dict[str, float]:
    """The figures of a table row."""
    wanted = ("map50", "map50_95", "map50_gestures", "precision", "recall", "f1", "hand_accuracy")
    return {name: round(float(getattr(scores, name)), 5) for name in wanted}


def sizes(network: nn.Module) -> dict[str, float]:
    """Parameters and multiply-accumulates of a network."""
    return {
        "params": count_params(network),
        "macs": count_macs(network, WIDE_PX, HIGH_PX),
        "macs_width_px": WIDE_PX,
        "macs_height_px": HIGH_PX,
    }
