"""A mailbox for one letter: whoever takes gets the newest, and whoever is slow never falls behind."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands values from one thread to another; may be used by any number of threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._letters: list[T] = []  # none or one
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many values were replaced before anybody took them."""
        with self._changed:
            return self._dropped

    def put(self, value: T) -> bool:
        """Leave a value, in place of one that nobody has taken; True if the box was empty."""
        with self._changed:
            was_empty = not self._letters
            self._dropped += len(self._letters)
            self._letters = [value]
            self._changed.notify_all()
            return was_empty

    def put_when_empty(self, value: T, wait_s: float) -> bool:
        """Leave a value once the last one was taken; False if that did not happen within wait_s seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._letters, wait_s):
                return False
            self._letters = [value]
            self._changed.notify_all()
            return True

    def wait_until_empty(self, wait_s: float) -> bool:
        """Whether the last value is taken within wait_s seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._letters, wait_s)

    def take(self, wait_s: float = 0.0) -> T | None:
        """Take the value out; None if there is none within wait_s seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._letters), wait_s):
                return None
            value = self._letters.pop()
            self._changed.notify_all()
            return value
