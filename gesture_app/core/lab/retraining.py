"""A retraining as a person wishes it on the lab's page, and the commands that do it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gesture_app.core.lab.commands import APP, TRAINING
from gesture_app.core.lab.extras import has_module
from gesture_app.core.own_training import REHEARSED
from gesture_app.core.paths import cache_folder, own_gestures_folder, retrainings_folder, user_models_folder


class Start(Enum):
    """Which network is begun with; the value is its name on the command line."""

    DEFAULT = "default"
    ACCURATE = "accurate"
    DENSE = "dense"
    SCRATCH = "scratch"


class Length(Enum):
    """How long is trained; the value is the number of epochs, 0 what is usual."""

    SHORT = 8
    USUAL = 0
    LONG = 60


@dataclass(frozen=True, slots=True)
class RetrainWish:
    """What is wished; what is as usual is left out of the command."""

    folders: tuple[Path, ...]
    start: Start = Start.DEFAULT
    pruning_ratio: float | None = None  # share of the channels to remove; None: what is usual for the network
    length: Length = Length.USUAL
    is_anew: bool = False  # the whole network, though gestures could be added to it
    name: str = "mine"  # for people


@dataclass(frozen=True, slots=True)
class RetrainPlaces:
    """Where a retraining reads and writes."""

    runs: Path  # a folder for each
    models: Path  # the networks of this user
    rehearse: Path  # drawn hands, which gestures that are added are told from
    own: Path  # the folders of the recorded gestures
    has: Callable[[str], bool] = has_module  # whether a module is installed
    arguments: tuple[str, ...] = ()  # added to every command; the last word on anything


def usual_places() -> RetrainPlaces:
    """Where they lie for this user."""
    return RetrainPlaces(retrainings_folder(), user_models_folder(), cache_folder() / "rehearse", own_gestures_folder())


def folder_name(name: str) -> str:
    """A name for people as the name of a folder; letters and digits of any language stay."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "mine"


def free_name(name: str, places: RetrainPlaces) -> str:
    """The folder's name, with a number where there is a network or a run of that name already."""
    wanted = folder_name(name)
    found, number = wanted, 1
    while (places.models / found).exists() or (places.runs / found).exists():
        number += 1
        found = f"{wanted}-{number}"
    return found


def plan_arguments(wish: RetrainWish, places: RetrainPlaces) -> tuple[str, ...]:
    """What to ask `gesture-train` so that it tells what it would do, and does nothing.

    Size and length are left out: what is told does not depend on them.
    """
    return ("retrain", *_chosen(wish), *places.arguments, "--plan", "--json")


def retrain_command(wish: RetrainWish, places: RetrainPlaces, *, is_added: bool) -> tuple[str, ...]:
    """The command of a job.

    Args:
        is_added: Gestures are added to a network, for which drawn hands are rehearsed.
    """
    folder = free_name(wish.name, places)
    out = ("--out", str(places.runs / folder), "--model", str(places.models / folder), "--title", wish.name)
    rehearse = ("--rehearse", str(places.rehearse)) if is_added else ()
    trained = () if is_added else _trained(wish)
    return (TRAINING, "retrain", *_chosen(wish), *trained, *rehearse, *out, *places.arguments, "--json")


def drawing_command(places: RetrainPlaces) -> tuple[str, ...]:
    """The command that draws the hands to rehearse with."""
    return (APP, "render", str(places.rehearse), "--count", str(REHEARSED))


def is_drawn(places: RetrainPlaces) -> bool:
    """Whether all hands to rehearse with are there."""
    return len(list((places.rehearse / "images" / "train").glob("*.jpg"))) >= REHEARSED


def _chosen(wish: RetrainWish) -> tuple[str, ...]:
    """Pictures, and what is begun with."""
    words = [str(folder) for folder in wish.folders]
    if wish.start is not Start.DEFAULT:
        words += ["--from", wish.start.value]
    if wish.is_anew:
        words += ["--way", "train"]
    return tuple(words)


def _trained(wish: RetrainWish) -> tuple[str, ...]:
    """What only the training of a whole network asks for."""
    words: list[str] = []
    if wish.pruning_ratio is not None:
        words += ["--pruning-ratio", f"{wish.pruning_ratio:g}"]
    if wish.length is not Length.USUAL:
        words += ["--epochs", str(wish.length.value)]
    return tuple(words)
