"""Keeps a log short: so many lines a minute, each of a bounded length, and a word about what was left out."""

from __future__ import annotations

from collections.abc import Callable

LINES = 30  # in each stretch of time
STRETCH_S = 60.0
LONGEST = 400  # characters


class BoundedLog:
    """Passes lines on as long as they are few."""

    def __init__(self, tell: Callable[[str], None], now_s: Callable[[], float]) -> None:
        self._tell = tell
        self._now_s = now_s
        self._since_s = now_s()
        self._told = 0
        self._left_out = 0

    def line(self, text: str) -> None:
        """Tell one line, or only count it."""
        self._turn_page()
        if self._told >= LINES:
            self._left_out += 1
            return
        self._told += 1
        words = " ".join(text.split())
        self._tell(words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…")

    def _turn_page(self) -> None:
        now_s = self._now_s()
        if now_s - self._since_s < STRETCH_S:
            return
        left_out, self._left_out = self._left_out, 0
        self._since_s, self._told = now_s, 0
        if left_out:
            self._tell(f"{left_out} more lines were left out.")
