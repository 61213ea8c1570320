"""A model is found by its name or path, whatever kind it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from colour_network import LABELS, write_colour_model
from tiny_training import NAMES, tiny_network, write_folder, write_picture

from training.errors import CheckpointError, DataError
from training.yolo.checkpoint import save_network
from training.yolo.validate import load_model, models_folder, validate


def test_a_shipped_model_is_found_by_its_name() -> None:
    model = load_model("default", None)
    assert model.path == models_folder() / "default" / "model.onnx"
    assert (model.input_px, len(model.names)) == (416, 14)


def test_a_folder_and_its_file_are_the_same_model(tmp_path: Path) -> None:
    path = write_colour_model(tmp_path, input_px=96)
    for name in (tmp_path, path):
        model = load_model(str(name), None)
        assert (model.path, model.names, model.input_px) == (path, LABELS, 96)
    assert load_model(str(path), 64).input_px == 64


def test_a_checkpoint_is_a_model(tmp_path: Path) -> None:
    save_network(tiny_network(), tmp_path / "tiny.pt")
    model = load_model(str(tmp_path / "tiny.pt"), 64)
    assert (model.names, model.input_px) == (NAMES, 64)


def test_there_must_be_such_a_model(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no model called superb; there are: accurate, battery, default"):
        load_model("superb", None)
    with pytest.raises(CheckpointError, match="There is no model called"):
        load_model(str(tmp_path), None)


def test_a_network_that_can_be_predicted_scores_as_predicted(tmp_path: Path) -> None:
    """Red patches are palms and green ones fists, for this network; its boxes are cells of 32 pixels."""
    folder = write_folder(tmp_path / "data", count=0, names=LABELS)
    cell = (0.25, 0.25, 0.5, 0.5)
    write_picture(folder, "test", "red", (64, 64), [(0, *cell)])
    write_picture(folder, "test", "green", (64, 64), [(1, *cell)])
    done = validate(load_model(str(write_colour_model(tmp_path / "model")), 64), str(folder), "test")
    assert [result.found[0, 5] for result in done.results] == [1, 0]  # by name: green, red
    assert done.scores.map50 > 0.99
    assert done.scores.hand_accuracy == 1


def test_the_classes_must_be_the_same(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has the classes palm, fist, no_gesture, but .* knows palm, fist, peace"):
        validate(load_model(str(write_colour_model(tmp_path)), 64), str(folder), "test")
