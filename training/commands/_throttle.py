"""Lets the progress of a run through a few times a second, however often it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

PAUSE_S = 0.25  # between two lines of progress within one stage


class Told(Protocol):
    """Something that happened in a run."""

    @property
    def kind(self) -> str:
        """What; `progress` is told often."""

    @property
    def values(self) -> Mapping[str, object]:
        """Its `stage`, how much of it is `done`, and whatever else."""


T = TypeVar("T", bound=Told)


class Throttle(Generic[T]):
    """Lets progress through a few times a second, its first and last word of a stage and everything else always."""

    def __init__(self, hear: Callable[[T], None]) -> None:
        self._hear = hear
        self._stage: object = None
        self._told_at_s = 0.0

    def __call__(self, event: T) -> None:
        """Pass an event on, or not."""
        now_s = time.monotonic()
        is_new = event.values.get("stage") != self._stage or event.values.get("done") == 1.0
        if event.kind == "progress" and not is_new and now_s - self._told_at_s < PAUSE_S:
            return
        self._stage, self._told_at_s = event.values.get("stage"), now_s
        self._hear(event)
