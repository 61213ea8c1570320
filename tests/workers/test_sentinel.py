"""The sentinel by the frames' own times; no test waits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gesture_app.core.types import Frame, Pixels
from gesture_app.workers.sentinel import LOOK_S, SHOW_S, Sentinel

RNG = np.random.default_rng(3)
FPS = 60
ROOM = np.clip(RNG.normal(110, 40, (90, 160, 1)), 20, 220).repeat(8, 0).repeat(8, 1)  # cells as in a real room


def noisy(room: np.ndarray = ROOM, sigma: float = 6.0) -> Pixels:
    """One picture of the room, as a sensor in poor light gives it."""
    return np.clip(room + RNG.normal(0, sigma, (*room.shape[:2], 3)), 0, 255).astype(np.uint8)


STILL = [noisy() for _ in range(8)]  # drawing noise takes long


def with_hand(size_px: int = 80) -> Pixels:
    pixels = STILL[0].copy()
    pixels[300 : 300 + size_px, 500 : 500 + size_px] = 240
    return pixels


class Watch:
    """A camera before a sentinel, at 60 frames a second."""

    def __init__(self, after_s: float = 2.0) -> None:
        self.sentinel = Sentinel(after_s)
        self.index = 0
        self.read: list[float] = []  # when a frame was read
        self.shown: list[float] = []  # when one was handed on

    @property
    def now_s(self) -> float:
        return self.index / FPS

    def run(self, seconds: float, picture: Pixels | None = None, is_hand_seen: bool = False) -> None:
        """Let time pass before a room where nothing moves, or before one picture."""
        for _ in range(round(seconds * FPS)):
            if self.sentinel.wants_frame(self.now_s):
                self.read.append(self.now_s)
                pixels = STILL[self.index % len(STILL)] if picture is None else picture
                if self.sentinel.is_worth_showing(Frame(pixels, self.index, self.now_s)):
                    self.shown.append(self.now_s)
                    if is_hand_seen:
                        self.sentinel.note_hand(self.now_s)
            self.index += 1

    def rate(self, times_s: list[float], from_s: float) -> float:
        """Events a second since a moment."""
        return sum(at_s >= from_s for at_s in times_s) / (self.now_s - from_s)


def test_at_first_every_frame_counts():
    watch = Watch()
    watch.run(1.5)
    assert len(watch.shown) == 90


def test_when_nothing_moves_few_frames_are_read_and_fewer_shown():
    watch = Watch()
    watch.run(12.0)
    assert watch.rate(watch.read, 3.0) <= 1 / LOOK_S
    assert watch.rate(watch.shown, 3.0) == pytest.approx(1 / SHOW_S, abs=0.2)


def test_a_hand_that_is_held_still_keeps_it_awake():
    watch = Watch()
    watch.run(10.0, with_hand(), is_hand_seen=True)
    assert len(watch.shown) == 600


def test_it_looks_away_only_some_time_after_the_last_hand():
    watch = Watch(after_s=2.0)
    watch.run(3.0, with_hand(), is_hand_seen=True)
    watch.run(1.9, with_hand())
    assert len(watch.shown) == round(4.9 * FPS)
    watch.run(5.0, with_hand())
    assert watch.rate(watch.read, 6.0) <= 1 / LOOK_S


def test_whoever_turns_to_the_picture_wakes_it():
    watch = Watch()
    watch.run(6.0)
    watch.sentinel.wake(watch.now_s)
    watch.run(1.0)
    assert watch.rate(watch.shown, watch.now_s - 1.0) == FPS
    watch.run(5.0)
    assert watch.rate(watch.shown, watch.now_s - 3.0) <= 2 / SHOW_S


@pytest.mark.parametrize("later", range(12))
def test_a_hand_is_shown_at_most_one_look_after_it_came_and_from_then_on_in_every_frame(later):
    watch = Watch()
    watch.run(6.0 + later / FPS)
    came_s = watch.now_s
    watch.run(1.0, with_hand())
    first_s = next(at_s for at_s in watch.shown if at_s >= came_s)
    assert first_s - came_s <= LOOK_S + 1 / FPS
    since = [at_s for at_s in watch.shown if at_s >= first_s]
    assert len(since) == round((watch.now_s - first_s) * FPS)


def test_the_smallest_hand_that_is_obeyed_wakes_it():
    watch = Watch()
    watch.run(6.0)
    watch.run(1.0, with_hand(size_px=36))
    assert watch.rate(watch.shown, watch.now_s - 0.5) == FPS


@pytest.mark.parametrize("change", [pytest.param(30, id="a lamp"), pytest.param(-15, id="a cloud")])
def test_light_that_changes_everywhere_wakes_nobody(change):
    watch = Watch()
    watch.run(6.0)
    brighter = np.clip(STILL[0].astype(int) + change, 0, 255).astype(np.uint8)
    watch.run(3.0, brighter)
    assert watch.rate(watch.shown, watch.now_s - 2.5) <= 2 / SHOW_S


def test_grey_and_other_sizes_are_looked_at_too():
    sentinel = Sentinel(0.0)
    for index, shape in enumerate([(480, 640, 3), (1080, 1920, 3), (90, 160, 3)]):
        sentinel.is_worth_showing(Frame(np.zeros(shape, np.uint8), index, float(index)))


def test_how_long_it_waits_can_be_changed_while_it_watches():
    sentinel = Sentinel(math.inf)
    sentinel.note_hand(0.0)
    sentinel.is_worth_showing(Frame(np.zeros((90, 160, 3), np.uint8), 0, 0.0))
    assert sentinel.is_awake(1e6)
    sentinel.wait(5.0)
    assert sentinel.is_awake(4.0)
    assert not sentinel.is_awake(6.0)
