"""What is painted lies where its box says."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from training.data.geometry import MIN_SIDE_PX, AugmentOptions
from training.data.paint import Painter, Window, draw, draw_within
from training.data.plan import Outline, Planner
from training.data.store import PictureStore

SIDE = 96


def store(count: int, size: tuple[int, int], box: tuple[int, int, int, int], side: int = SIDE) -> PictureStore:
    """Dark, speckled pictures with a pure red rectangle each."""
    pixels = torch.zeros((count, 3, side, side), dtype=torch.uint8)
    pixels[:, 1:].random_(0, 100, generator=torch.Generator().manual_seed(0))
    left, top, right, bottom = box
    pixels[:, :, top:bottom, left:right] = torch.tensor([255, 0, 0], dtype=torch.uint8)[:, None, None]
    boxes = tuple(np.array([[0, *box]], np.float32) for _ in range(count))
    return PictureStore(pixels, np.tile(size, (count, 1)), boxes)


def painted(options: AugmentOptions, seed: int, count: int = 4, with_hands: bool = False, photometric: float = 0):
    pictures = store(2, (96, 64), (30, 15, 60, 50))
    hands = store(1, (40, 40), (0, 0, 40, 40), side=40) if with_hands else None
    outlines = [None if s is None else Outline(s.sizes, s.boxes) for s in (pictures, hands)]
    plan = Planner(outlines[0], outlines[1], SIDE, 0.0).plan(count, options, seed)
    return Painter(pictures, hands, SIDE).paint(plan, photometric)


def red_box(picture: torch.Tensor) -> list[int]:
    """The box around what is red."""
    rows, columns = np.nonzero((picture[0] - picture[1] > 0.5).numpy())
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def in_pixels(box: torch.Tensor) -> np.ndarray:
    x, y, width, height = (box * SIDE).tolist()
    return np.array([x - width / 2, y - height / 2, x + width / 2, y + height / 2])


@pytest.mark.parametrize("seed", range(6))
def test_painted_pixels_lie_in_their_box_and_fill_it(seed: int) -> None:
    batch = painted(AugmentOptions(mosaic=0, paste=0, decoy=0, rotate_deg=0), seed)
    assert len(batch.owner) > 0
    for owner, box in zip(batch.owner.int().tolist(), batch.boxes, strict=True):
        np.testing.assert_allclose(red_box(batch.pictures[owner]), in_pixels(box), atol=1.01)


def test_pasted_hands_lie_in_their_boxes() -> None:
    options = AugmentOptions(mosaic=0, paste=1, decoy=0, rotate_deg=0)
    batch = painted(options, seed=3, count=8, with_hands=True)
    assert len(batch.owner) > 8
    for index, picture in enumerate(batch.pictures):
        outside = (picture[0] - picture[1] > 0.5).numpy().astype(np.uint8)
        for box in batch.boxes[batch.owner == index]:
            left, top, right, bottom = in_pixels(box)
            middle = picture[:, int((top + bottom) / 2), int((left + right) / 2)]
            assert middle[0] > 0.95
            outside[max(int(top) - 1, 0) : int(bottom) + 2, max(int(left) - 1, 0) : int(right) + 2] = 0
        # What shows a hand but has no box is cut off by the edge, or too small to be named.
        for left, top, width, height, _ in cv2.connectedComponentsWithStats(outside)[2][1:]:
            at_edge = min(left, top) == 0 or max(left + width, top + height) == SIDE
            assert at_edge or min(width, height) < MIN_SIDE_PX


def test_boxes_are_shares_and_owners_name_their_picture() -> None:
    batch = painted(AugmentOptions(), seed=1, count=6, with_hands=True, photometric=1.0)
    assert batch.pictures.shape == (6, 3, SIDE, SIDE)
    assert batch.classes.shape == (len(batch.owner), 1)
    assert (batch.pictures.min() >= 0) & (batch.pictures.max() <= 1)
    assert (batch.boxes.min() >= 0) & (batch.boxes.max() <= 1)
    assert set(batch.owner.tolist()) <= set(range(6))


def test_decoys_show_no_hand_and_change_no_box() -> None:
    plain, decoyed = (painted(AugmentOptions(mosaic=0, paste=0, decoy=decoy), seed=4, count=1) for decoy in (0.0, 1.0))
    # With one canvas the decoy is the last thing drawn from the seed.
    torch.testing.assert_close(plain.boxes, decoyed.boxes)
    assert not torch.equal(plain.pictures, decoyed.pictures)
    assert red_box(plain.pictures[0]) == red_box(decoyed.pictures[0])


@pytest.mark.parametrize("feather", [0.0, 0.12])
@pytest.mark.parametrize("seed", range(3))
def test_a_layer_painted_where_it_shows_alone_is_the_layer_painted_everywhere(seed: int, feather: float) -> None:
    pictures = store(2, (96, 64), (30, 15, 60, 50))
    planner = Planner(Outline(pictures.sizes, pictures.boxes), None, SIDE, 0.0)
    plan = planner.plan(6, AugmentOptions(mosaic=0.7, decoy=1.0), seed)
    apart, together = torch.full((2, 6, 3, SIDE, SIDE), 0.3)
    for layers in (*plan.pictures, plan.decoys):
        draw(apart, pictures.pixels, layers, feather)
        draw_within(Window(0, 0, SIDE, SIDE), together, pictures.pixels, layers, feather)
    torch.testing.assert_close(apart, together)
    assert (apart != 0.3).any()


def test_the_same_plan_is_painted_alike() -> None:
    first, again = (painted(AugmentOptions(), 7, with_hands=True, photometric=1.0) for _ in range(2))
    assert torch.equal(first.pictures, again.pictures)
