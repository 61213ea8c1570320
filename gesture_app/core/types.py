"""The values that travel from room to room: frames, detections, decisions, orders and outcomes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    Left is left in the picture as the camera took it, in frames, boxes, zones and recordings alike: the side of the
    right hand of whoever faces the camera. Mirroring is for display only, and done by the widget that paints. Only what
    a person does is named as they see it themselves: where a hand moves, and which one it is; see Direction and Side.

    Shapes:
        pixels: (height, width, 3), uint8, BGR, read-only, never mirrored
    """

    pixels: Pixels
    index: int  # counts up from 0 at the source; a gap means dropped frames
    taken_at_s: float  # seconds on a monotonic clock

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the frame it was found in, which is not mirrored."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, x and y in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def size_px(self) -> float:
        """Side of the square with the same area; the measure of how near a hand is."""
        return math.sqrt(max(self.width, 0.0) * max(self.height, 0.0))


@dataclass(frozen=True, slots=True)
class Detection:
    """A hand that a detector found, and the gesture it makes."""

    gesture: str  # a label of assets/gestures.toml
    score: float  # 0 to 1
    box: Box
    left: float | None = None  # how surely it is the left hand, 0 to 1; None where nobody asked


class Side(Enum):
    """Which hand of whoever shows it: their own left or right, as they see it, whatever a preview mirrors."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The other hand."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Direction(Enum):
    """Where a hand moves, as whoever faces the camera sees it: their own left, which is the picture's right."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


class Command(Enum):
    """Everything a player can be told to do; the value is its name in settings and logs."""

    PLAY_PAUSE = "play_pause"
    PLAY = "play"
    PAUSE = "pause"
    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"
    VOLUME_UP = "volume_up"
    VOLUME_DOWN = "volume_down"
    SET_VOLUME = "set_volume"
    MUTE = "mute"
    SEEK_FORWARD = "seek_forward"
    SEEK_BACK = "seek_back"
    FULLSCREEN = "fullscreen"


@dataclass(frozen=True, slots=True)
class Order:
    """A command with its amount, as it leaves the engine for a player."""

    command: Command
    amount: float | None = None  # share of full volume (0 to 1) or seconds of seeking; None where it means nothing


class Phase(Enum):
    """How far a hand's gesture has come."""

    SEEN = "seen"  # detected, not yet convincing
    HELD = "held"  # convincing, being held long enough
    ARMED = "armed"  # this hand may now give orders
    FIRED = "fired"  # an order leaves with this decision
    COOLING = "cooling"  # has fired; waits for release or the end of its cooldown


class GateName(Enum):
    """What can stand between a gesture and its order."""

    SCORE = "score"
    VOTE = "vote"
    ARMING = "arming"
    HOLD = "hold"
    MOTION = "motion"
    COOLDOWN = "cooldown"
    RELEASE = "release"
    SIDE = "side"
    ZONE = "zone"
    SIZE = "size"
    OTHER_HAND = "other_hand"
    SUPPRESSED = "suppressed"
    UNBOUND = "unbound"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Gate:
    """What blocks a gesture, and by how much."""

    name: GateName
    text: str  # for a person: "Victory 0.58 < 0.60", "cooldown 310 ms left"
    shortfall: float  # in the gate's own unit: score, milliseconds, pixels


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engine thinks of one hand at one moment."""

    at_s: float  # the frame's taken_at_s
    hand: int  # identity of the track, stable while the hand stays in view
    gesture: str
    score: float  # of the vote, 0 to 1
    phase: Phase
    gate: Gate | None  # the first gate that blocks; None when an order fires or arming just happened
    order: Order | None  # only in phase FIRED
    progress: float  # of the hold, 0 to 1
    box: Box
    side: Side | None = None  # which hand it is; None where that is not known


class Playback(Enum):
    """What a player is doing; the value also says it to a person."""

    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What a player says about itself; None where it does not say."""

    playback: Playback = Playback.UNKNOWN
    volume: float | None = None  # 1.0 is the player's 100 %
    is_muted: bool | None = None
    position_s: float | None = None
    length_s: float | None = None
    track: str | None = None  # identity of the track; changes when another one plays
    title: str | None = None
    is_fullscreen: bool | None = None
    address: str | None = None  # of the track: a file or a page of the web
    genres: tuple[str, ...] = ()  # of the track


@dataclass(frozen=True, slots=True)
class Outcome:
    """What really happened to an order."""

    order: Order
    player: str  # the player's title for a person: "VLC"
    obeyed: bool | None  # read back from the player; None where that is impossible
    text: str  # one sentence for a person: "VLC paused."
    before: PlayerState | None  # read just before, for undo
    after: PlayerState | None
    latency_s: float  # from sending the order to seeing its effect
