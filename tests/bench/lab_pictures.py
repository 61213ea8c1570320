"""Fills the lab's views for their pictures: layers and confusions of the networks that are shipped, on drawn hands."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.lab.confusions import Confusions, read_confusions
from gesture_app.core.lab.layers import LayerDiff, read_diff
from gesture_app.hands.dataset import write_yolo_folder
from gesture_app.ui.lab.lab_page import LabPage

MODELS = Path(__file__).resolve().parents[2] / "assets" / "models"
LEFT, RIGHT = (MODELS / name / "model.onnx" for name in ("accurate", "default"))
PICTURES, SEED = 120, 5
CHOSEN = 4  # the layer whose group is shown


@dataclass(frozen=True, slots=True)
class Told:
    """What the commands told; None of what no picture needs."""

    layers: LayerDiff | None = None
    confusions: tuple[Confusions, ...] = ()


def ask(folder: Path, pages: frozenset[str]) -> Told:
    """Run the commands that these pages show the results of."""
    layers, found = None, []
    if "lab_layers" in pages:
        layers = read_diff(_training("layers", str(LEFT), "--against", str(RIGHT), "--json"))
    if "lab_confusions" in pages:
        write_yolo_folder(folder / "drawn", PICTURES, SEED)
        for number, model in enumerate((RIGHT, LEFT)):
            out = folder / f"{number}.json"
            _training("val", str(model), "--data", str(folder / "drawn"), "--split", "train", "--confusions", str(out))
            found.append(read_confusions(out))
    return Told(layers, tuple(found))


def show_layers(page: LabPage, told: Told) -> None:
    """The layers of the larger network beside those of the default one."""
    assert told.layers is not None
    page.turn_to(page.diff)
    page.diff.choose(str(LEFT), str(RIGHT))
    page.diff.show_diff(told.layers)
    page.diff.rows.selectRow(CHOSEN)
    page.diff.rows.setFocus()


def show_confusions(page: LabPage, told: Told) -> None:
    """What both confuse in drawn hands, and the pictures behind the first's most frequent mistake about a gesture."""
    first = told.confusions[0]
    page.turn_to(page.confusions)
    page.confusions.pick([str(RIGHT), str(LEFT)])
    page.confusions.take_folder(str(first.folder))
    page.confusions.show_confusions(told.confusions)
    mistakes = [cell for cell in first.sightings if cell[0] != cell[1] and max(cell) < first.size - 1]
    cell = max(mistakes, key=first.count)
    page.confusions.matrices[0].opened.emit(0, *cell)


def _training(*arguments: str) -> str:
    command = [sys.executable, "-m", "training", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
