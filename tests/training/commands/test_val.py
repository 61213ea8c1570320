"""`training val` scores any kind of model, and says which there are if it is none."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import cv2
import pytest
from tiny_training import tiny_network, write_folder

from training.cli import main
from training.yolo.checkpoint import save_network

MODELS = Path(__file__).parents[3] / "assets" / "models"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("weights") / "tiny.pt"
    save_network(tiny_network(), path)
    return str(path)


def test_figures_come_as_one_object(folder: Path, checkpoint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["val", checkpoint, "--data", str(folder), "--split", "val", "--input-px", "64", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    figures = json.loads(line)
    wanted = {"map50", "map50_95", "precision", "recall", "f1", "per_class", "images", "boxes", "hand_accuracy"}
    assert wanted <= set(figures)
    assert (figures["images"], figures["boxes"], figures["split"]) == (6, 6, "val")
    assert set(figures["per_class"]) == {"palm", "fist", "no_gesture"}


def test_figures_come_as_a_table_with_sheets(
    folder: Path, checkpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["val", checkpoint, "--data", str(folder), "--input-px", "64", "--out", str(out)]
    assert main([*command, "--worst", "2", "--figures"]) == 0
    text = capsys.readouterr()
    assert "map50_95" in text.out
    assert str(out / "worst.jpg") in text.err
    # Five tiles across, of 64 pixels each.
    assert cv2.imread(str(out / "worst.jpg")).shape == (64, 5 * 64, 3)
    figures = {"confusion.svg", "precision_recall.svg", "per_class.svg"}
    assert {path.name for path in out.iterdir()} == {"worst.jpg"} | figures


def test_confusions_are_written_with_the_pictures_behind_them(
    folder: Path, checkpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "confusions.json"
    command = ["val", checkpoint, "--data", str(folder), "--split", "val", "--input-px", "64", "--json"]
    assert main([*command, "--confusions", str(out)]) == 0
    assert capsys.readouterr().err == f"confusions: {out}\n"
    told = json.loads(out.read_text(encoding="utf-8"))
    assert Path(told["data"]) == folder.resolve()
    assert all((folder / picture).is_file() for picture in told["pictures"])
    assert sum(map(sum, told["counts"][:-1])) == 6  # one hand in each picture


def test_a_model_that_does_not_exist_is_answered_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["val", "superb"]) == 1
    known = ", ".join(sorted(path.name for path in MODELS.iterdir() if path.is_dir()))
    assert capsys.readouterr().err == f"gesture-train: There is no model called superb; there are: {known}.\n"


def test_a_shipped_model_is_scored_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tuple(tomllib.loads((MODELS / "default" / "card.toml").read_text(encoding="utf-8"))["labels"])
    write_folder(tmp_path / "data", count=1, names=labels)
    assert main(["val", "default", "--data", str(tmp_path / "data"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["images"] == 1


def test_other_classes_are_refused(checkpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path / "data", count=2, names=("fist", "palm"))
    assert main(["val", checkpoint, "--data", str(tmp_path / "data")]) == 1
    error = capsys.readouterr().err
    assert "has the classes fist, palm, but" in error
    assert "knows palm, fist, no_gesture" in error


def test_a_split_that_is_not_there_is_refused(
    folder: Path, checkpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["val", checkpoint, "--data", str(folder), "--split", "night"]) == 1
    assert "has no split 'night'; it has train, val, test" in capsys.readouterr().err


@pytest.mark.needs_data
def test_the_default_model_scores_what_its_card_says(gesture_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = tomllib.loads((MODELS / "default" / "card.toml").read_text(encoding="utf-8"))["metrics"]
    assert main(["val", "default", "--data", str(gesture_data / "hands"), "--split", "test", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    for name in ("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy"):
        assert figures[name] == pytest.approx(card[name], abs=1e-3), name
