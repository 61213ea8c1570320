"""The newest picture of an embedded player, handed from the player's threads to whoever paints it."""

from __future__ import annotations

import threading
from typing import Protocol, runtime_checkable

import numpy as np

from gesture_app.core.types import Pixels


class VideoPicture:
    """Holds one picture; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pixels: Pixels | None = None
        self._count = 0

    def show(self, pixels: Pixels) -> None:
        """Keep a copy of a picture.

        Shapes:
            pixels: (height, width, 4), uint8, BGRA; the fourth byte means nothing
        """
        copy = np.array(pixels)
        copy.flags.writeable = False
        with self._lock:
            self._pixels = copy
            self._count += 1

    def clear(self) -> None:
        """There is nothing to show any more."""
        with self._lock:
            self._pixels = None

    def latest(self) -> Pixels | None:
        """The newest picture, or None before the first; never changes once it was given.

        Shapes:
            returns: (height, width, 4), uint8, BGRA, read-only
        """
        with self._lock:
            return self._pixels

    @property
    def count(self) -> int:
        """How many pictures there were; unchanged means that there is nothing new to paint."""
        with self._lock:
            return self._count


@runtime_checkable
class ShowsPicture(Protocol):
    """A player whose picture the window may paint."""

    @property
    def picture(self) -> VideoPicture:
        """Where its pictures go."""
