"""Something to show in the lab's views: layers of two networks, and confusions of two detectors."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from lab_confusions import facts, write
from lab_layers import diff, layer, network

from gesture_app.core.lab.confusions import read_confusions
from gesture_app.core.lab.layers import read_diff
from gesture_app.ui.lab.lab_page import LabPage

# How layers, operators, splits and files are called in every language.
NAMES = (*(f"block.{number}.conv" for number in range(6)), "Conv", "val", "test", "train", "model.onnx", "0_1_0.png")
_COUNTS = ((80, 10, 10), (0, 40, 0), (10, 0, 0))


def layers(page: LabPage) -> None:
    """Layers that became smaller, more of them than are named no faster."""
    left = [layer(f"block.{n}.conv", channels=96, params=9000, macs=90000, time_ms=0.2, group=n + 1) for n in range(6)]
    right = [one | {"channels": 48, "params": 3000, "macs": 30000, "time_ms": 0.3} for one in left]
    told = diff(network(*left), network(*right), [[n, n] for n in range(6)])
    page.turn_to(page.diff)
    page.diff.show_diff(read_diff(json.dumps(told)))


def confusions(page: LabPage) -> None:
    """Two matrices that differ, and the pictures of a cell, which are not there."""
    page.turn_to(page.confusions)
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write(Path(folder) / f"{number}.json", facts(Path("hands"), counts))
            for number, counts in enumerate((_COUNTS, _COUNTS[::-1]))
        ]
        page.confusions.show_confusions([read_confusions(file) for file in files])
    page.confusions.matrices[0].opened.emit(0, 0, 1)
