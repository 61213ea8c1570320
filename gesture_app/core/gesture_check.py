"""The gesture check: asks for each gesture several times and counts what was recognised instead.

The gestures are asked for in turn, round after round, so that the hand forms each of them anew. What the hand did for
the last question does not count for the next one before the hand has changed.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gesture_app.core.types import Detection

ROUNDS = 3
REACT_S = 0.35  # nobody reads a question and answers it sooner
READ_S = 0.4  # as long as most gestures must be held to give an order
MISREAD_S = 0.9  # another gesture must last longer: a hand that is just being formed may look like anything
LIMIT_S = 6.0  # then the question is given up; later for who needs longer to read it
LOOK_BACK_S = 2.0  # what was seen so long before that is what it was taken for
STEADY = 0.7  # share of the frames in which a gesture must be seen to be read
GAP_S = 0.3  # without a hand for so long, and the hand is another one


@dataclass(frozen=True, slots=True)
class Showing:
    """One gesture that was asked for, and what the network made of it."""

    asked: str
    seen: str | None  # None: nothing that could be told
    score: float  # of what was seen, 0 to 1; of the best sight of what was asked where nothing was


@dataclass(frozen=True, slots=True)
class Table:
    """How often each gesture was taken for which."""

    asked: tuple[str, ...]
    showings: tuple[Showing, ...] = ()

    @property
    def seen(self) -> tuple[str | None, ...]:
        """What was recognised: the gestures that were asked for, then others, then None if some were not told."""
        others = {showing.seen for showing in self.showings} - set(self.asked)
        named = sorted(other for other in others if other is not None)
        return (*self.asked, *named, *([None] if None in others else []))

    def count(self, asked: str, seen: str | None) -> int:
        """How often the one was taken for the other."""
        return sum(showing.asked == asked and showing.seen == seen for showing in self.showings)

    def total(self, asked: str) -> int:
        """How often a gesture was shown."""
        return sum(showing.asked == asked for showing in self.showings)

    @property
    def right(self) -> int:
        """How many showings were recognised."""
        return sum(showing.asked == showing.seen for showing in self.showings)

    def confusions(self) -> Mapping[tuple[str, str | None], int]:
        """What was taken for something else, and how often; the most frequent first."""
        wrong = Counter((one.asked, one.seen) for one in self.showings if one.asked != one.seen)
        return dict(wrong.most_common())


@dataclass(slots=True)
class _Question:
    """What is known since a gesture was asked for."""

    since_s: float
    old: str | None  # the hand shows the answer to the last question until it changes
    sights: deque[tuple[float, str | None, float]] = field(default_factory=deque)  # when, what, how sure
    best: float = 0.0  # score of what is asked for


class GestureCheck:
    """Asks, looks and counts; used by one thread.

    Args:
        gestures: Labels of what is asked for.
        meaningless: Labels of hands that mean nothing.
        least_score: How sure the network must be of a gesture.
        limit_s: After this a question is given up.
    """

    def __init__(
        self,
        gestures: Sequence[str],
        meaningless: Collection[str],
        least_score: Callable[[str], float],
        rounds: int = ROUNDS,
        limit_s: float = LIMIT_S,
    ) -> None:
        if not gestures:
            raise ValueError("expected at least one gesture to ask for, got none")
        self._gestures = tuple(gestures)
        self._meaningless = frozenset(meaningless)
        self._least_score = least_score
        self._rounds = rounds
        self._limit_s = limit_s
        self._showings: list[Showing] = []
        self._question: _Question | None = None
        self._last: str | None = None

    @property
    def asked(self) -> str | None:
        """What is to be shown now; None when all is done."""
        return self._at(len(self._showings))

    @property
    def next(self) -> str | None:
        """What is to be shown after that."""
        return self._at(len(self._showings) + 1)

    @property
    def total(self) -> int:
        """How many showings there are in all."""
        return len(self._gestures) * self._rounds

    @property
    def table(self) -> Table:
        """What was counted so far."""
        return Table(self._gestures, tuple(self._showings))

    @property
    def progress(self) -> float:
        """How far the answer to the question has come, 0 to 1."""
        question = self._question
        if question is None or not question.sights or question.sights[-1][1] != self.asked:
            return 0.0
        return min(self._lasted_s(question, self.asked) / READ_S, 1.0)

    def step(self, detections: Sequence[Detection], at_s: float) -> Showing | None:
        """Look at one frame; gives what was counted with it, if anything was."""
        if self.asked is None:
            return None
        if self._question is None or at_s < self._question.since_s:
            self._question = _Question(at_s, self._last)
        question = self._question
        gesture, score = self._look(question, detections)
        if gesture != question.old and (gesture is not None or self._has_gone(question, at_s)):
            question.old = None  # the hand has changed
        question.sights.append((at_s, None if gesture == question.old else gesture, score))
        while at_s - question.sights[0][0] > LOOK_BACK_S:
            question.sights.popleft()
        return self._conclude(question, at_s)

    def skip(self) -> None:
        """Ask for the next gesture; this one is counted as not told."""
        if self.asked is not None:
            self._count(Showing(self.asked, None, 0.0))

    def _at(self, number: int) -> str | None:
        return self._gestures[number % len(self._gestures)] if number < self.total else None

    def _look(self, question: _Question, detections: Sequence[Detection]) -> tuple[str | None, float]:
        """The clearest hand that means something; None where there is none."""
        meant = [one for one in detections if one.gesture not in self._meaningless]
        question.best = max([question.best, *(one.score for one in meant if one.gesture == self.asked)])
        clear = [one for one in meant if one.score >= self._least_score(one.gesture)]
        if not clear:
            return None, 0.0
        first = max(clear, key=lambda one: one.score)
        return first.gesture, first.score

    def _has_gone(self, question: _Question, at_s: float) -> bool:
        """Whether no hand was seen for a while."""
        recent = [gesture for seen_s, gesture, _ in question.sights if at_s - seen_s <= GAP_S]
        return at_s - question.since_s > GAP_S and not any(recent)

    def _conclude(self, question: _Question, at_s: float) -> Showing | None:
        """Count the showing once it is clear what it is taken for, or the time is up."""
        asked = self.asked
        if asked is None or at_s - question.since_s < REACT_S:
            return None
        newest = question.sights[-1][1]
        if newest is not None:
            needed_s = READ_S if newest == asked else MISREAD_S
            if self._lasted_s(question, newest) >= needed_s:
                return self._count(Showing(asked, newest, self._score(question, newest)))
        if at_s - question.since_s < self._limit_s:
            return None
        return self._count(self._given_up(question, asked))

    def _given_up(self, question: _Question, asked: str) -> Showing:
        """What was seen mostly; the last gesture once more counts here, since it did not change in all that time."""
        if question.old is not None:
            return Showing(asked, question.old, 0.0)
        (gesture, count), *_ = Counter(gesture for _, gesture, _ in question.sights).most_common(1)
        if gesture in (None, asked) or count < STEADY * len(question.sights):
            return Showing(asked, None, question.best)
        return Showing(asked, gesture, self._score(question, gesture))

    def _lasted_s(self, question: _Question, gesture: str | None) -> float:
        """For how long a gesture was seen in most frames, up to now."""
        newest_s = question.sights[-1][0]
        since_s, hits = math.inf, 0
        for frames, (seen_s, seen, _) in enumerate(reversed(question.sights), start=1):
            hits += seen == gesture
            if hits < STEADY * frames:
                break
            if seen == gesture:
                since_s = seen_s
        return max(newest_s - since_s, 0.0)

    def _score(self, question: _Question, gesture: str | None) -> float:
        scores = [score for _, seen, score in question.sights if seen == gesture]
        return sum(scores) / len(scores) if scores else 0.0

    def _count(self, showing: Showing) -> Showing:
        self._showings.append(showing)
        self._last = showing.seen
        self._question = None
        return showing
