from __future__ import annotations

import numpy as np

from gesture_app.core.sampling import LEAST_CHANGE, MOST_PICTURES, Sampler, change, grey_cells
from gesture_app.core.types import Pixels

SIZE = (180, 320)


def picture(hand_at: int | None, seed: int = 0) -> Pixels:
    """A noisy room, with a bright hand somewhere."""
    rng = np.random.default_rng(seed)
    pixels = rng.normal(100, 6, (*SIZE, 3)).clip(0, 255).astype(np.uint8)
    if hand_at is not None:
        pixels[60:110, hand_at : hand_at + 40] = 200
    return pixels


def test_noise_alone_is_no_change_and_a_moved_hand_is() -> None:
    still = change(grey_cells(picture(40, seed=1)), grey_cells(picture(40, seed=2)))
    moved = change(grey_cells(picture(40, seed=1)), grey_cells(picture(70, seed=2)))
    assert still < LEAST_CHANGE / 2 < LEAST_CHANGE < moved


def test_pictures_that_are_alike_are_kept_once_also_when_they_come_back() -> None:
    sampler = Sampler()
    places = [40, 40, 40, 120, 40, 120, 200]
    kept = [sampler.wants(picture(place, seed), seed * 0.5) for seed, place in enumerate(places)]
    assert kept == [True, False, False, True, False, False, True]


def test_frames_that_follow_too_soon_are_not_even_looked_at() -> None:
    sampler = Sampler()
    assert sampler.wants(picture(0), 0.0)
    assert not sampler.wants(picture(100), 0.1)
    assert sampler.wants(picture(100), 0.3)


def test_no_more_is_kept_than_memory_was_planned_for() -> None:
    sampler, rng = Sampler(), np.random.default_rng(0)
    frames = (rng.integers(0, 255, (18, 32, 1)).repeat(3, axis=2).astype(np.uint8) for _ in range(2 * MOST_PICTURES))
    assert sum(sampler.wants(frame, float(at_s)) for at_s, frame in enumerate(frames)) == MOST_PICTURES


def test_a_large_picture_is_compared_like_a_small_one() -> None:
    large = np.repeat(np.repeat(picture(40), 4, axis=0), 4, axis=1)
    assert change(grey_cells(large), grey_cells(picture(40))) < LEAST_CHANGE / 2
