"""The folder in which a job keeps what it needs on the way, and nobody else anything."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from gesture_app.core.errors import LabError
from gesture_app.core.lab.lab_job import JobOrder

PRUNED = "pruned"  # the folder of the runs of detectors, in that of the lab
_RETRAINS = ("gesture-train", "retrain")  # whose folder holds one run; the suite keeps all of its runs in one report


def run_folder(order: JobOrder, homes: Sequence[Path]) -> Path | None:
    """Where a retraining keeps its steps; None where it is not below one of our own folders.

    Nor where the network that came of it lies there as well.
    """
    words = order.command
    if words[: len(_RETRAINS)] != _RETRAINS or "--model" not in words or "--out" not in words[:-1]:
        return None
    folder = Path(words[words.index("--out") + 1]).resolve()
    return folder if any(home.resolve() in folder.parents for home in homes) else None


def delete_run(order: JobOrder, homes: Sequence[Path]) -> None:
    """Delete the run folder of a job, if there is one to be deleted.

    Raises:
        LabError: The disk refuses.
    """
    folder = run_folder(order, homes)
    if folder is None or not folder.is_dir():
        return
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise LabError(f"What is left in {folder} cannot be deleted ({error.strerror}); delete it yourself.") from error
