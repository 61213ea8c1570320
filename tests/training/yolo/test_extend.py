"""From a folder that the app has recorded to a model that the app offers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from own_pictures import LABEL, recording
from tiny_training import NAMES, SIDE_PX, recipe_values, tiny_network, write_folder

from gesture_app.core.gesture_folder import arrange
from gesture_app.core.gesture_folder import write_folder as write_own
from training.cli import main
from training.data.check import check_folder
from training.errors import DataError
from training.recipe import make_recipe
from training.yolo.checkpoint import labels_of, load_network
from training.yolo.evaluate import PictureResult
from training.yolo.extend import ExtendRequest, extend, own_figures
from training.yolo.fit import fit

CLASSES = (*NAMES, LABEL)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the page of own gestures leaves it."""
    path = tmp_path_factory.mktemp("own") / LABEL
    write_own(path, LABEL, "Spider", CLASSES, arrange(recording(), CLASSES, "s"))
    return path


@pytest.fixture(scope="module")
def rehearse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("old") / "old")


def test_a_recorded_folder_has_no_fault_and_is_trained_on_as_it_is(own: Path, rehearse: Path, tmp_path: Path) -> None:
    report = check_folder(own)
    assert report.faults == ()
    assert report.boxes["val"][LABEL] > 0
    assert main(["data", "check", str(own)]) == 0
    values = recipe_values(own, architecture=str(rehearse / "tiny.yaml"))
    checkpoint = fit(make_recipe(values, "test"), tmp_path / "run")
    assert labels_of(load_network(checkpoint)) == list(CLASSES)


def test_what_the_network_knows_already_is_not_taught(own: Path, rehearse: Path) -> None:
    with pytest.raises(DataError, match="knows every gesture"):
        extend(tiny_network(), ExtendRequest((str(rehearse),), input_px=SIDE_PX), print)


def test_pictures_to_rehearse_with_must_show_gestures_that_somebody_knows(own: Path, tmp_path: Path) -> None:
    strange = write_folder(tmp_path / "strange", names=("palm", "frog"))
    with pytest.raises(DataError, match="frog"):
        extend(tiny_network(), ExtendRequest((str(own),), (str(strange),), input_px=SIDE_PX), print)


def test_found_and_false_alarms_are_counted_as_the_remote_control_sees_them() -> None:
    box, elsewhere = [0, 0, 10, 10], [50, 50, 60, 60]
    shown = np.array([[3, *box]], np.float32)
    old = np.array([[0, *box]], np.float32)

    def seen(*rows: list[float]) -> np.ndarray:
        return np.array(rows, np.float32).reshape(-1, 6)

    results = [
        PictureResult(seen([*box, 0.9, 3]), shown),
        PictureResult(seen([*box, 0.9, 0], [*box, 0.8, 3]), shown),  # an old gesture outscores it
        PictureResult(seen([*box, 0.2, 3]), shown),  # too weak to count
        PictureResult(seen([*elsewhere, 0.9, 3]), shown),
        PictureResult(seen([*box, 0.9, 3]), old),  # a false alarm
        PictureResult(seen([*box, 0.9, 0]), old),
    ]
    assert own_figures(results, old=3) == (1 / 4, 1 / 2)
