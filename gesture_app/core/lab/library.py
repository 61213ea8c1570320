"""Everything the lab can show: read once from cards, reports and measurements, whatever of it is broken."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.lab.cards import detector_entries
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.reports import report_entries
from gesture_app.core.lab.timings import Timings

REPORT = ".jsonl"  # how their names end


@dataclass(frozen=True, slots=True)
class Library:
    """The networks there are, and one sentence for everything that could not be read."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...] = ()
    machine: str = ""  # this one, as entries that were timed here name it


def read_library(models: Sequence[Path], reports: Iterable[Path], timings: Timings) -> Library:
    """Read all that is known of all networks.

    Args:
        models: Folders with a card each.
        reports: Files, as `report_files` finds them.
        timings: What was measured here.
    """
    entries: list[Entry] = []
    faults: list[str] = []
    for found in (*detector_entries(models, timings), *report_entries(reports)):
        if isinstance(found, str):
            faults.append(found)
        else:
            entries.append(found)
    return Library(tuple(entries), tuple(faults), timings.machine)


def report_files(folders: Iterable[Path]) -> list[Path]:
    """All reports of the suite in these folders and below; a folder that is not there has none."""
    walked = (place for folder in folders for place in os.walk(folder))  # in half the time that Path.rglob takes
    return sorted(Path(at, name) for at, _, names in walked for name in names if name.endswith(REPORT))


def chosen(entries: Iterable[Entry], words: Sequence[str], family: Family | None) -> list[Entry]:
    """The entries of a family in whose texts every word occurs.

    Args:
        words: In small letters.
        family: None for all.
    """
    of_family = (entry for entry in entries if family in (None, entry.family))
    return [entry for entry in of_family if not words or _has(entry, words)]


def _has(entry: Entry, words: Sequence[str]) -> bool:
    text = " ".join((entry.name, entry.title, entry.method, entry.amount, entry.yardstick)).casefold()
    return all(word in text for word in words)
