"""Classes are numbered as a network has them, whatever their order in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_training import NAMES, write_folder

from training.data.renumber import pictures_as
from training.errors import DataError


def test_classes_get_the_numbers_of_the_names(folder: Path) -> None:
    found = pictures_as([str(folder)], "val", ("no_gesture", "rock", "palm", "fist"))
    assert [int(picture.boxes[0, 0]) for picture in found[:3]] == [2, 3, 0]


def test_a_class_that_is_not_among_the_names_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="gestures that the network does not know: fist"):
        pictures_as([str(folder)], "val", ("palm", "no_gesture"))


def test_several_folders_join(folder: Path, tmp_path: Path) -> None:
    other = write_folder(tmp_path / "other", count=4)
    assert len(pictures_as([str(folder), str(other)], "train", NAMES)) == 6 + 4
