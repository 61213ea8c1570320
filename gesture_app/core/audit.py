"""The audit: what idle hands would have ordered, and by which settings they would not have.

What a detector saw is kept in memory and decided about again and again, by one choice of settings after the other.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Sighting
from gesture_app.core.profiles import bindings_for
from gesture_app.core.replay import decide
from gesture_app.core.sections import Settings
from gesture_app.core.settings_keys import with_changes
from gesture_app.core.shown import Shown
from gesture_app.core.types import Decision, Phase

HOUR_S = 3600.0
DOUBT = 0.05  # so often the true rate is above the bound that is given
SCORES = (0.6, 0.7, 0.8, 0.9, 0.5)  # to begin with a gesture; looser than shipped comes last, if it pays
ARMING_SCORES = (0.7, 0.8, 0.9)
HOLDS_MS = (0, 700, 1000, 1400)  # of every gesture and of arming; 0 leaves each its own
LATE_S = 0.3  # an order may come so long after the hand began to leave

Vocabulary = Mapping[str, Gesture]


@dataclass(frozen=True, slots=True)
class Performance:
    """Sightings of somebody who shows gestures on purpose."""

    sightings: Sequence[Sighting]
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Alarms:
    """What was ordered while nobody meant anything."""

    seconds: float
    orders: Mapping[str, int]  # by gesture; only those that ordered something
    armed: int  # how often a hand was allowed to give orders

    @property
    def per_hour(self) -> float:
        """Orders an hour, as counted."""
        return _hourly(sum(self.orders.values()), self.seconds)

    @property
    def at_most_per_hour(self) -> float:
        """The rate that the count rules out at 95 %: few minutes prove little, however quiet they were."""
        return _hourly(poisson_bound(sum(self.orders.values())), self.seconds)


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the meant gestures got what they ordered."""

    shown: int
    obeyed: int

    @property
    def share(self) -> float:
        """0 to 1; 1 where nothing was shown."""
        return self.obeyed / self.shown if self.shown else 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of settings and what came of it."""

    changes: tuple[str, ...]  # as `--set` takes them; none: the settings as they are
    alarms: Alarms
    always_armed: Alarms  # the same without having to arm first: the worst case
    recall: Recall


def poisson_bound(count: int) -> float:
    """The largest mean of a Poisson distribution that still gives so few in one case out of twenty."""
    low, high = 0.0, count + 10.0 * math.sqrt(count + 1)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, middle) > DOUBT else (low, middle)
    return high


def _at_most(count: int, mean: float) -> float:
    """How probable it is that a Poisson distribution gives no more than count."""
    return sum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(count + 1))


def count_alarms(idle: Sequence[Sequence[Sighting]], settings: Settings, vocabulary: Vocabulary) -> Alarms:
    """Everything that would have been ordered in a number of idle stretches, each with a fresh engine."""
    orders: Counter[str] = Counter()
    armed, seconds = 0, 0.0
    for sightings in idle:
        seconds += sightings[-1].at_s - sightings[0].at_s if sightings else 0.0
        for decision in _decisions(sightings, settings, vocabulary):
            if decision.order is not None:
                orders[decision.gesture] += 1
            armed += decision.phase is Phase.ARMED and decision.gate is None
    return Alarms(seconds, dict(orders.most_common()), armed)


def count_obeyed(performances: Sequence[Performance], settings: Settings, vocabulary: Vocabulary) -> Recall:
    """How many of the gestures that have a command gave an order while they were shown, to an armed app.

    Arming is left out of it, so that one gesture that is missed does not count against all that follow.
    """
    bindings = bindings_for(vocabulary, settings)
    shown = obeyed = 0
    for performance in performances:
        meant = [one for one in performance.shown if bindings.of(one.gesture).command is not None]
        decisions = _decisions(performance.sightings, always_armed(settings), vocabulary)
        fired = [(decision.gesture, decision.at_s) for decision in decisions if decision.order is not None]
        shown += len(meant)
        obeyed += sum(_is_obeyed(one, fired) for one in meant)
    return Recall(shown, obeyed)


def _is_obeyed(shown: Shown, fired: Sequence[tuple[str, float]]) -> bool:
    return any(gesture == shown.gesture and shown.start_s <= at_s <= shown.end_s + LATE_S for gesture, at_s in fired)


def _decisions(sightings: Sequence[Sighting], settings: Settings, vocabulary: Vocabulary) -> Iterator[Decision]:
    for moment in decide(sightings, settings.engine, bindings_for(vocabulary, settings)):
        yield from moment.decisions


def always_armed(settings: Settings) -> Settings:
    """The same settings, but obeying without being armed."""
    return dataclasses.replace(settings, engine=dataclasses.replace(settings.engine, always_armed=True))


def trial(
    idle: Sequence[Sequence[Sighting]],
    meant: Sequence[Performance],
    settings: Settings,
    vocabulary: Vocabulary,
    changes: Sequence[str] = (),
) -> Trial:
    """Decide about everything by one choice of settings."""
    changed = with_changes(settings, changes)
    return Trial(
        tuple(changes),
        count_alarms(idle, changed, vocabulary),
        count_alarms(idle, always_armed(changed), vocabulary),
        count_obeyed(meant, changed, vocabulary),
    )


def choices(arming_gesture: str) -> Iterator[tuple[str, ...]]:
    """The grid of thresholds and hold times that are tried, the mildest first.

    A higher threshold of the gesture that arms alone costs less than one of all gestures.
    """
    scores = [f"engine.enter_score={score}" for score in SCORES]
    scores += [f"bindings.{arming_gesture}.min_score={score}" for score in ARMING_SCORES]
    for hold_ms in HOLDS_MS:
        held = (f"engine.hold_ms={hold_ms}", f"engine.arm_hold_ms={hold_ms}") if hold_ms else ()
        for score in scores:
            yield (score, *held)


def propose(
    idle: Sequence[Sequence[Sighting]],
    meant: Sequence[Performance],
    settings: Settings,
    vocabulary: Vocabulary,
    target_per_hour: float,
) -> Trial | None:
    """The choice of settings that reaches the target at the least cost; None where none reaches it."""
    quiet = (
        trial(idle, meant, settings, vocabulary, changes)
        for changes in choices(settings.engine.arming_gesture)
        if count_alarms(idle, with_changes(settings, changes), vocabulary).per_hour < target_per_hour
    )
    return cheapest(quiet)


def cheapest(trials: Iterable[Trial]) -> Trial | None:
    """The trial that loses the fewest meant gestures.

    Of equals the one with the fewest orders to an app that is always armed is taken, then the one tried first.
    """
    return max(trials, key=lambda tried: (tried.recall.share, -tried.always_armed.per_hour), default=None)


def _hourly(count: float, seconds: float) -> float:
    return count * HOUR_S / seconds if seconds > 0 else 0.0
