"""Which network, inference engine and number of threads suit a machine: the fastest that is accurate enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gesture_app.core.errors import ModelError
from gesture_app.core.models import ModelCard

POINTS = 100.0  # in a whole share; accuracy is spoken of in points
SCORE = "map50_95"
MEASURED_ON = ("data", "split")  # scores of other pictures say nothing about one another
LEVEL = 0.97  # of the highest rate: nobody sees the difference, and measuring it again may turn it round


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to run the detector."""

    model: str
    engine: str
    threads: int


@dataclass(frozen=True, slots=True)
class Timing:
    """One way to run the detector, and how fast the whole line was."""

    setup: Setup
    fps: float
    latency_ms_p50: float
    detect_ms_p50: float
    detect_ms_p95: float
    lost_points: float | None  # of mAP50-95 against the network that all are held against; None: cannot be compared


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as accurate enough."""

    against: str = "float"  # the model that all are held against: the one whose arithmetic nothing has shortened
    may_lose_points: float = 0.5


def lost_points(card: ModelCard, yardstick: ModelCard) -> float | None:
    """How much mAP50-95 a network loses against another; None where they were not scored on the same pictures."""
    mine, its = card.metrics, yardstick.metrics
    if any(name not in mine or mine[name] != its.get(name) for name in MEASURED_ON):
        return None
    if not (isinstance(mine.get(SCORE), float) and isinstance(its.get(SCORE), float)):
        return None
    return round(POINTS * (float(its[SCORE]) - float(mine[SCORE])), 3)


def is_accurate_enough(timing: Timing, rule: Rule) -> bool:
    """Whether it may be chosen; what cannot be compared may not."""
    return timing.lost_points is not None and timing.lost_points <= rule.may_lose_points


def choose(timings: Iterable[Timing], rule: Rule) -> Timing:
    """The fastest that is accurate enough; of those as fast, the one with the fewest threads, then the most accurate.

    Raises:
        ModelError: None is accurate enough.
    """
    allowed = [timing for timing in timings if is_accurate_enough(timing, rule)]
    if not allowed:
        raise ModelError(
            f"No network loses at most {rule.may_lose_points:g} points of mAP50-95 against {rule.against} and was "
            "scored on the same pictures; allow more with --may-lose, or name another one with --against."
        )
    fastest = max(timing.fps for timing in allowed)
    level = [timing for timing in allowed if timing.fps >= LEVEL * fastest]
    return min(level, key=lambda timing: (timing.setup.threads, timing.lost_points or 0.0, -timing.fps))


def best_rounds(rounds: Iterable[Sequence[Timing]]) -> list[Timing]:
    """Of each setup the fastest round, in the order of the first: what else a machine does can only slow it down."""
    best: dict[Setup, Timing] = {}
    for timing in (timing for timings in rounds for timing in timings):
        if timing.setup not in best or timing.fps > best[timing.setup].fps:
            best[timing.setup] = timing
    return list(best.values())


def setups(models: Sequence[str], engines: Sequence[str], cores: int) -> list[Setup]:
    """Every model in every engine with 1, 2, 4 and 8 threads, as far as there are cores for them."""
    counts = [threads for threads in (1, 2, 4, 8) if threads <= max(cores, 1)]
    return [Setup(model, engine, threads) for model in models for engine in engines for threads in counts]


def changes(setup: Setup) -> Mapping[str, str | int]:
    """The settings that a setup amounts to; cards speak of the model's own input size, so that is used."""
    return {
        "detector.model": setup.model,
        "detector.engine": setup.engine,
        "detector.threads": setup.threads,
        "detector.input_px": 0,
    }
