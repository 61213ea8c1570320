"""`training data check` says what is wrong, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_training import write_folder

from gesture_app.hands.dataset import write_yolo_folder
from training.cli import main


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    root = write_folder(tmp_path / "data", count=3)
    (root / "labels" / "val" / "000.txt").unlink()
    (root / "labels" / "test" / "002.txt").write_text("7 0.5 0.5 0.1 0.1", encoding="utf-8")
    return root


def test_a_good_folder_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "train: 6 pictures; fist 2, no_gesture 2, palm 2"
    assert lines[-1] == "no faults"


def test_faults_are_named_for_people(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", str(faulty)]) == 1
    out = capsys.readouterr().out
    assert f"missing_label: {faulty}/images/val/000.png: no label file" in out
    assert f"unknown_class: {faulty}/labels/test/002.txt: box 1: class 7" in out
    assert out.endswith("\n2 faults\n")


def test_faults_are_named_for_programs(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "check", str(faulty), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["pictures"] == {"train": 3, "val": 3, "test": 3}
    assert report["boxes"]["test"] == {"palm": 1, "fist": 1}
    assert [fault["kind"] for fault in report["faults"]] == ["missing_label", "unknown_class"]
    assert report["faults"][0]["path"] == f"{faulty}/images/val/000.png"


def test_rendered_hands_are_a_good_folder(tmp_path: Path) -> None:
    """What the app's `render` writes is what the workshop reads; neither knows the other."""
    write_yolo_folder(tmp_path / "rendered", 3, seed=1, sizes_px=((128, 96),))
    assert main(["data", "check", str(tmp_path / "rendered")]) == 0
