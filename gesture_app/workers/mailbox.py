"""A mailbox for one letter: whoever takes gets the newest, and whoever is slow never falls behind."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

RELEASE_S = 1.0  # after hold(): by then whoever takes has caught up, or never will


class Mailbox(Generic[T]):
    """Hands values from one thread to another; may be used by any number of threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._letters: deque[T] = deque()  # none or one, unless more are held
        self._room = 1
        self._holds = 0
        self._released_at_s: float | None = None  # room for more ends soon after
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many values were replaced before anybody took them."""
        with self._changed:
            return self._dropped

    def hold(self, room: int) -> None:
        """Keep so many values in their order, because whoever takes them will be late for once.

        May be called by several, each of which releases what it held.
        """
        with self._changed:
            self._holds += 1
            self._room = room
            self._released_at_s = None

    def release(self) -> None:
        """Be a mailbox for one letter again, as soon as what was held is taken, or after RELEASE_S."""
        with self._changed:
            self._holds -= 1
            if not self._holds:
                self._released_at_s = time.monotonic()
                self._shrink()

    def put(self, value: T) -> bool:
        """Leave a value, in place of one that nobody has taken; True if the box was empty."""
        with self._changed:
            self._shrink()
            was_empty = not self._letters
            while len(self._letters) >= self._room:
                self._letters.popleft()
                self._dropped += 1
            self._letters.append(value)
            self._changed.notify_all()
            return was_empty

    def put_when_empty(self, value: T, wait_s: float) -> bool:
        """Leave a value once the last one was taken; False if that did not happen within wait_s seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._letters, wait_s):
                return False
            self._letters.append(value)
            self._changed.notify_all()
            return True

    def wait_until_empty(self, wait_s: float) -> bool:
        """Whether the last value is taken within wait_s seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._letters, wait_s)

    def take(self, wait_s: float = 0.0) -> T | None:
        """Take the value out, the oldest where more are held; None if there is none within wait_s seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._letters), wait_s):
                return None
            value = self._letters.popleft()
            self._shrink()
            self._changed.notify_all()
            return value

    def _shrink(self) -> None:
        """End hold() where it is time for that."""
        if self._released_at_s is None:
            return
        if len(self._letters) <= 1 or time.monotonic() - self._released_at_s >= RELEASE_S:
            self._room, self._released_at_s = 1, None
