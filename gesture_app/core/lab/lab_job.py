"""One job of the lab: a command that runs for minutes or hours, what it is for, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gesture_app.core.lab.commands import shown

# What a job may begin with, and the module that Python runs for it; anything else is refused.
PROGRAMS = {"gesture-train": "training", "gesture-app": "gesture_app", "pip": "pip"}


class JobState(Enum):
    """How a job stands, to a person; the values are those of its file."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"  # killed from outside, or the computer went off

    @property
    def is_over(self) -> bool:
        """Whether nothing happens any more unless somebody wishes it."""
        return self not in (JobState.QUEUED, JobState.RUNNING)

    @property
    def is_resumable(self) -> bool:
        """Whether there is something left to do."""
        return self in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What is asked for."""

    title: str  # for a person
    kind: str  # which page asked: "prune", "retrain", "install"
    command: tuple[str, ...]  # one of PROGRAMS and its arguments
    resume: tuple[str, ...] = ()  # arguments added when it goes on after it was stopped

    @property
    def shown(self) -> str:
        """The command, to be copied into a terminal."""
        return shown([self.command])

    def words(self, *, is_resumed: bool) -> tuple[str, ...]:
        """The command as it is run."""
        return (*self.command, *self.resume) if is_resumed else self.command


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """A process that can be told from a later one with the same number."""

    pid: int
    created_s: float


@dataclass(frozen=True, slots=True)
class JobStanding:
    """What changes of a job while it runs; what its file says."""

    state: JobState
    queued_at_s: float  # since 1970; a job that goes on is put at the end
    started_at_s: float | None = None
    ended_at_s: float | None = None
    is_resumed: bool = False
    code: int | None = None  # how the command ended
    complaint: str = ""  # its last words, if it failed
    runner: ProcessMark | None = None
    process: ProcessMark | None = None


@dataclass(frozen=True, slots=True)
class LabJob:
    """A job and its folder."""

    key: str
    folder: Path
    order: JobOrder
    standing: JobStanding

    @property
    def state(self) -> JobState:
        """How it stands."""
        return self.standing.state

    @property
    def printed(self) -> Path:
        """All that its command printed, one JSON object a line where the command speaks so."""
        return self.folder / "printed.txt"

    @property
    def complaints(self) -> Path:
        """All that its command said on standard error."""
        return self.folder / "complaints.txt"
