"""A word names pictures: digits, a folder, or a name under GESTURE_DATA."""

from __future__ import annotations

import pytest
from tiny_zoo import write_cifar10, write_picture_folder

from training.errors import DataError
from training.pruning.zoo.data import read_pictures


def test_without_a_word_there_are_digits():
    found = read_pictures("")
    assert (len(found.names), len(found.train), len(found.test)) == (10, 1437, 360)
    assert found.train.read(0).size == (8, 8)
    assert not found.is_natural  # a mirrored 2 is no 2


def test_folders_tell_what_they_hold(tmp_path, monkeypatch):
    write_cifar10(tmp_path / "cifar")
    write_picture_folder(tmp_path / "colours")
    monkeypatch.setenv("GESTURE_DATA", str(tmp_path))
    assert len(read_pictures("cifar").names) == 10
    assert read_pictures(str(tmp_path / "colours")).names == ("blue", "green", "red")


def test_the_suites_own_copy_of_cifar10_is_known(gesture_data):
    found = read_pictures("cifar10")
    assert (len(found.train), len(found.test), found.train.read(0).size) == (20000, 10000, (32, 32))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no labelled pictures"):
        read_pictures(str(tmp_path))
