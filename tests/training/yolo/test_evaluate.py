"""The figures of a detector: compared with sums done by hand, and with ultralytics' own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_training import NAMES
from ultralytics.models.yolo.detect import DetectionValidator

from training.data.store import PictureStore
from training.yolo.evaluate import IOU_LEVELS, PictureResult, hits, overlaps, predict, score

PALM, FIST, IDLE = range(3)
LEFT, RIGHT = (10, 10, 40, 50), (50, 10, 90, 60)


def result(truth=(), found=()) -> PictureResult:
    """Truth is (class, box), found is (box, score, class)."""
    return PictureResult(
        np.array([[*box, sure, label] for box, sure, label in found], np.float32).reshape(-1, 6),
        np.array([[label, *box] for label, box in truth], np.float32).reshape(-1, 5),
    )


def perfect() -> list[PictureResult]:
    """Two pictures where everything is found."""
    return [
        result([(PALM, LEFT), (FIST, RIGHT)], [(LEFT, 0.9, PALM), (RIGHT, 0.8, FIST)]),
        result([(IDLE, LEFT)], [(LEFT, 0.7, IDLE)]),
    ]


def test_overlap_is_what_is_shared_of_what_is_covered() -> None:
    a = np.array([[0, 0, 10, 10]], np.float32)
    b = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30], [0, 0, 0, 0]], np.float32)
    np.testing.assert_allclose(overlaps(a, b), [[1, 1 / 3, 0, 0]], rtol=1e-6)
    assert overlaps(np.zeros((1, 4), np.float32), b[3:])[0, 0] == 0


def test_perfect_detections_score_one() -> None:
    scores = score(perfect(), NAMES)
    # ultralytics' curve ends a hair below one.
    for figure in (scores.map50, scores.map50_95, scores.map50_gestures, scores.precision, scores.recall, scores.f1):
        assert figure == pytest.approx(1, abs=0.006)
    assert scores.hand_accuracy == 1
    assert (scores.images, scores.boxes) == (2, 3)
    assert {name: row["boxes"] for name, row in scores.per_class.items()} == {"palm": 1, "fist": 1, "no_gesture": 1}


def test_a_class_that_is_never_found_costs_exactly_its_share() -> None:
    missed = [result([(PALM, LEFT), (FIST, RIGHT)], [(LEFT, 0.9, PALM)]), perfect()[1]]
    scores, best = score(missed, NAMES), score(perfect(), NAMES)
    assert scores.per_class["fist"]["map50"] == 0
    assert scores.map50 == pytest.approx(best.map50 * 2 / 3)
    assert scores.map50_gestures == pytest.approx(best.map50_gestures / 2)
    assert scores.recall == pytest.approx(2 / 3)
    assert scores.hand_accuracy == 1 / 2  # the idle hand does not count


def test_an_imprecise_box_counts_up_to_its_overlap() -> None:
    shifted = (LEFT[0], LEFT[1], LEFT[2], LEFT[3] - 10)  # 30 x 30 of 30 x 40: an overlap of 0.75
    right = hits(result([(PALM, LEFT)], [(shifted, 0.9, PALM)]))[0]
    assert right.tolist() == [bool(level <= 0.75 + 1e-9) for level in IOU_LEVELS]
    scores = score([result([(PALM, LEFT)], [(shifted, 0.9, PALM)])], NAMES)
    assert scores.map50_95 == pytest.approx(scores.map50 * 6 / 10)


def test_a_hand_is_given_to_one_detection_only() -> None:
    twice = result([(PALM, LEFT)], [(LEFT, 0.9, PALM), (LEFT, 0.8, PALM)])
    assert hits(twice).sum(axis=0).tolist() == [1] * 10
    assert hits(twice)[0].all()


def test_the_wrong_gesture_is_no_hit() -> None:
    assert not hits(result([(PALM, LEFT)], [(LEFT, 0.9, FIST)])).any()


def test_nothing_there_and_nothing_found_are_both_fine() -> None:
    assert hits(result([(PALM, LEFT)])).shape == (0, 10)
    assert hits(result(found=[(LEFT, 0.9, PALM)])).tolist() == [[False] * 10]


@pytest.mark.parametrize(
    ("found", "share"),
    [
        pytest.param([(LEFT, 0.9, PALM), (RIGHT, 0.9, PALM)], 1 / 2, id="one of two is misnamed"),
        pytest.param([(LEFT, 0.9, PALM), (LEFT, 0.95, FIST)], 0, id="the surest detection names it"),
        pytest.param([(LEFT, 0.29, PALM), (RIGHT, 0.31, FIST)], 1 / 2, id="below 0.3 is not found"),
        pytest.param([((10, 10, 40, 24), 0.9, PALM)], 0, id="somewhere else"),
        pytest.param([], 0, id="nothing found"),
    ],
)
def test_right_gestures_are_counted_as_a_remote_control_sees_them(found, share: float) -> None:
    results = [result([(PALM, LEFT), (FIST, RIGHT)], found), *perfect()[1:]]
    assert score(results, NAMES).hand_accuracy == share


@pytest.mark.parametrize("seed", range(5))
def test_hits_are_those_of_ultralytics(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 60, (12, 2))
    truth = np.concatenate([rng.integers(0, 3, (12, 1)), corners, corners + rng.uniform(20, 40, (12, 2))], axis=1)
    near = truth[rng.integers(0, 12, 40), 1:] + rng.normal(0, 3, (40, 4))
    sure = np.sort(rng.random((40, 1)), axis=0)[::-1]
    found = np.concatenate([near, sure, rng.integers(0, 3, (40, 1))], axis=1).astype(np.float32)
    case = PictureResult(found, truth.astype(np.float32))
    validator = DetectionValidator.__new__(DetectionValidator)  # its constructor makes folders
    validator.iouv = torch.from_numpy(IOU_LEVELS)
    iou = torch.from_numpy(overlaps(case.truth[:, 1:], case.found[:, :4]))
    theirs = validator.match_predictions(torch.from_numpy(found[:, 5]), torch.from_numpy(case.truth[:, 0]), iou)
    assert theirs.any()
    assert hits(case).tolist() == theirs.tolist()


def store_of(pixels: torch.Tensor, sizes: list[list[int]]) -> PictureStore:
    return PictureStore(pixels, np.array(sizes), tuple(np.zeros((0, 5), np.float32) for _ in sizes))


def test_a_network_sees_grey_beside_a_picture() -> None:
    seen: list[torch.Tensor] = []

    def model(pixels: torch.Tensor) -> torch.Tensor:
        seen.append(pixels)
        return torch.zeros(len(pixels), 7, 4)

    predict(model, store_of(torch.full((1, 3, 64, 64), 255, dtype=torch.uint8), [[64, 32]]), 64)
    assert (seen[0][0, :, :32] == 1).all()
    assert torch.allclose(seen[0][0, :, 32:], torch.tensor(114 / 255))


def test_detections_come_best_first_and_once_for_each_place() -> None:
    raw = torch.zeros(1, 7, 3)
    raw[0, :4] = torch.tensor([[20, 20, 50], [20, 20, 50], [10, 10, 10], [10, 10, 10]])
    raw[0, 4:, 0], raw[0, 4:, 1], raw[0, 4:, 2] = (
        torch.tensor([0.5, 0, 0]),
        torch.tensor([0.6, 0, 0]),
        torch.tensor([0, 0.9, 0]),
    )
    (found,) = predict(lambda _: raw, store_of(torch.zeros(1, 3, 64, 64, dtype=torch.uint8), [[64, 64]]), 64)
    np.testing.assert_allclose(found.found, [[45, 45, 55, 55, 0.9, 1], [15, 15, 25, 25, 0.6, 0]], rtol=1e-5)


def test_a_store_of_another_side_is_refused() -> None:
    with pytest.raises(ValueError, match="squares of 64 px, not 96"):
        predict(lambda pixels: pixels, store_of(torch.zeros(1, 3, 64, 64, dtype=torch.uint8), [[64, 64]]), 96)
