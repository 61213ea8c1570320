"""How a retraining goes, put together from the lines that its command prints, also those of before it was killed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

SCORE = "map50_95"  # of all scores the one that says most about boxes and gestures
TRAINED = ("train", "tune")  # the steps that have epochs
HELD = "held_back_logits"
OLD = ("old_hand_accuracy", "old_map50")  # what tells how well the gestures are found that were known before
MOST_LOST = 0.02  # of such a score; less is chance on the few hundred hands that are judged by


class StepState(Enum):
    """How a step stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step."""

    name: str
    state: StepState = StepState.WAITING
    done: float = 0.0  # 0 to 1


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a curve."""

    epoch: float  # counted through training and tuning
    value: float


@dataclass(frozen=True, slots=True)
class Fall:
    """A score that has become worse."""

    score: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class RetrainProgress:
    """All that is known of one retraining."""

    steps: tuple[Step, ...] = ()
    seconds_left: float | None = None
    epochs: int = 0  # of each of the steps that have some
    loss: tuple[Point, ...] = ()
    scores: tuple[Point, ...] = ()
    before: Mapping[str, float] | None = None  # scores of the network that was begun with
    after: Mapping[str, float] | None = None  # those of the one that came of it; None while there is none
    labels: tuple[str, ...] = ()  # of the gestures that the network will know
    model: str = ""  # folder of the network that came of it

    def hearing(self, event: Mapping[str, Any]) -> RetrainProgress:
        """The same with one more line; what is none of a retraining's lines changes nothing."""
        name, step = event.get("event"), str(event.get("step", ""))
        if name == "started":
            steps = tuple(Step(str(one)) for one in event["steps"])
            labels = tuple(map(str, event["names"]))
            return replace(self, steps=steps, epochs=int(event["epochs"]), labels=labels, seconds_left=None)
        if name == "step_started":
            return self._with(Step(step, StepState.RUNNING))
        if name in ("step_finished", "step_skipped"):
            return self._with(Step(step, StepState.DONE, 1.0))
        if name == "progress":
            return self._progressed(event)
        if name == "scored":
            place = self._epoch(str(event["stage"]), float(event["epoch"]))
            return replace(self, scores=_added(self.scores, place, event["figures"].get(SCORE)))
        if name == "finished":
            return replace(
                self, before=event["before"], after=event["after"], model=str(event["model"]), seconds_left=None
            )
        return self

    @property
    def running(self) -> Step | None:
        """The step that is under way."""
        return next((step for step in self.steps if step.state is StepState.RUNNING), None)

    @property
    def fall(self) -> Fall | None:
        """What the gestures that were known before have lost, if that is more than chance."""
        if self.before is None or self.after is None:
            return None
        both = [
            Fall(name, self.before[name], self.after[name])
            for name in OLD
            if name in self.before and name in self.after
        ]
        return next((one for one in both if round(one.before - one.after, 6) > MOST_LOST), None)

    @property
    def is_held_back(self) -> bool:
        """Whether new gestures had taken hands of old ones, and were made to say everything with less certainty."""
        return self.after is not None and self.after.get(HELD, 0.0) > 0

    def _with(self, changed: Step) -> RetrainProgress:
        steps = tuple(changed if one.name == changed.name else one for one in self.steps)
        return replace(self, steps=steps, seconds_left=None)

    def _progressed(self, event: Mapping[str, Any]) -> RetrainProgress:
        """Further with a step, and a point of the loss where it has one."""
        stage, done = str(event["stage"]), float(event["done"])
        heard = replace(self._with(Step(stage, StepState.RUNNING, done)), seconds_left=event.get("seconds_left"))
        place = self._epoch(stage, done * self.epochs)
        return replace(heard, loss=_added(self.loss, place, event["figures"].get("loss")))

    def _epoch(self, stage: str, epoch: float) -> float:
        """Where an epoch stands on the axis."""
        return epoch + (self.epochs if stage == TRAINED[1] else 0)


def _added(points: tuple[Point, ...], epoch: float, value: object) -> tuple[Point, ...]:
    """One point more; those at or after it are of a run that was killed and began there anew."""
    if not isinstance(value, int | float):
        return points
    return (*(point for point in points if point.epoch < epoch), Point(epoch, float(value)))
