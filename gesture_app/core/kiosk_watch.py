"""The supervisor's judgement: when a kiosk's window is started, when it counts as hung, and how long to wait then.

Only the clock and what the process is seen to do come in; what to do comes out.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

KEY_CODE = 64  # how the window ends when somebody typed the key; nothing else ends with this code by chance
RECENT_S = 600.0  # failures longer ago than this count no more


class Part(Enum):
    """What of the window must give signs of life."""

    WINDOW = "window"  # the thread that paints and hears the keyboard
    LINE = "line"  # the thread that looks for hands


class Condition(Enum):
    """How the kiosk is."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"  # waits a little before it starts the window again
    STRUGGLING = "struggling"  # the window failed too often; it is tried again, slowly
    ENDED = "ended"  # by the key


class Action(Enum):
    """What is to be done now."""

    NOTHING = "nothing"
    START = "start"
    KILL = "kill"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what."""

    start_s: float
    silence_s: float
    first_wait_s: float
    slow_wait_s: float
    failures: int


class Watch:
    """Follows one window through its lives."""

    def __init__(self, patience: Patience, now_s: Callable[[], float]) -> None:
        self._patience = patience
        self._now_s = now_s
        self._condition = Condition.STARTING
        self._is_there = False
        self._started_s = 0.0
        self._due_s = -math.inf
        self._signs_s: dict[Part, float] = {}
        self._failed_s: deque[float] = deque()
        self._starts = 0

    @property
    def condition(self) -> Condition:
        """How the kiosk is."""
        return self._condition

    @property
    def restarts(self) -> int:
        """How often the window was started again."""
        return max(0, self._starts - 1)

    def next_action(self) -> Action:
        """What is to be done now."""
        if self._condition is Condition.ENDED:
            return Action.NOTHING
        if not self._is_there:
            return Action.START if self._now_s() >= self._due_s else Action.NOTHING
        return Action.KILL if self.silent_part() else Action.NOTHING

    def silent_part(self) -> Part | None:
        """The part that has given no sign of life for too long, if any.

        Until every part has given one, the window is still being started, and loading the network may stop all of it.
        """
        now_s = self._now_s()
        missing = [part for part in Part if part not in self._signs_s]
        if missing:
            return missing[0] if now_s - self._started_s > self._patience.start_s else None
        silent = (part for part, sign_s in self._signs_s.items() if now_s - sign_s > self._patience.silence_s)
        return next(silent, None)

    def note_started(self) -> None:
        """The window was started."""
        self._is_there = True
        self._starts += 1
        self._started_s = self._now_s()
        self._signs_s.clear()
        if self._condition is not Condition.STRUGGLING:
            self._condition = Condition.STARTING

    def note_sign(self, part: Part) -> None:
        """A part of it lives; one that was in trouble counts as well once the window has lasted for a while."""
        self._signs_s[part] = self._now_s()
        is_steady = self._now_s() - self._started_s > self._patience.slow_wait_s
        if len(self._signs_s) == len(Part) and (self._condition is not Condition.STRUGGLING or is_steady):
            self._condition = Condition.RUNNING

    def note_key(self) -> None:
        """The window has ended because somebody typed the key."""
        self._is_there = False
        self._condition = Condition.ENDED

    def note_failure(self) -> float:
        """The window has ended by itself or was killed; gives how long to wait before it is started again."""
        now_s = self._now_s()
        self._is_there = False
        self._failed_s.append(now_s)
        while now_s - self._failed_s[0] > RECENT_S:
            self._failed_s.popleft()
        wait_s = self._wait_s(len(self._failed_s))
        self._due_s = now_s + wait_s
        return wait_s

    def _wait_s(self, failures: int) -> float:
        if failures >= self._patience.failures:
            self._condition = Condition.STRUGGLING
            return self._patience.slow_wait_s
        self._condition = Condition.RESTARTING
        return min(math.ldexp(self._patience.first_wait_s, failures - 1), self._patience.slow_wait_s)
