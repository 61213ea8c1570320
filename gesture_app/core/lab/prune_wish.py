"""What somebody wants pruned, and the one command that does it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.job_made import PRUNED
from gesture_app.core.lab.lab_job import JobOrder
from gesture_app.core.lab.offers import Method, Subject

KIND = "prune"  # of the job
TRIES = 5  # of a search for the amount
DRAWN = 300  # hands to tune a detector on where nobody has pictures
EPOCHS = 4  # of fine-tuning a detector


class Aim(Enum):
    """What is given: how much goes, or what it may cost; the value is the command's word where there is one."""

    AMOUNT = "amount"
    UNDER_MS = "under-ms"
    LOSE_AT_MOST = "lose-at-most"  # points of the score


@dataclass(frozen=True, slots=True)
class PruneWish:
    """All that the page asks for."""

    subject: Subject
    method: Method
    aim: Aim
    number: float  # a share from 0 to 1, milliseconds, or points
    recovers: bool  # train on after the cut, where the method leaves the choice
    pictures: Path | None = None  # for a detector: what it is tuned on and judged by
    seeds: int = 1  # of a task: how often it is run, each time with other random numbers

    @property
    def is_detector(self) -> bool:
        """Whether the remote control can use what comes of it."""
        return self.subject.family is Family.DETECTOR

    @property
    def model_name(self) -> str:
        """The folder's name of a pruned detector."""
        amount = {
            Aim.AMOUNT: f"{round(100 * self.number)}",
            Aim.UNDER_MS: f"under-{self.number:g}-ms",
            Aim.LOSE_AT_MOST: f"loses-{self.number:g}",
        }[self.aim]
        tuned = "" if self.recovers else "-raw"
        data = f"-{self.pictures.name}" if self.pictures else ""
        return f"{self.subject.name}-{self.method.name}-{amount}{tuned}{data}"


def prune_order(wish: PruneWish, title: str, lab: Path, models: Path) -> JobOrder:
    """The job that fulfils a wish; the same command again goes on where it was stopped.

    Args:
        title: For a person.
        lab: Where reports of the lab lie.
        models: Where detectors of this user lie.
    """
    words = _detector_words(wish, lab, models) if wish.is_detector else _suite_words(wish, lab / "suite")
    return JobOrder(title, KIND, words)


def draws_pictures(wish: PruneWish, lab: Path) -> bool:
    """Whether hands have to be drawn before, because nobody named other pictures and there are none yet."""
    return wish.is_detector and wish.pictures is None and not (drawn_pictures(lab) / "data.yaml").is_file()


def drawing_order(title: str, lab: Path) -> JobOrder:
    """The job that draws hands to tune a detector on and to judge it by."""
    words = ("gesture-app", "render", str(drawn_pictures(lab)), "--count", str(DRAWN))
    return JobOrder(title, KIND, words)


def drawn_pictures(lab: Path) -> Path:
    """Where drawn hands lie."""
    return lab / "drawn"


def _suite_words(wish: PruneWish, out: Path) -> tuple[str, ...]:
    """A run of the suite; what is finished is never run twice."""
    action = "run" if wish.aim is Aim.AMOUNT else "target"
    words = ["gesture-train", "suite", action, wish.method.name, "--task", wish.subject.name, *_aim_words(wish)]
    if not wish.recovers and wish.method.no_recovery:
        words += ["--set", wish.method.no_recovery]
    if wish.seeds > 1:
        words += ["--seeds", str(wish.seeds)]
    return (*words, "--out", str(out), "--resume", "--json")


def _aim_words(wish: PruneWish) -> tuple[str, ...]:
    """How much."""
    if wish.aim is Aim.AMOUNT:
        return (f"--{wish.method.amount_name.replace('_', '-')}", f"{wish.number:g}")
    return (f"--{wish.aim.value}", f"{wish.number:g}", "--tries", str(TRIES))


def _detector_words(wish: PruneWish, lab: Path, models: Path) -> tuple[str, ...]:
    """The chain from weights to a network that the app can use; every step that is finished is kept."""
    pictures = wish.pictures or drawn_pictures(lab)
    words = ["gesture-train", "retrain", str(pictures), "--way", "prune", "--from", wish.subject.name]
    words += ["--criterion", wish.method.name, *_aim_words(wish)]
    words += ["--epochs", str(EPOCHS if wish.recovers else 0)]
    words += ["--out", str(lab / PRUNED / wish.model_name), "--model", str(models / wish.model_name)]
    title = {
        Aim.AMOUNT: f"{wish.subject.title}, {round(100 * wish.number)} % removed",
        Aim.UNDER_MS: f"{wish.subject.title}, under {wish.number:g} ms",
        Aim.LOSE_AT_MOST: f"{wish.subject.title}, points lost: at most {wish.number:g}",
    }[wish.aim]
    return (*words, "--title", title, "--json")
