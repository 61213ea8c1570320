"""What to type so that the network learns the recorded gestures."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REHEARSED = 300  # drawn hands: some twenty of each old gesture


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """Where everything about a user's own gestures lies."""

    folders: Path  # one YOLO-layout folder for each
    draft: Path  # the recording that is not finished
    vocabulary: Path  # the file with their titles
    rehearse: Path  # drawn hands that training rehearses with
    model: Path  # the network that knows them


def training_lines(folders: Sequence[Path], places: OwnPlaces) -> str:
    """Two commands, one a line: draw hands to rehearse with, then teach the network these gestures."""
    draw = ["gesture-app", "render", str(places.rehearse), "--count", str(REHEARSED)]
    data = [str(folder) for folder in folders]
    teach = ["gesture-train", "extend", "--data", *data, "--rehearse", str(places.rehearse), "--out", str(places.model)]
    return "\n".join((shlex.join(draw), shlex.join(teach)))
