"""What to type so that a network learns from the saved disagreements."""

from __future__ import annotations

import shlex
from pathlib import Path


def retrain_line(pictures: Path, out: Path) -> str:
    """One command, to be copied into a terminal.

    Args:
        out: Where it keeps what it makes.
    """
    return shlex.join(("gesture-train", "retrain", str(pictures), "--out", str(out)))
