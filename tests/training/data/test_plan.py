"""Plans are the same for the same seed, keep hands apart, and show rare gestures more often."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from training.data.geometry import AugmentOptions
from training.data.plan import Outline, Plan, Planner

SIDE = 96
PLAIN = AugmentOptions(mosaic=0, paste=0, decoy=0)
PASTING = AugmentOptions(mosaic=0, paste=1, decoy=0)


def outline(labels, size=(96, 64)) -> Outline:
    """Pictures of one hand each."""
    boxes = tuple(np.array([[label, 30, 15, 60, 50]], np.float32) for label in labels)
    return Outline(np.tile(size, (len(labels), 1)), boxes)


def planner(labels=(0, 1), hands=(2,), balance=0.0) -> Planner:
    crops = Outline(np.tile((40, 40), (len(hands), 1)), tuple(np.array([[h, 0, 0, 40, 40]], np.float32) for h in hands))
    return Planner(outline(labels), crops if hands else None, SIDE, balance)


def numbers(plan: Plan) -> list[np.ndarray]:
    """All arrays of a plan."""
    layers = [*plan.pictures, *plan.hands, plan.decoys]
    return [*plan.boxes, *(getattr(layer, field.name) for layer in layers for field in dataclasses.fields(layer))]


def test_the_same_seed_gives_the_same_plan() -> None:
    first, again, other = (numbers(planner().plan(6, AugmentOptions(), seed)) for seed in (5, 5, 6))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_pasted_hands_overlap_no_other_hand(seed: int) -> None:
    for boxes in planner().plan(8, PASTING, seed).boxes:
        for one, a in enumerate(boxes[:, 1:]):
            for b in boxes[one + 1 :, 1:]:
                shared = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
                assert shared.min() <= 0, (a, b)


def test_hands_are_pasted_at_all_but_never_more_than_allowed() -> None:
    plan = planner().plan(200, PASTING, 0)
    pasted = [int((boxes[:, 0] == 2).sum()) for boxes in plan.boxes]
    assert max(pasted) in (2, 3)
    assert np.mean(pasted) > 0.5
    assert sum(len(layers.canvas) for layers in plan.hands) >= sum(pasted)


def test_decoys_bring_no_boxes() -> None:
    quiet, busy = (planner(hands=()).plan(64, dataclasses.replace(PLAIN, decoy=decoy), 1) for decoy in (0.0, 1.0))
    assert len(quiet.decoys.canvas) == 0
    assert len(busy.decoys.canvas) > 0
    assert max(len(boxes) for boxes in busy.boxes) <= 1


def test_a_mosaic_shows_four_pictures_side_by_side() -> None:
    plan = planner().plan(4, dataclasses.replace(PLAIN, mosaic=1), 2)
    assert [layers.canvas.tolist() for layers in plan.pictures] == [[0, 1, 2, 3]] * 4
    clips = np.stack([layers.clip for layers in plan.pictures])  # (4, canvases, 4)
    areas = (clips[..., 2] - clips[..., 0]) * (clips[..., 3] - clips[..., 1])
    np.testing.assert_allclose(areas.sum(axis=0), SIDE**2, rtol=1e-5)


@pytest.mark.parametrize(("balance", "share"), [(0.0, 0.1), (0.5, 0.25), (1.0, 0.5)])
def test_balance_shows_rare_gestures_more_often(balance: float, share: float) -> None:
    plan = planner(labels=[0] * 9 + [1], hands=(), balance=balance).plan(3000, PLAIN, 0)
    sources = np.concatenate([layers.source for layers in plan.pictures])
    assert len(sources) == 3000
    # Nine common pictures weigh 9^-balance each, the rare one weighs 1; three standard deviations are 0.03.
    assert (sources == 9).mean() == pytest.approx(share, abs=0.03)


def test_pasted_gestures_are_drawn_evenly() -> None:
    plan = planner(hands=[2] * 9 + [3]).plan(600, PASTING, 0)
    pasted = np.concatenate([boxes[boxes[:, 0] >= 2, 0] for boxes in plan.boxes])
    assert (pasted == 3).mean() == pytest.approx(0.5, abs=0.07)


def test_pictures_without_hands_can_be_planned() -> None:
    empty = Outline(np.array([[96, 64]]), (np.zeros((0, 5), np.float32),))
    assert [len(boxes) for boxes in Planner(empty, None, SIDE, 0.5).plan(3, AugmentOptions(), 0).boxes] == [0, 0, 0]
