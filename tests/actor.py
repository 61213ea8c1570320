"""A camera before which an actor sits: a drawn person who shows what they are told, and lowers the hand otherwise.

Unlike the source `rendered`, whose film goes on by itself, the actor can follow what the window asks for.
"""

from __future__ import annotations

import threading
import time

import numpy as np

from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Frame, Pixels
from gesture_app.hands.film import Act, HandFilm

SIZE_PX = (640, 360)  # a small picture is drawn fast, and the network sees no more of a large one
FPS = 30.0
LONG_S = 10_000.0


class Actor:
    """Draws the person; shared by the test, which directs, and the thread that reads the camera.

    Args:
        brightness: Share of the light there is.
    """

    def __init__(self, size_px: tuple[int, int] = SIZE_PX, seed: int = 0, brightness: float = 1.0) -> None:
        self.brightness = brightness
        rng = np.random.default_rng(seed)
        self._grains = [rng.normal(0, 1.5, (size_px[1], size_px[0], 1)).astype(np.float32) for _ in range(3)]
        self._drawn = 0
        self._size_px = size_px
        self._seed = seed
        self._stage = HandFilm(size_px, (Act(None, LONG_S),), seed, rooms=1)
        self._stage.draw(0.0)
        self._lock = threading.Lock()
        self._gesture: str | None = None
        self._film = self._from_to(None, None)
        self._since_s = time.monotonic()

    @property
    def gesture(self) -> str | None:
        """What is shown, or about to be."""
        return self._gesture

    def show(self, gesture: str | None) -> None:
        """Go over to this gesture; None lowers the hand."""
        with self._lock:
            if gesture != self._gesture:
                self._film = self._from_to(self._gesture, gesture)
                self._gesture, self._since_s = gesture, time.monotonic()

    def draw(self) -> Pixels:
        """What the camera sees now."""
        with self._lock:
            film, since_s = self._film, time.monotonic() - self._since_s
        pixels = film.draw(LONG_S + since_s)
        self._drawn += 1
        grain = self._grains[self._drawn % len(self._grains)]  # no sensor gives the same picture twice
        return np.clip(pixels * self.brightness + grain, 0, 255).astype(np.uint8)

    def _from_to(self, before: str | None, now: str | None) -> HandFilm:
        """A film of one change, which begins after LONG_S; the person and the room stay the same."""
        film = HandFilm(self._size_px, (Act(before, LONG_S), Act(now, LONG_S)), self._seed, rooms=1)
        film._stages = self._stage._stages
        return film


class ActorCamera:
    """The camera: gives frames in real time, as a webcam does."""

    is_live = True

    def __init__(self, actor: Actor, title: str, request: SourceRequest) -> None:
        self.title = title
        self._actor = actor
        self._clock = request.clock
        self._next_index = 0
        self._next_s = request.clock.now_s()
        self._is_closed = False

    def read(self) -> Frame | None:
        if self._is_closed:
            return None
        time.sleep(max(0.0, self._next_s - self._clock.now_s()))
        self._next_s = max(self._next_s + 1 / FPS, self._clock.now_s() - 1 / FPS)
        pixels = self._actor.draw()
        pixels.setflags(write=False)
        frame = Frame(pixels, self._next_index, self._clock.now_s())
        self._next_index += 1
        return frame

    def close(self) -> None:
        self._is_closed = True
