"""What would be done is told at once, and nothing is done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_training import NAMES, write_folder

from training.errors import CheckpointError
from training.retrain.foresee import foresee
from training.retrain.request import RetrainRequest
from training.yolo.weights_file import labels_in

ROOT = Path(__file__).parents[3]


def test_what_would_be_done_is_told_without_doing_it(tmp_path: Path) -> None:
    data = write_folder(tmp_path / "data", count=18)
    shutil.rmtree(data / "images" / "val")
    (data / "data.yaml").write_text(f"names: [{', '.join(NAMES)}]\ntrain: images/train\n", encoding="utf-8")
    foreseen = foresee(RetrainRequest((str(data),), tmp_path / "run", start="dense"))
    assert foreseen["steps"] == ["check", "split", "train", "prune", "tune", "export"]
    assert foreseen["check"]["hands"] == {"palm": 6, "fist": 6, "no_gesture": 6}
    assert foreseen["split"]["train"] + foreseen["split"]["val"] == 18
    assert foreseen["split"]["by"] == "stretches"
    assert set(foreseen["lost"]) == set(labels_in(ROOT / "training" / "weights" / "dense.safetensors")) - set(NAMES)
    assert any(str(note).endswith("parted by stretches of each recording.") for note in foreseen["notes"])
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_nobody_waits_for_torch_to_be_loaded() -> None:
    script = "import sys, training.commands.retrain, training.retrain.foresee; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cat.safetensors"
    for content in (b"", b"no network at all", (3).to_bytes(8, "little") + b"{}}"):
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match="is not the weights of a network"):
            labels_in(path)
