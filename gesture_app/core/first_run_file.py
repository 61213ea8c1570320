"""What the app remembers of the first run: how good conditions were, and when a new check was offered last.

A small JSON file, written whole or not at all. Losing it does no harm: then no drift is noticed until the next one.
"""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from gesture_app.core.drift import Conditions
from gesture_app.core.files import write_atomically

VERSION = 1

_MARK = "gesture_app_first_run"


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept."""

    conditions: Conditions = field(default_factory=Conditions)
    offered_at_s: float | None = None  # seconds since 1970


def read_memory(path: Path) -> Memory:
    """What was kept; nothing where there is no such file, or another program or a fault has written it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document[_MARK] != VERSION:
            return Memory()
        names = [field.name for field in dataclasses.fields(Conditions)]
        conditions = Conditions(*(_number(document["conditions"].get(name)) for name in names))
        return Memory(conditions, _number(document.get("offered_at_s")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def write_memory(path: Path, memory: Memory) -> None:
    """Keep it.

    Raises:
        OSError: It could not be written; what was there is untouched.
    """
    document = {
        _MARK: VERSION,
        "conditions": dataclasses.asdict(memory.conditions),
        "offered_at_s": memory.offered_at_s,
    }
    write_atomically(path, json.dumps(document, indent=2) + "\n")


def _number(raw: object) -> float | None:
    """A number as JSON holds it; None where it is none."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
    return float(raw) if is_number and isinstance(raw, int | float) else None
