"""What the engine remembers of one hand, and what it looks at in one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gesture_app.core.bindings import Binding
from gesture_app.core.runs import Run
from gesture_app.core.sides import SideVote
from gesture_app.core.swipes import SwipeMemory
from gesture_app.core.tracks import Track
from gesture_app.core.types import Detection, Order, Phase
from gesture_app.core.votes import Vote


class Purpose(Enum):
    """What a gesture is held for; the value names it to a person."""

    ARM = "arming"
    DISARM = "disarming"
    ORDER = "hold"


@dataclass(slots=True)
class Hand:
    """The memory of one hand, as long as its track lasts."""

    entered_at_s: float  # when it came into view, or into the zone
    vote: Vote = field(default_factory=Vote)
    which: SideVote = field(default_factory=SideVote)  # of the two hands
    holding: tuple[Purpose, str] | None = None  # the gesture whose hold time is running, and what for
    held_from_s: float = 0.0
    run: Run | None = None
    let_go: Run | None = None  # the run that ended last
    let_go_at_s: float = 0.0
    progress: float = 0.0
    swiping: SwipeMemory = field(default_factory=SwipeMemory)
    phase: Phase = Phase.SEEN  # of the last moment in which it was seen, apart from firing

    def hold(self, purpose: Purpose, gesture: str, at_s: float) -> None:
        """Start the hold time of a gesture, unless it is running already."""
        if self.holding != (purpose, gesture):
            self.holding, self.held_from_s, self.progress = (purpose, gesture), at_s, 0.0

    def drop_hold(self) -> None:
        """Forget the hold; the next one starts from nothing."""
        self.holding, self.progress = None, 0.0

    def end_run(self, at_s: float) -> Order | None:
        """Let go of what was running; the order that follows from it, if any."""
        if self.run is None:
            return None
        self.let_go, self.let_go_at_s, self.run = self.run, at_s, None
        return self.let_go.end


@dataclass(frozen=True, slots=True)
class Look:
    """One hand in one moment in which it is seen."""

    hand: Hand
    track: Track
    detection: Detection
    binding: Binding  # of the gesture
    size_px: tuple[int, int]  # of the frame
    at_s: float

    @property
    def gesture(self) -> str:
        """What the vote says, which may not be what this frame shows."""
        return self.hand.vote.gesture

    @property
    def held_ms(self) -> float:
        """How long the gesture has been held."""
        return (self.at_s - self.hand.held_from_s) * 1000
