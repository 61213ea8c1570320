"""What a clip shows and when: the script that lies beside it, so that what was missed can be counted.

`clip.toml`, as for the demo clip:    [[shown]] with gesture, start_s and end_s
`clip.csv`, labels frame by frame:    columns t_s and label; a gesture that lasts less than a second is a passage
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import SourceError

LEAST_S = 1.0  # nobody could have meant a gesture that was labelled in fewer frames
GAP_S = 0.3  # a gesture that was not labelled for so long has ended


@dataclass(frozen=True, slots=True)
class Shown:
    """A gesture that somebody meant, and when."""

    gesture: str
    start_s: float  # from the first frame on
    end_s: float


def read_script(clip: Path) -> tuple[Shown, ...]:
    """The script beside a clip or a recording.

    Raises:
        SourceError: There is none, or it cannot be understood.
    """
    readers = {".toml": _from_toml, ".csv": _from_csv}
    found = [path for suffix in readers if (path := clip.with_suffix(suffix)).is_file()]
    if not found:
        raise SourceError(
            f"Nothing says which gestures {clip} shows; write {clip.with_suffix('.toml').name} beside it, "
            "with a table [[shown]] of gesture, start_s and end_s for each."
        )
    try:
        return tuple(readers[found[0].suffix](found[0].read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise SourceError(f"The script {found[0]} cannot be understood ({reason}); mend or remove it.") from None


def _from_toml(text: str) -> Iterator[Shown]:
    for entry in tomllib.loads(text)["shown"]:
        yield Shown(str(entry["gesture"]), float(entry["start_s"]), float(entry["end_s"]))


def _from_csv(text: str) -> Iterator[Shown]:
    labels = ((float(row["t_s"]), row["label"]) for row in csv.DictReader(text.splitlines()))
    return (shown for shown in stretches(labels) if shown.end_s - shown.start_s >= LEAST_S)


def stretches(labels: Iterable[tuple[float, str]]) -> list[Shown]:
    """Join the moments in which a gesture was seen to stretches of time; moments must come in order."""
    ended: list[Shown] = []
    going_on: dict[str, Shown] = {}
    for at_s, gesture in labels:
        last = going_on.get(gesture)
        if last is not None and at_s - last.end_s > GAP_S:
            ended.append(last)
            last = None
        going_on[gesture] = Shown(gesture, last.start_s if last else at_s, at_s)
    return sorted([*ended, *going_on.values()], key=lambda shown: shown.start_s)
