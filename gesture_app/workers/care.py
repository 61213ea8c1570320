"""How a live source is looked after: only while it is wanted, and with little work while nobody is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from gesture_app.core.rest import Resting
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.sentinel import Sentinel


@dataclass(frozen=True, slots=True)
class Patience:
    """When a live source counts as lost, and how long to wait before opening it again."""

    silence_s: float = 1.5
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0  # the wait doubles up to this


@dataclass(frozen=True, slots=True)
class Care:
    """What capture and inference share; files and drawn hands need none of it."""

    patience: Patience = Patience()
    resting: Resting = field(default_factory=Resting)  # while it says so, the source is closed
    sentinel: Sentinel | None = None

    def note(self, result: LineResult) -> None:
        """Let the sentinel know of hands; for the inference thread."""
        if self.sentinel is not None and result.detections:
            self.sentinel.note_hand(result.frame.taken_at_s)

    def steer(self, line: Line) -> None:
        """Have a line obey or not, by the reasons that hold now; for the inference thread."""
        if self.resting.why_idle is None:
            line.engine.resume()
        else:
            line.engine.pause()
