"""Detectors as the lab sees them: their cards, their files and what was measured of them here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.lab.entry import Cost, Entry, Family, Score, finite, whole
from gesture_app.core.lab.timings import Timings
from gesture_app.core.lab.weights_kind import weights_kind
from gesture_app.core.models import ModelCard, read_card

SCORE = "map50_95"  # of the card's metrics; of all of them it says most about boxes and gestures


def detector_entries(folders: Sequence[Path], timings: Timings) -> Iterator[Entry | str]:
    """An entry for every model folder, or a sentence where its card cannot be used."""
    for folder in folders:
        try:
            card = read_card(folder)
            if not card.file.is_file():
                raise ModelError(f"The network {card.file} is missing; export the model again.")
            yield detector_entry(card, timings)
        except ModelError as error:
            yield str(error)
        except OSError as error:
            yield f"The model in {folder} cannot be read ({error}); make it readable or delete it."


def detector_entry(card: ModelCard, timings: Timings) -> Entry:
    """One detector."""
    times = timings.of(card.file)
    return Entry(
        key=f"detector:{card.file}",
        name=card.name,
        title=card.title,
        family=Family.DETECTOR,
        score=_score(card),
        cost=Cost(whole(card.metrics.get("params")), None, whole(card.metrics.get("macs")), card.file.stat().st_size),
        times=times,
        timed_on=timings.machine if times else "",
        place=card.file,
        precision=weights_kind(card.file),
    )


def _score(card: ModelCard) -> Score | None:
    value = finite(card.metrics.get(SCORE))
    if value is None:
        return None
    yardstick = " ".join(str(card.metrics[word]) for word in ("data", "split") if word in card.metrics)
    return Score("mAP50-95", value, yardstick or card.name)
