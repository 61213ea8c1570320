"""Finds files of weights and reads what gestures they know, at once: nothing here loads torch."""

from __future__ import annotations

import json
from pathlib import Path

from training.errors import CheckpointError

PASSED_ON = ".safetensors"  # numbers only, and what is passed on
LENGTH_BYTES = 8  # before the header, which is JSON
MOST_BYTES = 100_000_000  # of a header, as safetensors itself has it


def find_weights(name: str) -> Path:
    """Weights by path, or by the name of those that come with the project (training/weights)."""
    shipped = Path(__file__).resolve().parents[1] / "weights" / f"{name}{PASSED_ON}"
    return shipped if shipped.is_file() else Path(name).expanduser()


def labels_in(path: Path) -> list[str]:
    """The gestures of the network in a file; a `.pt` must be loaded for that.

    Raises:
        CheckpointError: There is no such file, or it holds no network.
    """
    if path.suffix != PASSED_ON or not path.is_file():
        from training.yolo.checkpoint import labels_of, load_network

        return labels_of(load_network(path))
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(LENGTH_BYTES), "little")
            header = json.loads(file.read(min(length, MOST_BYTES)))
        return [str(label) for label in json.loads(header["__metadata__"]["labels"])]
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path} is not the weights of a network ({type(error).__name__}).") from None
