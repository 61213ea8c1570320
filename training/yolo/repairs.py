"""What is worth doing right after a cut, before any fine-tuning: the same cut, repaired in several ways and scored."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from training.data.loader import load_data
from training.data.paint import Batch
from training.errors import DataError
from training.recipe import Recipe
from training.yolo.calibration import calibration_batches
from training.yolo.cell import Cell, Origin, SweepOptions, cells
from training.yolo.checkpoint import load_network
from training.yolo.device import machine, training_device
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.prune import prune, recalibrate
from training.yolo.reconstruct import reconstruct
from training.yolo.sweep import brief, evenly

Repair = Callable[[nn.Module, nn.Module, Sequence[Batch]], None]  # of the network before the cut, and after it


def measure_repairs(recipe: Recipe, options: SweepOptions) -> Iterable[dict[str, object]]:
    """Score every asked cell that is a cut of the dense network itself, repaired in every way; one row each.

    Only `val` is looked at, since such a row is there to choose by.
    """
    device = training_device(recipe.device)
    data = load_data(recipe, device)
    val = evenly(data.val, options.val_pictures)
    batches = calibration_batches(recipe, data)
    dense = load_network(options.dense).to(device)
    seen = {"input_px": recipe.input_px, "pictures": sum(len(batch.pictures) for batch in batches)}
    for cell in cells(options):
        if cell.origin is not Origin.CUT or cell.is_sparse_trained:
            continue
        cut = _cut(dense, cell, batches, recipe.seed)
        for name, repair in REPAIRS.items():
            network, started = copy.deepcopy(cut), time.process_time()
            repair(copy.deepcopy(dense), network, batches)
            spent_s = round(time.process_time() - started, 1)
            scores = brief(score(predict(torch_model(network), val, recipe.input_px), data.names))
            facts = {"cell": cell.name, "repair": name, "cpu_s": spent_s, "val_pictures": len(val)}
            yield {**facts, **seen, "val": scores, "machine": machine()}


def markdown(path: Path) -> str:
    """The rows as README's table.

    Raises:
        DataError: There is no report, or it is none of repairs.
    """
    if not path.is_file():
        raise DataError(f"There is no report at {path}; make it with `gesture-train repairs`.")
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return _table(rows)
    except (json.JSONDecodeError, KeyError, IndexError) as error:
        raise DataError(f"{path} is no report of repairs ({type(error).__name__}); measure again.") from None


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """One line for each cut, one column for each repair."""
    by_cell: dict[str, dict[str, str]] = {}
    for row in rows:
        by_cell.setdefault(row["cell"], {})[row["repair"]] = f"{row['val']['map50_95']:.3f} ({row['cpu_s']:.0f} s)"
    names = list(dict.fromkeys(row["repair"] for row in rows))
    lines = [["mAP50-95 right after the cut", *names], ["---"] * (1 + len(names))]
    lines += [[f"`{cell}`", *(found.get(name, "") for name in names)] for cell, found in by_cell.items()]
    first = rows[0]
    says = (
        f"{first['val_pictures']} pictures of val at {first['input_px']} px, no fine-tuning; in brackets the processor "
        f"time of the repair, which saw {first['pictures']} pictures of train, on {first['machine']}."
    )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{says}\n"


def _cut(dense: nn.Module, cell: Cell, batches: Sequence[Batch], seed: int) -> nn.Module:
    """The dense network without the channels of a cell, and nothing else."""
    assert cell.criterion is not None
    network = copy.deepcopy(dense)
    torch.manual_seed(seed)
    prune(network, cell.criterion, cell.pruning_ratio, batches)
    return network


def _leave(_before: nn.Module, _network: nn.Module, _batches: Sequence[Batch]) -> None:
    """Repair nothing."""


def _measure_norms(_before: nn.Module, network: nn.Module, batches: Sequence[Batch]) -> None:
    recalibrate(network, batches)


REPAIRS: Mapping[str, Repair] = {
    "nothing": _leave,
    "batch norms measured anew": _measure_norms,
    "least squares": reconstruct,
}
