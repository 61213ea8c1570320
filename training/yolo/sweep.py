"""The pruning table: every criterion at every ratio with the same fine-tuning, and the networks it must beat.

Cells are independent folders, so a sweep can be stopped, resumed and shared between processes.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.channels.criterion import SPARSE_TRAINED, Criterion
from training.data.files import write_whole
from training.data.loader import TrainingData, load_data
from training.data.store import PictureStore, load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.recipe import Recipe
from training.yolo.calibration import calibration_batches
from training.yolo.cell import (
    NANO,
    SHAPE_FROM,
    SHAPE_RATIO,
    Cell,
    Origin,
    SweepOptions,
    cells,
    cut_cell,
)
from training.yolo.checkpoint import load_network, save_network, with_random_weights
from training.yolo.device import machine, training_device
from training.yolo.evaluate import Scores, predict, score, torch_model
from training.yolo.fit import FACTS_FILE, fit
from training.yolo.prune import prune, recalibrate
from training.yolo.reconstruct import reconstruct
from training.yolo.sizes import sizes

CELL_FILE, TUNED_FILE = "cell.json", "tuned.pt"  # of a finished cell
FINE_FOLDER = "fine"  # of its run


class Sweep:
    """Makes cells one after the other with the pictures decoded once.

    Args:
        recipe: The fine-tuning, the same for every cell.
        folder: Where cells lie; finished ones are left alone.
    """

    def __init__(self, recipe: Recipe, folder: Path, options: SweepOptions, say: Callable[[str], None]) -> None:
        self._recipe, self._folder, self._options, self._say = recipe, folder, options, say
        self._device = training_device(recipe.device)
        data = load_data(recipe, self._device)
        self._data: TrainingData = dataclasses.replace(data, val=evenly(data.val, options.val_pictures))
        test = labelled_pictures(read_folder(resolve(recipe.data)), "test")
        self._test = load_pictures(test, recipe.input_px)

    def run(self) -> None:
        """Make every cell that is not there yet."""
        for cell in cells(self._options):
            done = self._folder / cell.name / CELL_FILE
            if done.is_file():
                self._say(f"{cell.name}: already there")
                continue
            row = self._cell(cell)
            write_whole(done, json.dumps(row, indent=1))
            self._say(f"{cell.name}: test mAP50-95 {row['test']['map50_95']:.4f} after fine-tuning")

    def _cell(self, cell: Cell) -> dict[str, Mapping[str, object]]:
        """Begin with what the cell begins with, score, train and score again."""
        start = self._start(cell)
        after = load_network(self._tuned(cell, start)).to(self._device)
        save_network(after, self._folder / cell.name / TUNED_FILE)
        row: dict[str, Mapping[str, object]] = {
            "cell": _facts(cell, self._recipe.seed),
            "budget": self._budget(cell),
            "size": sizes(after),
            "val": self._scores(after, self._data.val),
            "test": self._scores(after, self._test),
            "trained_on": {"machine": machine()},
        }
        if start and cell.origin in (Origin.DENSE, Origin.CUT):  # random weights have nothing to score
            row["val_not_tuned"] = self._scores(load_network(start).to(self._device), self._data.val)
        return row

    def _tuned(self, cell: Cell, start: Path | None) -> Path:
        """The checkpoint after the fine-tuning; gone on with where it was stopped."""
        if start is not None and cell.origin is Origin.START:
            return start
        recipe = dataclasses.replace(self._recipe, name=cell.name, weights=str(start or ""))
        if cell.origin is Origin.NANO:
            recipe = dataclasses.replace(recipe, architecture=NANO)
        fine = self._folder / cell.name / FINE_FOLDER
        return fit(recipe, fine, resumes=(fine / "weights" / "last.pt").is_file(), data=self._data)

    def _budget(self, cell: Cell) -> dict[str, object]:
        """What a cell's training saw, and how long it took (None if it was stopped on the way)."""
        recipe, sparse = self._recipe, self._options.sparse_epochs if cell.is_sparse_trained else 0
        facts = self._folder / cell.name / FINE_FOLDER / FACTS_FILE
        epochs = 0 if cell.origin is Origin.START else recipe.epochs
        in_an_epoch = whole_batches(recipe)
        return {
            "epochs": epochs,
            "pictures": epochs * in_an_epoch,
            "sparse_pictures": sparse * in_an_epoch,
            "batch": recipe.batch,
            "input_px": recipe.input_px,
            "reconstructs": self._options.reconstructs,
            "val_pictures": len(self._data.val),
            "seconds": json.loads(facts.read_text(encoding="utf-8"))["seconds"] if epochs else 0.0,
        }

    def _start(self, cell: Cell) -> Path | None:
        """The checkpoint that a cell's fine-tuning starts from; None for a design with random weights."""
        if cell.origin is Origin.NANO:
            return None
        if cell.origin in (Origin.START, Origin.DENSE):
            return self._options.dense
        if cell.origin is Origin.SHAPE:
            return self._reborn(cell)
        assert cell.criterion is not None
        return self._pruned(cell.criterion, cell.pruning_ratio)

    def _pruned(self, criterion: Criterion, pruning_ratio: float) -> Path:
        """The cut network, with its batch norms measured anew, and its weights solved for where that is asked."""
        pruned = self._folder / cut_cell(criterion, pruning_ratio).name / "pruned.pt"
        if not pruned.is_file():
            network = load_network(self._sparse(criterion)).to(self._device)
            batches = calibration_batches(self._recipe, self._data)
            whole = copy.deepcopy(network)
            torch.manual_seed(self._recipe.seed)  # the control cuts at random
            prune(network, criterion, pruning_ratio, batches)
            if self._options.reconstructs:
                reconstruct(whole, network, batches)
            else:
                recalibrate(network, batches)
            save_network(network, pruned)
        return pruned

    def _reborn(self, cell: Cell) -> Path:
        """A cut network's widths with random weights."""
        start = self._folder / cell.name / "random.pt"
        if not start.is_file():
            shape = load_network(self._pruned(SHAPE_FROM, SHAPE_RATIO))
            save_network(with_random_weights(shape, self._recipe.seed), start)
        return start

    def _sparse(self, criterion: Criterion) -> Path:
        """The checkpoint that a criterion cuts: the dense one, trained on with its own regulariser where it has one."""
        if criterion not in SPARSE_TRAINED:
            return self._options.dense
        field, _ = SPARSE_TRAINED[criterion]
        folder = self._folder / f"sparse_{criterion.value}"
        if (folder / FACTS_FILE).is_file():
            return folder / "weights" / "last.pt"
        changes = {field: getattr(self._options, field), "epochs": self._options.sparse_epochs, "close_epochs": 0}
        recipe = dataclasses.replace(self._recipe, name=folder.name, weights=str(self._options.dense), **changes)
        return fit(recipe, folder, resumes=(folder / "weights" / "last.pt").is_file(), data=self._data)

    def _scores(self, network: nn.Module, store: PictureStore) -> dict[str, float]:
        """The figures of one split."""
        names = self._data.names
        return brief(score(predict(torch_model(network), store, self._recipe.input_px), names))


def whole_batches(recipe: Recipe) -> int:
    """How many pictures an epoch trains on."""
    return max(recipe.epoch_pictures // recipe.batch, 1) * recipe.batch


def evenly(store: PictureStore, count: int) -> PictureStore:
    """As many pictures of a store, from its beginning to its end; all if count is 0 or more than there are."""
    if not 0 < count < len(store):
        return store
    rows = np.linspace(0, len(store) - 1, count).round().astype(np.int64)
    boxes = tuple(store.boxes[row] for row in rows)
    return PictureStore(store.pixels[torch.from_numpy(rows)], store.sizes[rows], boxes)


def _facts(cell: Cell, seed: int) -> dict[str, object]:
    """What a row is."""
    criterion = cell.criterion.value if cell.criterion else ""
    named = {"name": cell.name, "origin": cell.origin.value, "criterion": criterion}
    return {**named, "pruning_ratio": cell.pruning_ratio, "seed": seed}


def brief(scores: Scores) -> dict[str, float]:
    """The figures of a table row."""
    wanted = ("map50", "map50_95", "map50_gestures", "precision", "recall", "f1", "hand_accuracy")
    return {name: round(float(getattr(scores, name)), 5) for name in wanted}
