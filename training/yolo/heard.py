"""What a training run tells while it goes on, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a run is."""

    done: float  # of the whole run, 0 to 1
    epoch: int  # under way, counted from 1
    epochs: int
    figures: Mapping[str, float]  # the loss of this epoch so far; of a scored epoch its scores on val
    is_scored: bool = False  # the epoch has been scored, and is in the checkpoint


Hear = Callable[[Heard], None]


def nobody(_heard: Heard) -> None:
    """Whom a run tells that nobody listens to."""
