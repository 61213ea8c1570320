"""What a kiosk's window tells its supervisor, one line of JSON at a time."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

from gesture_app.core.kiosk_watch import Part

_SIGN = "sign"
LONGEST_LINE = 2000  # characters; a longer one is none of ours


@dataclass(frozen=True, slots=True)
class WindowNews:
    """How the window is doing; None where it does not know yet."""

    scene: str | None = None
    fps: float | None = None  # frames a second that were looked at
    camera: str | None = None  # "live", "busy", "lost", "dark", ..., "failed" where it has no name
    camera_text: str | None = None
    player: str | None = None  # what it is doing
    player_text: str | None = None  # why it does not work
    order: str | None = None  # the last one
    order_text: str | None = None  # what became of it
    order_at: str | None = None  # ISO 8601


def sign_line(part: Part) -> str:
    """A sign of life."""
    return json.dumps({_SIGN: part.value})


def news_line(news: WindowNews) -> str:
    """All there is to tell."""
    return json.dumps(dataclasses.asdict(news))


def read_line(line: str) -> Part | WindowNews | None:
    """What a line means; None where it is none of ours: libraries print, too."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            return None
        return Part(row[_SIGN]) if _SIGN in row else WindowNews(**row)
    except (ValueError, TypeError):
        return None
