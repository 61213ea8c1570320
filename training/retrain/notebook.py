"""Keeps what every step came to, so that a retraining that was killed goes on with the one it was at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from training.data.files import write_whole


class Notebook:
    """One file for each finished step of a run.

    Args:
        folder: The run's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "steps"

    def result(self, step: str) -> dict[str, object] | None:
        """What a step came to; None if it is not finished."""
        path = self._folder / f"{step}.json"
        if not path.is_file():
            return None
        values: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return values

    def once(self, step: str, make: Callable[[], dict[str, object]]) -> dict[str, object]:
        """What a step came to; it is done now unless it is finished."""
        done = self.result(step)
        if done is None:
            done = make()
            self.keep(step, done)
        return done

    def keep(self, step: str, result: Mapping[str, object]) -> None:
        """Write down that a step is finished; all that belongs to it must be on disk already."""
        write_whole(self._folder / f"{step}.json", json.dumps(result, indent=1))
