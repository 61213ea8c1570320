"""What was measured on this machine: how long each detector takes in each engine, kept in one small file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import LabError
from gesture_app.core.files import write_atomically
from gesture_app.core.lab.entry import Time

Table = Mapping[str, Mapping[str, Time]]  # by the mark of a file, then by way


@dataclass(frozen=True, slots=True)
class Timings:
    """All measurements of one machine.

    A network that was exported anew under the same name counts as another one: it is known by its size and its age.
    """

    machine: str
    table: Table

    def of(self, file: Path) -> Mapping[str, Time]:
        """The times of one network by way, such as "openvino, 2 threads"; empty where it was never measured."""
        return self.table.get(mark(file), {})

    def having(self, file: Path, way: str, time: Time) -> Timings:
        """These, and one more."""
        return Timings(self.machine, {**self.table, mark(file): {**self.of(file), way: time}})


def mark(file: Path) -> str:
    """What a file is known by; it must be there."""
    facts = file.stat()
    return f"{file}|{facts.st_size}|{facts.st_mtime_ns}"


def way_of(engine: str, threads: int) -> str:
    """How a network was run, for a person."""
    return f"{engine}, {threads} thread{'' if threads == 1 else 's'}"


def read_timings(path: Path, machine: str) -> Timings:
    """What is known; nothing where the file is not there, is damaged or tells of another machine.

    It can be measured again at any time, so a damaged one is worth no complaint.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["machine"] != machine:
            return Timings(machine, {})
        table = {
            name: {way: Time(float(p50), float(p95)) for way, (p50, p95) in ways.items()}
            for name, ways in kept["table"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Timings(machine, {})
    return Timings(machine, table)


def write_timings(timings: Timings, path: Path) -> None:
    """Keep what is known.

    Raises:
        LabError: It cannot be written.
    """
    table = {
        name: {way: [time.p50_ms, time.p95_ms] for way, time in ways.items()} for name, ways in timings.table.items()
    }
    try:
        write_atomically(path, json.dumps({"machine": timings.machine, "table": table}, indent=1))
    except OSError as error:
        raise LabError(f"The measurements cannot be saved to {path} ({error.strerror}); make room there.") from error
