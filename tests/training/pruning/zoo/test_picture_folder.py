"""A folder with a folder for each class is a data set."""

from __future__ import annotations

import shutil

import pytest
from tiny_zoo import write_picture_folder

from training.errors import DataError
from training.pruning.zoo.picture_folder import read_picture_folder


@pytest.fixture
def folder(tmp_path):
    return write_picture_folder(tmp_path / "colours")


def test_classes_are_folders_in_order_of_name(folder):
    found = read_picture_folder(folder)
    assert found.names == ("blue", "green", "red")
    assert sorted(found.train.classes) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    for split in (found.train, found.test):
        for place, number in enumerate(split.classes):
            assert split.read(place).getpixel((0, 0))[2 - number] == 255


def test_classes_are_mixed_and_always_the_same_way(folder):
    classes = read_picture_folder(folder).train.classes
    assert classes != tuple(sorted(classes))
    assert classes == read_picture_folder(folder).train.classes


def test_a_folder_of_something_else_is_none(tmp_path):
    assert read_picture_folder(tmp_path) is None


def test_a_split_may_be_called_test(folder):
    (folder / "val").rename(folder / "test")
    assert len(read_picture_folder(folder).test) == 3


def _without(split):
    return lambda folder: shutil.rmtree(folder / split)


def _emptied(folder):
    for path in (folder / "train").rglob("*.png"):
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_without("val"), "no val/ to judge by"),
        (_without("train"), "no train/ to learn from"),
        (lambda folder: (folder / "val/red").rename(folder / "val/rot"), "has not: rot"),
        (_emptied, "no pictures in the class folders"),
        (lambda folder: [shutil.rmtree(one) for one in (folder / "train").iterdir()], "no class folders"),
    ],
)
def test_what_is_missing_is_named(folder, spoil, what):
    spoil(folder)
    with pytest.raises(DataError, match=what):
        read_picture_folder(folder)
