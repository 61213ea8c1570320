"""What a method works with for one seed: fresh and trained networks of the task, its data, training and score."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

import torch
from torch import Tensor, nn

from training.pruning.checkpoint import load_network, save_network
from training.pruning.hardware import SPREAD, Hardware
from training.pruning.judging import LARGEST_BATCH
from training.pruning.parts.training import Course, Hooks, count_steps, train
from training.pruning.parts.vitals import EXAMPLES, watched
from training.pruning.types import Examples, Precision, Progress, Split, Task, Tell, TrainingPlan

NetworkT = TypeVar("NetworkT", bound=nn.Module)
SCORE_STAGE = "score"
NAME_LENGTH = 60  # of an address within a file's name


class Tally:
    """Counts the optimiser steps that went into a network, those of the dense one that it was made from included."""

    def __init__(self) -> None:
        self._own = 0
        self._dense: dict[float, int] = {}

    @property
    def steps(self) -> int:
        """All in all."""
        return self._own + sum(self._dense.values())

    def add(self, steps: int) -> None:
        """Count a training of the arm's own."""
        self._own += steps

    def add_dense(self, width: float, steps: int) -> None:
        """Count the training of a dense network once, however many copies of it are taken."""
        self._dense[width] = steps


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """One seed of one task.

    Args:
        plan: How the dense network is trained; methods that train on take it as their measure, too.
        cache: Where trained dense networks lie, to be shared by all arms and methods.
        tally: What the arm spends on training.
    """

    task: Task
    examples: Examples
    plan: TrainingPlan
    seed: int
    cache: Path
    device: torch.device
    tell: Tell
    hardware: Hardware = field(default_factory=Hardware)
    tally: Tally = field(default_factory=Tally)

    def fresh(self, width: float = 1.0) -> nn.Module:
        """A network that has not learned anything; the same seed and width give the same weights."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            if self.task.read and width == 1.0:
                place = SPREAD if self.hardware.is_spread else str(self.device)
                return self.task.read(self.hardware.dtype, place)
            return self.task.build(width).to(self.device, self.hardware.dtype)

    def dense(self) -> nn.Module:
        """A copy of one's own of the trained dense network of this seed, trained now if it was not before."""
        self._count_training(1.0)
        return self.control()

    def control(self) -> nn.Module:
        """The same to compare with only: its training is no part of what the arm costs."""
        return self._trained(1.0, "dense")

    def control_score(self) -> float:
        """The score of the dense network, from the cache or taken now and put there."""
        path = self._place(1.0).with_suffix(".score")
        if path.is_file() and not self.task.is_trained:
            return float(path.read_text(encoding="utf-8"))
        found = self.score(self.control())
        if not self.task.is_trained:
            part = path.with_suffix(".score.part")
            part.write_text(repr(found), encoding="utf-8")
            part.replace(path)
        return found

    def twin(self, width: float) -> nn.Module:
        """A trained dense network of another width; it learns from nothing, also where the task's own came trained."""
        self._count_training(width)
        return self._trained(width, "small_dense")

    def train(
        self, network: nn.Module, stage: str, plan: TrainingPlan | None = None, hooks: Hooks | None = None
    ) -> None:
        """Train a network on the task's training split, in place."""
        self.tally.add(self.steps(plan))
        self._train(network, stage, plan, hooks)

    def on_processor(self) -> Bench:
        """The same seed, with networks in the processor's memory."""
        return replace(self, device=torch.device("cpu"), hardware=replace(self.hardware, device="cpu"))

    def put_aside(self, network: NetworkT) -> NetworkT:
        """Let a network that is only compared in the end wait in the processor's memory; gives it back.

        One whose layers lie on several devices stays there.
        """
        return network if self.hardware.is_spread else network.cpu()

    def said(self, network: nn.Module, inputs: Tensor) -> Tensor:
        """What a network answers, on the processor; one that was put aside works on the device for that only."""
        place = next(network.parameters()).device
        is_aside = not self.hardware.is_spread and place != self.device
        network = network.to(self.device) if is_aside else network
        with torch.no_grad():
            found = cast(Tensor, network.eval()(inputs)).cpu()
        if is_aside:
            network.to(place)
        return found

    def course(self, stage: str, plan: TrainingPlan | None = None) -> Course:
        """What a training of this seed is made of."""
        return Course(self.task, plan or self.plan, stage, self.seed, self.hardware.micro_batch)

    def training_split(self) -> Split:
        """What is trained on: all of it, or as much as the plan allows."""
        split, limit = self.examples.train, self.plan.limit
        return Split(split.inputs, split.targets[:limit]) if 0 < limit < len(split) else split

    def steps(self, plan: TrainingPlan | None = None) -> int:
        """How many optimiser steps a training takes."""
        return count_steps(plan or self.plan, len(self.training_split()))

    def score(self, network: nn.Module) -> float:
        """The task's score on its test split."""
        self.tell(Progress(SCORE_STAGE, 0.0))
        found = self.task.score(network, self.examples.test)
        self.tell(Progress(SCORE_STAGE, 1.0, {self.task.score_name: found}))
        return found

    def batches(self, count: int, size: int = 64) -> Iterator[tuple[Tensor, Tensor]]:
        """Some labelled training examples, for criteria that ask the loss and for calibration; never augmented.

        Batches of large pictures are smaller: all that lies between layers is kept for a gradient, or for a repair.
        """
        split = self.training_split()
        size = min(size, max(LARGEST_BATCH // split.inputs[:1].numel(), 1))
        order = torch.randperm(len(split), generator=torch.Generator().manual_seed(self.seed))
        for start in range(0, min(count * size, len(split)), size):
            chosen = order[start : start + size]
            yield self._asked(split.inputs[chosen]).to(self.device), split.targets[chosen].to(self.device)

    def example(self) -> Tensor:
        """One input as a batch of one, for tracing and timing."""
        return self._asked(self.examples.test.inputs[:1]).to(self.device)

    def _asked(self, inputs: Tensor) -> Tensor:
        """What a network can be called with, for examples."""
        return self.task.lesson.probe(inputs) if self.task.lesson else inputs

    def _place(self, width: float) -> Path:
        """Where a trained dense network lies."""
        return self.cache / f"{file_name(self.task.name)}-{self._mark(width)}-{self.seed}.safetensors"

    def _trained(self, width: float, stage: str) -> nn.Module:
        """A trained network from the cache, or trained now and put there."""
        path = self._place(width)
        network = self.fresh(width)
        if self._comes_trained(width):
            return network
        if path.is_file():
            return load_network(network, path)
        if self.task.lesson:
            self.task.lesson.prepare(network, self.training_split(), self.seed, self.tell)
        self._train(network, stage)
        save_network(network, path, {"task": self.task.name, "width": repr(width), "seed": str(self.seed)})
        return copy.deepcopy(network)

    def _train(
        self, network: nn.Module, stage: str, plan: TrainingPlan | None = None, hooks: Hooks | None = None
    ) -> None:
        """Train without counting."""
        course = self.course(stage, plan)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)  # dropout
            train(network, self.training_split(), course, self.tell, self._watched(network, course, hooks or Hooks()))

    def _watched(self, network: nn.Module, course: Course, hooks: Hooks) -> Hooks:
        """Hooks that show dead neurons, too, where a network is asked its examples as they are."""
        if self.task.lesson is not None:
            return hooks
        inputs, _ = next(self.batches(1, EXAMPLES))
        return watched(hooks, network, inputs, self.steps(course.plan))

    def _count_training(self, width: float) -> None:
        """Count the training of a dense network, whether it lay in the cache or not."""
        self.tally.add_dense(width, 0 if self._comes_trained(width) else self.steps())

    def _comes_trained(self, width: float) -> bool:
        """Whether a network of this width has learned before it gets here."""
        return self.task.is_trained and width == 1.0

    def _mark(self, width: float) -> str:
        """Tells trainings apart that must not share a network."""
        facts = {"plan": asdict(self.plan), "width": width, "device": self.device.type}
        if self.hardware.precision is not Precision.FLOAT32:
            facts["precision"] = self.hardware.precision.value
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:10]


def file_name(task_name: str) -> str:
    """A task's name as a part of a file's name; the same for the suite's own, with a mark for addresses."""
    if re.fullmatch(r"\w+", task_name):
        return task_name
    mark = hashlib.sha256(task_name.encode()).hexdigest()[:8]
    plain = re.sub(r"[^\w.]+", "_", task_name)
    return f"{plain[-NAME_LENGTH:]}-{mark}"


def scaled(plan: TrainingPlan, share: float) -> TrainingPlan:
    """The same training with a share of its epochs, at least one."""
    return replace(plan, epochs=max(round(plan.epochs * share), 1))
