"""Pictures are kept scaled into squares, their boxes with them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from tiny_training import write_folder

from training.data.store import load_crops, load_pictures, scale_to
from training.data.yolo_folder import labelled_pictures, read_folder
from training.errors import DataError


def test_a_picture_lies_top_left_and_its_box_fits_the_colour(folder: Path) -> None:
    store = load_pictures(labelled_pictures(read_folder(folder), "train"), 48)
    assert store.pixels.shape == (6, 3, 48, 48)
    assert store.sizes.tolist() == [[48, 32]] * 6
    assert not store.pixels[:, :, 32:].any()
    _, left, top, right, bottom = store.boxes[0][0].tolist()
    red = (store.pixels[0, 0].int() - store.pixels[0, 1].int() > 90).numpy()  # RGB: class 0 is red
    rows, columns = np.nonzero(red)
    np.testing.assert_allclose(
        [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], [left, top, right, bottom], atol=1
    )


def test_scaling_keeps_the_shape_of_a_picture() -> None:
    assert scale_to(np.zeros((100, 50, 3), np.uint8), 64).shape == (64, 32, 3)
    assert scale_to(np.zeros((10, 500, 3), np.uint8), 32).shape == (1, 32, 3)


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_a_picture_that_cannot_be_decoded_is_named(tmp_path: Path, content: bytes) -> None:
    root = write_folder(tmp_path / "data", count=2)
    (root / "images" / "train" / "001.png").write_bytes(content)
    with pytest.raises(DataError, match=r"001\.png cannot be decoded; `gesture-train data check`"):
        load_pictures(labelled_pictures(read_folder(root), "train"), 48)


def test_crops_take_the_numbers_of_the_vocabulary(tmp_path: Path) -> None:
    jpegs = [cv2.imencode(".jpg", np.full((20, 10, 3), 200, np.uint8))[1] for _ in range(4)]
    offsets = np.cumsum([0, *(len(jpeg) for jpeg in jpegs)])
    np.savez(
        tmp_path / "crops.npz",
        jpeg=np.concatenate(jpegs),
        offsets=offsets,
        labels=[0, 1, 2, 3],
        names=["fist", "stop_inverted", "none", "palm"],
    )
    store = load_crops(tmp_path / "crops.npz", ("palm", "fist"), 40)
    # An upside-down stop is a palm; idle hands are left out.
    assert [box.tolist() for box in store.boxes] == [[[label, 0, 0, 20, 40]] for label in (1, 0, 0)]
    assert store.sizes.tolist() == [[20, 40]] * 3


def test_crops_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no hand crops at .*crops\.npz"):
        load_crops(tmp_path / "crops.npz", ("palm",), 40)
