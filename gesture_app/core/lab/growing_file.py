"""Reads a file that another process is writing, line by line and each line once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Event = Mapping[str, Any]  # what a command tells in one line


class GrowingFile:
    """Gives what has been added since the last time; a line that is not finished waits for its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def lines(self) -> list[str]:
        """The new whole lines; none where the file is not there (yet)."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                text = file.read()
        except OSError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._offset += len(whole)
        return whole.decode("utf-8", errors="replace").splitlines()


def told_apart(lines: Iterable[str]) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """The lines that are JSON objects, read, and the others as they are."""
    pairs = [(line, _object(line)) for line in lines]
    events = tuple(event for _, event in pairs if event is not None)
    return events, tuple(line for line, event in pairs if event is None)


def _object(line: str) -> Event | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
