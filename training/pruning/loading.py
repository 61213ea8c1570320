"""What is asked of every model that a library reads from somebody's folder: no table on the screen, nothing made up."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from training.errors import CheckpointError


@contextmanager
def without_log(library: str) -> Iterator[None]:
    """Keep a library's log to itself: what it would tell of in many lines, the caller tells in a sentence."""
    log = logging.getLogger(library)
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def refuse_lacking(name: str | Path, lacking: Collection[str], advice: str = "") -> None:
    """Refuse a model that was read without some of its tensors, which the library has filled with random numbers.

    Raises:
        CheckpointError: There are such tensors.
    """
    if lacking:
        raise CheckpointError(
            f"{name} lacks {len(lacking)} tensors that its config.json speaks of, such as {min(lacking)}: "
            f"{advice or 'give a folder that was written whole.'}"
        )
