"""The network that tells left hands from right ones, as it came with the app."""

from __future__ import annotations

import csv
import dataclasses

import cv2
import numpy as np
import pytest

from gesture_app.core.errors import ModelError
from gesture_app.core.handedness import HandednessCard, read_handedness_card
from gesture_app.core.paths import models_folder
from gesture_app.core.types import Box, Frame
from gesture_app.detectors._sides import around, open_sides

CARD = HandednessCard(models_folder() / "none.onnx", 64, 2.0)


@pytest.fixture(scope="module")
def network():
    return open_sides(read_handedness_card())


def noise(width=320, height=240):
    return Frame(np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8), 0, 0.0)


def mirrored(frame: Frame, box: Box) -> tuple[Frame, Box]:
    turned = np.ascontiguousarray(frame.pixels[:, ::-1])
    width = frame.size_px[0]
    return dataclasses.replace(frame, pixels=turned), Box(width - box.right, box.top, width - box.left, box.bottom)


def test_the_square_holds_the_hand_in_its_middle_and_is_grey_beyond_the_picture():
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[40:60, 0:20] = 255
    square = around(pixels, Box(0, 40, 20, 60), CARD)
    assert square.shape == (64, 64, 3)
    assert (square[20:44, 20:44] > 250).all()
    assert (square[:, :12] == 114).all()
    assert (square[2:10, 40:] == 0).all()


@pytest.mark.parametrize("side", [100, 300, 520, 700])
def test_fine_patterns_such_as_cloth_do_not_turn_into_coarse_ones(side):
    """The worst of them is noise, which should come near its average; to take one pixel for many misses it by far."""
    pixels = noise(side, side).pixels
    box = Box(side / 4, side / 4, 3 * side / 4, 3 * side / 4)
    average = cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_AREA).astype(float)
    missed = np.abs(cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_LINEAR) - average).mean()
    assert np.abs(around(pixels, box, CARD) - average).mean() < missed / 4


def test_a_hand_beyond_the_picture_is_no_error():
    assert (around(np.zeros((50, 50, 3), np.uint8), Box(400, 400, 410, 420), CARD) == 114).all()


def test_of_a_mirrored_picture_the_opposite_is_said(network):
    frame, box = noise(), Box(100, 80, 160, 160)
    there = network.certainties(*[part if index == 0 else [part] for index, part in enumerate(mirrored(frame, box))])
    here = network.certainties(frame, [box])
    assert there[0] == pytest.approx(1 - here[0], abs=1e-4)


def test_many_hands_are_told_at_once_as_one_by_one(network):
    frame, boxes = noise(), [Box(20, 20, 80, 90), Box(150, 60, 220, 160)]
    together = network.certainties(frame, boxes)
    assert together == pytest.approx([network.certainties(frame, [box])[0] for box in boxes], abs=1e-5)
    assert network.certainties(frame, []) == ()


def test_people_it_has_never_seen_are_told_right(network, gesture_data):
    """A few dozen pictures of HaGRID's test people, told by eye; what the card says was measured on all of them."""
    root = gesture_data / "hands"
    table = models_folder().parents[1] / "training" / "recipes" / "handedness.csv"
    with table.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["image"].startswith("images/test/")][::8]
    right = [told_right(network, root, row) for row in rows]
    assert len(right) > 40
    assert sum(right) / len(right) > 0.88


def told_right(network, root, row) -> bool:
    pixels = cv2.imread(str(root / row["image"]))
    label = root / row["image"].replace("images", "labels").replace(".jpg", ".txt")
    x, y, wide, high = (float(word) for word in label.read_text().splitlines()[int(row["line"])].split()[1:])
    height, width = pixels.shape[:2]
    box = Box((x - wide / 2) * width, (y - high / 2) * height, (x + wide / 2) * width, (y + high / 2) * height)
    return (network.certainties(Frame(pixels, 0, 0.0), [box])[0] > 0.5) == (row["hand"] == "left")


def test_a_missing_network_or_card_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="reinstall the app"):
        read_handedness_card(tmp_path)
    with pytest.raises(ModelError, match="There is no model file"):
        open_sides(CARD)
    (tmp_path / "card.toml").write_text('file = "model.onnx"\n')
    with pytest.raises(ModelError, match="it lacks 'side_px'"):
        read_handedness_card(tmp_path)
