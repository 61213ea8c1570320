"""Runs parts of a protocol at once, each in a process of its own that keeps to one core.

A part is what one seed does on one task: what its trials share, the dense network above all, is made once.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import TrainingError

if TYPE_CHECKING:
    from training.pruning.prove import Proof
    from training.pruning.run import Hear


@dataclass(frozen=True, slots=True)
class Part:
    """What one process runs."""

    task: str
    seed: int


Command = Callable[[Part, Path], Sequence[str]]  # of a part, and the folder for its file of cells
Line = Mapping[str, object]

OF_ONE_PROCESS = frozenset({"started", "finished", "cancelled", "verdict"})  # told once for all of them
ENDED = frozenset({"seed_finished", "seed_skipped"})  # one cell more is there
# Threads on all cores would wait for each other more than they would help networks this small.
ONE_CORE = {"OMP_NUM_THREADS": "1"}
PATIENCE_S = 10.0  # for a process that was told to end


def prove_at_once(proof: Proof, count: int, hear: Hear, command: Command | None = None) -> None:
    """As `prove`, with so many parts at a time. Times are measured beside the other processes then.

    Args:
        command: What runs one part; this program, if left out.

    Raises:
        DataError: A line of the paper's file is not a cell.
        TrainingError: A part came to no good end; what was finished is kept, and the other processes are ended.
    """
    from training.pruning.prove import cell_count, cells_of, prove, take_over
    from training.pruning.run import Event

    take_over(proof)
    cells, before = cell_count(proof), 0
    hear(Event("started", {"paper": proof.evidence.method, "cells": cells, "report": str(cells_of(proof))}))
    with tempfile.TemporaryDirectory(prefix="gesture-evidence-") as folder:
        for facts in _told(parts_of(proof), count, command or _command(proof), Path(folder)):
            kind = str(facts["event"])
            if kind not in OF_ONE_PROCESS:
                values = {name: value for name, value in facts.items() if name != "event"}
                hear(Event(kind, {**values, "cells": cells, "cells_before": before}))
                before += kind in ENDED
    prove(proof, lambda event: hear(event) if event.kind == "finished" else None)  # gathers what is there now


@dataclass(frozen=True, slots=True)
class _Running:
    """A process that runs a part, and where it complains."""

    part: Part
    process: subprocess.Popen[str]
    complaints: Path

    def tell(self, told: queue.SimpleQueue[_Running | Line]) -> None:
        """Put what it says into the queue, line by line, and itself when it has ended."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                told.put(json.loads(line))
        told.put(self)

    def check(self) -> None:
        """Complain as it did, if it came to no good end."""
        if self.process.wait():
            said = self.complaints.read_text(encoding="utf-8").strip().splitlines()
            reason = said[-1] if said else f"its process ended with code {self.process.returncode}"
            raise TrainingError(f"Seed {self.part.seed} of {self.part.task} came to no good end: {reason}")


def parts_of(proof: Proof) -> list[Part]:
    """All parts, task by task as the protocol has them: those that are left at the end are like each other."""
    there = [Part(trial.task, seed) for seed in proof.seeds for trial in proof.trials(seed)]
    tasks = list(dict.fromkeys(part.task for part in there))
    return sorted(dict.fromkeys(there), key=lambda part: (tasks.index(part.task), part.seed))


def _told(parts: Sequence[Part], count: int, command: Command, folder: Path) -> Iterator[Line]:
    """What the processes say, in the order in which they say it; ends them all if it is left early."""
    told: queue.SimpleQueue[_Running | Line] = queue.SimpleQueue()
    waiting = list(enumerate(parts))
    running: dict[Part, _Running] = {}
    try:
        while waiting or running:
            while waiting and len(running) < count:
                number, part = waiting.pop(0)
                running[part] = _start(part, command, folder / str(number))
                threading.Thread(target=running[part].tell, args=(told,), name=f"part-{number}").start()
            word = told.get()
            if isinstance(word, _Running):
                del running[word.part]
                word.check()
            else:
                yield word
    finally:
        for left in running.values():
            left.process.terminate()
        for left in running.values():
            _wait(left.process)


def _start(part: Part, command: Command, folder: Path) -> _Running:
    folder.mkdir()
    complaints = folder / "complaints"
    with complaints.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command(part, folder), stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **ONE_CORE}
        )
    return _Running(part, process, complaints)


def _wait(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _command(proof: Proof) -> Command:
    """How this program runs one part of a protocol."""

    def command(part: Part, folder: Path) -> Sequence[str]:
        timing_runs = proof.timing_runs if part.seed == proof.seeds[0] else 0
        words = [sys.executable, "-m", "training", "suite", "evidence", proof.evidence.method, "--json"]
        words += [
            "--only-seed",
            str(part.seed),
            "--only-task",
            part.task,
            "--out",
            str(proof.out),
            "--reports",
            str(folder),
        ]
        return [*words, "--timing-runs", str(timing_runs)]

    return command
