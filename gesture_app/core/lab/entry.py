"""What the lab knows of one network, wherever that was written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

_LARGEST = 10**18  # of all figures; with more digits nobody could reckon


class Family(Enum):
    """What a network is for or built of; the values are those of the suite's reports."""

    DETECTOR = "detector"  # finds hands, so the remote control can use it
    MLP = "mlp"
    CNN = "cnn"
    RNN = "rnn"
    VIT = "vit"
    LANGUAGE = "language"
    DIFFUSION = "diffusion"
    GRAPH = "graph"  # an .onnx file of any origin
    OTHER = "other"  # of a suite that is newer than this app

    @classmethod
    def _missing_(cls, _value: object) -> Family:
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Score:
    """How good a network is; two may be compared where `yardstick` is the same."""

    name: str  # "mAP50-95", "accuracy"
    value: float
    yardstick: str  # the data and the split, or the suite's task
    is_higher_better: bool = True
    spread: float | None = None  # standard deviation over seeds


@dataclass(frozen=True, slots=True)
class Cost:
    """What a network takes; None where nobody counted."""

    params: int | None = None
    nonzeros: int | None = None
    macs: int | None = None  # multiply-accumulates for one input
    file_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """How long one input takes in one engine, in milliseconds.

    Raises:
        ValueError: One of them is no length of time.
    """

    p50_ms: float
    p95_ms: float

    def __post_init__(self) -> None:
        for time_ms in (self.p50_ms, self.p95_ms):
            if not 0.0 <= time_ms < math.inf:  # which nothing that is not a number is either
                raise ValueError(f"a time must be 0 or more and finite, got {time_ms}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the library."""

    key: str  # lasting, and different from every other's
    name: str
    title: str
    family: Family
    score: Score | None
    cost: Cost
    times: Mapping[str, Time] = field(default_factory=dict)  # by engine, such as "openvino" or "openvino, 2 threads"
    timed_on: str = ""  # the machine; empty where nothing was timed
    method: str = ""  # that pruned it; empty for one that was not pruned, or of which nobody knows
    amount: str = ""  # "50 % of channels"
    seeds: int = 1  # over how many the figures are averaged
    place: Path | None = None  # its file or its report
    precision: str = ""  # of its weights, such as "fp32", "fp16" or "int8"; empty where nobody knows

    @property
    def best_ms(self) -> float | None:
        """The median time in its fastest engine."""
        return min((time.p50_ms for time in self.times.values()), default=None)

    @property
    def yardstick(self) -> str:
        """What its score may be compared by; empty without a score."""
        return self.score.yardstick if self.score else ""


def finite(value: object) -> float | None:
    """A number that a file holds; None for anything else, such as the NaN of a network that came to nothing."""
    if type(value) is float:
        return value if math.isfinite(value) else None
    number = whole(value)
    return None if number is None else float(number)


def whole(value: object) -> int | None:
    """A whole number that a file holds; None for anything else, also for more digits than a figure can have."""
    return value if type(value) is int and abs(value) < _LARGEST else None  # type, since true is an int, too
