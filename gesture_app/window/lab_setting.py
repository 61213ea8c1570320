"""What the lab needs from the rest of the app: light enough to be there from the start, unlike the lab itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.lab.extras import has_module
from gesture_app.core.lab.gallery import Gallery
from gesture_app.core.lab.job_made import PRUNED
from gesture_app.core.lab.retraining import RetrainPlaces, usual_places
from gesture_app.core.paths import data_folder, jobs_folder, user_models_folder

if TYPE_CHECKING:
    from gesture_app.core.lab.entry import Time
    from gesture_app.core.lab.library import Library


@dataclass(frozen=True, slots=True)
class PrunePlaces:
    """Where things lie, and what is installed."""

    lab: Path  # reports, and what jobs need on the way
    models: Path  # detectors of this user
    has: Callable[[str], bool] = has_module


def imports_of_the_lab() -> list[Callable[[], object]]:
    """What imports those who steer the lab, one after the other, so that nothing waits for all of them at once."""
    modules = ("lab_helm", "ab_helm", "retrain_helm", "lab_wing")
    return [partial(import_module, f"{__package__}.{module}") for module in modules]


def prune_places() -> PrunePlaces:
    """Those of this user."""
    return PrunePlaces(data_folder() / "lab", user_models_folder())


@dataclass(frozen=True, slots=True)
class LabParts:
    """What the lab needs from the rest of the app; all of it may take long and runs off the window's thread."""

    read: Callable[[], Library]
    take_in: Callable[[Path], str]  # gives the name under which a network was taken in; raises AppError
    keep_time: Callable[[Path, str, Time], None]  # of a network, by way; raises LabError
    engines: Callable[[], tuple[str, ...]]  # that can run here
    labelled: Callable[[], list[Path]] = list  # folders of labelled pictures
    jobs: Path = field(default_factory=jobs_folder)  # where the queue of long commands lies
    retrain: RetrainPlaces = field(default_factory=usual_places)
    pruning: PrunePlaces = field(default_factory=prune_places)

    @property
    def runs(self) -> tuple[Path, ...]:
        """The folders below which the steps of runs lie."""
        return self.pruning.lab / PRUNED, self.retrain.runs


@dataclass(frozen=True, slots=True)
class AbParts:
    """What the comparison needs from the rest of the app."""

    folder: Path  # of the saved pictures
    retrained: Path  # where the command that learns from them keeps what it makes
    labels: Callable[[Path], tuple[str, ...]]  # of a network, by its file; may take long; raises ModelError
    stamp: Callable[[], str]  # a word for now that no other run of the app has
    gallery: Gallery = field(default_factory=Gallery)  # outlives a window that is built anew in another language
