"""Who may import whom: every contract of pyproject.toml holds, and each was broken here on purpose to see it fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"

ORDER = "The rooms of the app stand in this order"
CORE = "The core knows no Qt, no camera and no network framework"
WIDGETS = "Widgets know no torch and no cv2, not even indirectly"
APP = "The app would work if training did not exist"
DOOR = "Only the CUDA engine opens the door to torch"
TRAINING_ORDER = "The rooms of training stand in this order"
SUITE = "The rooms of the pruning suite stand in this order"
METHODS = "No pruning method knows another"
EVIDENCE = "What is to be shown about a paper knows nothing of another"
TASKS = "No task of the suite knows another"
TRAINING = "Training would work if the app did not exist"

# The contract, the file that breaks it, and with which import.
BREACHES = [
    (ORDER, "gesture_app/commands/offender.py", "gesture_app.cli"),
    (ORDER, "gesture_app/app.py", "gesture_app.commands"),
    (ORDER, "gesture_app/app.py", "gesture_app.window"),
    (ORDER, "gesture_app/ui/offender.py", "gesture_app.window"),
    (ORDER, "gesture_app/workers/offender.py", "gesture_app.window"),
    (ORDER, "gesture_app/ui/offender.py", "gesture_app.workers"),
    (ORDER, "gesture_app/workers/offender.py", "gesture_app.ui"),
    (ORDER, "gesture_app/sources/offender.py", "gesture_app.workers"),
    (ORDER, "gesture_app/sources/offender.py", "gesture_app.detectors"),
    (ORDER, "gesture_app/detectors/offender.py", "gesture_app.players"),
    (ORDER, "gesture_app/players/offender.py", "gesture_app.sources"),
    (ORDER, "gesture_app/desktop/offender.py", "gesture_app.players"),
    (ORDER, "gesture_app/desktop/offender.py", "gesture_app.ui"),
    (ORDER, "gesture_app/hands/offender.py", "gesture_app.sources"),
    (ORDER, "gesture_app/core/offender.py", "gesture_app.hands"),
    (ORDER, "gesture_app/room_without_a_place.py", "gesture_app.core"),
    (CORE, "gesture_app/core/offender.py", "PySide6.QtCore"),
    (CORE, "gesture_app/core/offender.py", "cv2"),
    (CORE, "gesture_app/core/offender.py", "torch"),
    (WIDGETS, "gesture_app/ui/offender.py", "cv2"),
    (WIDGETS, "gesture_app/ui/offender.py", "torch"),
    (WIDGETS, "gesture_app/ui/offender.py", "gesture_app.detectors.openvino"),
    (APP, "gesture_app/workers/offender.py", "training"),
    (DOOR, "gesture_app/detectors/offender.py", "torch"),
    (DOOR, "gesture_app/workers/offender.py", "torch"),
    (TRAINING_ORDER, "training/commands/offender.py", "training.cli"),
    (TRAINING_ORDER, "training/yolo/offender.py", "training.commands"),
    (TRAINING_ORDER, "training/data/offender.py", "training.yolo"),
    (TRAINING_ORDER, "training/yolo/offender.py", "training.pruning"),
    (TRAINING_ORDER, "training/yolo/offender.py", "training.retrain.run"),
    (TRAINING_ORDER, "training/retrain/offender.py", "training.pruning.run"),
    (TRAINING_ORDER, "training/recipe.py", "training.yolo"),
    (TRAINING_ORDER, "training/errors.py", "training.data"),
    (TRAINING_ORDER, "training/room_without_a_place.py", "training.errors"),
    (SUITE, "training/pruning/methods/offender.py", "training.pruning.tasks.tiny_shapes"),
    (SUITE, "training/pruning/methods/offender.py", "training.pruning.run"),
    (SUITE, "training/pruning/parts/offender.py", "training.pruning.bench"),
    (SUITE, "training/pruning/networks/offender.py", "training.pruning.datasets"),
    (SUITE, "training/pruning/parts/offender.py", "training.pruning.language.cut"),
    (SUITE, "training/pruning/language/offender.py", "training.pruning.bench"),
    (SUITE, "training/pruning/room_without_a_place.py", "training.pruning.types"),
    (METHODS, "training/pruning/methods/offender.py", "training.pruning.methods.gradual"),
    (EVIDENCE, "training/pruning/evidence/offender.py", "training.pruning.evidence.gradual"),
    (TASKS, "training/pruning/tasks/offender.py", "training.pruning.tasks.tiny_shapes"),
    (TRAINING, "training/offender.py", "gesture_app.core"),
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of both packages, to be broken."""
    copy = tmp_path_factory.mktemp("packages")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("gesture_app", "training"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=lambda _, names: [n for n in names if n == "__pycache__"]
        )
    return copy


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that lint-imports sees broken in this folder."""
    command = [LINT_IMPORTS, "--no-logo", "--no-cache"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "KEPT" in run.stdout, run.stdout + run.stderr
    return set(re.findall(r"^(.+) BROKEN\b", run.stdout, re.MULTILINE))


def test_every_contract_holds(pristine: Path) -> None:
    assert broken_contracts(pristine) == set()


def test_every_contract_has_been_broken_on_purpose() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert names == {contract for contract, _, _ in BREACHES}


@pytest.mark.parametrize(("contract", "file", "imports"), BREACHES, ids=[f"{b[1]} imports {b[2]}" for b in BREACHES])
def test_a_breach_is_found(pristine: Path, contract: str, file: str, imports: str) -> None:
    path = pristine / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\nimport {imports}\n", encoding="utf-8")
    try:
        assert contract in broken_contracts(pristine)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
