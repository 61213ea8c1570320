"""How a live source is looked after: only while it is wanted, and with little work while nobody is there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from gesture_app.core.rest import Resting
from gesture_app.core.source import SourceUse
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.sentinel import Sentinel


@dataclass(frozen=True, slots=True)
class Patience:
    """When a live source counts as lost, and how long to wait before opening it again."""

    silence_s: float = 1.5
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0  # the wait doubles up to this
    opening_s: float = 10.0  # one whose opening takes longer hangs; some webcams need 5
    longest_opening_s: float = 160.0  # that doubles up to this, since each one that hangs leaves a thread behind


class Lamp:
    """Tells whether a live source is open; one that a driver let go of late puts out none that was opened since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0

    def note(self, use: SourceUse, tell: Callable[[SourceUse], None]) -> None:
        """Pass on an opening, and a closing unless another source is open still; for any thread."""
        with self._lock:  # also while it is told, so that nobody hears of the closing after the next opening
            self._open += 1 if use.is_open else -1
            if use.is_open or not self._open:
                tell(use)


@dataclass(frozen=True, slots=True)
class Care:
    """What capture and inference share; files and drawn hands need none of it."""

    patience: Patience = Patience()
    resting: Resting = field(default_factory=Resting)  # while it says so, the source is closed
    sentinel: Sentinel | None = None
    lamp: Lamp = field(default_factory=Lamp)

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
