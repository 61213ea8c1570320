"""Data come from GESTURE_DATA, are varied as they should be, and say in a sentence what is wrong with them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from training.errors import DataError
from training.pruning.datasets import characters, cifar10, mnist10k, moved_or_mirrored
from training.pruning.pictures import SHIFT_PX, read_arrays, read_jpegs


@pytest.fixture
def data(tmp_path, monkeypatch):
    """An empty folder for GESTURE_DATA."""
    monkeypatch.setenv("GESTURE_DATA", str(tmp_path))
    return tmp_path


def write_jpegs(path, colours):
    """An .npz of plain pictures; labels count up."""
    files = [cv2.imencode(".jpg", np.full((32, 32, 3), colour[::-1], np.uint8))[1].ravel() for colour in colours]
    offsets = np.cumsum([0, *map(len, files)])
    path.parent.mkdir(exist_ok=True)
    np.savez(path, jpeg=np.concatenate(files), offsets=offsets, labels=np.arange(len(files), dtype=np.uint8))


def test_cifar_is_read_in_rgb_and_normalised(data):
    for split in ("train", "test"):
        write_jpegs(data / "cifar10" / f"{split}.npz", [(255, 0, 0), (0, 0, 255)])
    examples = cifar10()
    assert examples.train.inputs.shape == (2, 3, 32, 32)
    red, blue = examples.train.inputs.mean((2, 3))
    assert red[0] > 1.5 > red[2]
    assert blue[2] > 1.5 > blue[0]
    assert examples.test.targets.tolist() == [0, 1]


def test_mnist_is_read_in_grey(data):
    (data / "mnist10k").mkdir()
    images = np.full((3, 28, 28), 255, np.uint8)
    labels = np.arange(3, dtype=np.uint8)
    np.savez(
        data / "mnist10k" / "mnist10k.npz",
        train_images=images, train_labels=labels, test_images=images[:1], test_labels=labels[:1],
    )  # fmt: skip
    examples = mnist10k()
    assert examples.train.inputs.shape == (3, 1, 28, 28)
    assert float(examples.train.inputs.max()) == 1.0
    assert len(examples.test) == 1


def test_a_text_becomes_rows_and_what_follows(data):
    (data / "text.txt").write_text("abcdefghij" * 4, encoding="utf-8")
    examples = characters("text.txt", 5)
    assert examples.train.inputs[0].tolist() == [0, 1, 2, 3, 4]
    assert examples.train.targets[0].tolist() == [1, 2, 3, 4, 5]
    assert examples.train.inputs.shape == (7, 5)  # of 36 characters; the last tenth is for the test


@pytest.mark.parametrize("load", [cifar10, mnist10k], ids=["cifar10", "mnist10k"])
def test_missing_data_are_one_sentence(data, load):
    with pytest.raises(DataError, match=r"There is no data at .*\.npz"):
        load()


def test_damaged_data_are_one_sentence(tmp_path):
    path = tmp_path / "broken.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(DataError, match=r"broken\.npz holds no pictures .* expected the arrays jpeg, offsets, labels"):
        read_jpegs(path)
    np.savez(path, jpeg=np.zeros(3, np.uint8), offsets=np.array([0, 3]), labels=np.zeros(1, np.uint8))
    with pytest.raises(DataError, match="cannot be decoded"):
        read_jpegs(path)
    with pytest.raises(DataError, match="expected the arrays train_images, train_labels"):
        read_arrays(path, "train")


def test_pictures_are_moved_or_mirrored_whole():
    picture = torch.arange(64.0).view(1, 1, 8, 8) + 1
    varied = moved_or_mirrored(picture.expand(200, 3, 8, 8), torch.Generator().manual_seed(0))
    assert varied.shape == (200, 3, 8, 8)
    padded = torch.nn.functional.pad(picture, (SHIFT_PX,) * 4)[0, 0]
    windows = padded.unfold(0, 8, 1).unfold(1, 8, 1).reshape(-1, 8, 8)
    possible = torch.cat([windows, windows.flip(2)])
    assert all((possible == one[0]).all((1, 2)).any() for one in varied)
    assert len({tuple(one[0].flatten().tolist()) for one in varied}) > 100
