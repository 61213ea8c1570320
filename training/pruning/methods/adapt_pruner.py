"""Adapt-Pruner: layers that change little lose more, a few percent at a time, with training in between.

Adapt-Pruner: Adaptive Structural Pruning for Efficient Small Language Model Training, Pan et al. 2025,
arXiv:2502.03460.
"""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import RecipeError
from training.pruning.method import Arm, MemoryUse, Pruned, PruneMethod, PruneRequest
from training.pruning.types import Effect, Family, Went

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.bench import Bench
    from training.pruning.language.adapt import AdaptPruner, AdaptRequest
    from training.pruning.networks.causal import CausalNetwork
    from training.pruning.parts.training import Step


@dataclass(frozen=True, slots=True)
class AdaptPrunerSettings:
    """What can be changed about it."""

    stages: int = 10  # prunings with training after each; the paper removes 3 to 5 % of the parameters in each
    step: float = 0.02  # share of the units that goes at once; layers are measured anew after each
    amplitude: float = 0.02  # how far layers may depart from that
    distance: str = "cosine"  # or euclidean, manhattan: how a layer's change is measured
    samples: int = 32  # calibration rows
    recovery: float = 0.1  # all training between the prunings, as a share of the dense training
    learning_rate: float = 1e-3


# By arm: whether there are stages, and what becomes of the amplitude.
ARMS = {"stages": (True, 1.0), "one_shot": (False, 1.0), "uniform": (False, 0.0), "flipped": (False, -1.0)}


def prune(bench: Bench, request: PruneRequest, settings: AdaptPrunerSettings) -> Pruned:
    """Cut the trained network stage by stage, and train all its weights after each."""
    wanted = _read(request, settings)
    from training.pruning.language.adapt import AdaptPruner
    from training.pruning.measure import count_params

    stages = settings.stages if ARMS[request.arm][0] else 1
    masked = bench.put_aside(cast("CausalNetwork", bench.dense()))
    network = cast("CausalNetwork", bench.dense())
    windows = next(bench.batches(1, settings.samples))[0]
    pruner, params = AdaptPruner(network.model, wanted), count_params(network)
    course, proof, unrecovered = _Course(bench, settings, stages), None, None
    for stage in range(stages):
        pruner.prune_to(round(params * (1 - request.amount * (stage + 1) / stages)), windows)
        if proof is None:  # later stages cut what has been trained in between
            proof = _proof(masked, network, pruner)
            bench.put_aside(proof[1])
        unrecovered = bench.score(network)
        course.train(network, stage)
    left = count_params(network) / params
    went = Went(1 - left, "parameters", "heads and neurons")
    return Pruned(network, unrecovered, proof, evidence={"params_left": left}, went=went)


def _read(request: PruneRequest, settings: AdaptPrunerSettings) -> AdaptRequest:
    """What the arm and the settings ask for.

    Raises:
        RecipeError: The extra is missing, or a setting makes no sense.
    """
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.language.adapt import AdaptRequest, Distance
    from training.pruning.parts.choice import choose

    if settings.stages < 1 or not 0 < settings.step < 1 or settings.amplitude < 0 or settings.recovery <= 0:
        raise RecipeError("adapt_pruner: stages from 1, step between 0 and 1, amplitude from 0, recovery above 0.")
    amplitude = settings.amplitude * ARMS[request.arm][1]
    distance = choose(Distance, settings.distance, "distance")
    return AdaptRequest(settings.step, amplitude, distance, seed=request.seed)


def _proof(masked: CausalNetwork, network: CausalNetwork, pruner: AdaptPruner) -> tuple[nn.Module, nn.Module]:
    """The dense network with zeros where the other was cut, and the other as it is now."""
    from training.pruning.language.cut import silence

    silence(masked.model, pruner.left)
    return masked, copy.deepcopy(network)


class _Course:
    """One training that is handed out to the stages: rows of text and a learning rate that goes on where it was."""

    def __init__(self, bench: Bench, settings: AdaptPrunerSettings, stages: int) -> None:
        import torch

        from training.pruning.language.adapt import stage_share

        self._bench, self._settings = bench, settings
        self._split = bench.training_split()
        wanted = settings.recovery * bench.plan.epochs * len(self._split)
        shares = [stage_share(stage, stages) for stage in range(1, stages + 1)]
        self._counts = [max(round(share * wanted), bench.plan.batch) for share in shares]
        random = torch.Generator().manual_seed(bench.seed)
        rounds = -(-sum(self._counts) // len(self._split))
        self._rows: Tensor = torch.cat([torch.randperm(len(self._split), generator=random) for _ in range(rounds)])

    def train(self, network: CausalNetwork, stage: int) -> None:
        """Train all weights on the rows of a stage, counted from 0."""
        from training.pruning.parts.training import Hooks, count_steps, train
        from training.pruning.types import Split

        begin = sum(self._counts[:stage])
        rows = self._rows[begin : begin + self._counts[stage]]
        plan = dataclasses.replace(self._bench.plan, epochs=1, weight_decay=0.0)
        course = self._bench.course(f"stage {stage + 1}", plan)
        hooks = Hooks(after_backward=lambda step: self._set_rate(step, begin, len(rows)))
        self._bench.tally.add(count_steps(plan, len(rows)))
        part = Split(self._split.inputs[rows], self._split.targets[rows])
        train(network, part, course, self._bench.tell, hooks)

    def _set_rate(self, step: Step, begin: int, rows: int) -> None:
        """One schedule spans all stages; the one of each stage's training is not heeded."""
        from training.pruning.language.adapt import stable_rate

        done = (begin + rows * (step.number + 0.5) / step.count) / sum(self._counts)
        for group in step.optimizer.param_groups:
            group["lr"] = self._settings.learning_rate * stable_rate(done)


METHOD = PruneMethod(
    name="adapt_pruner",
    title="Adapt-Pruner",
    paper="Pan et al. 2025, arXiv:2502.03460",
    removes="heads and MLP neurons, as a share of all parameters",
    families=frozenset({Family.LANGUAGE}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm("stages", "a few percent at a time, with training in between"),
        Arm("one_shot", "all at once, then as much training"),
        Arm("uniform", "all at once, every layer alike, then as much training"),
        Arm("flipped", "all at once, the busiest layers lose most: the control that has to fail"),
    ),
    settings=AdaptPrunerSettings(),
    prune=prune,
    memory=lambda _arm, _settings, _size: MemoryUse(waiting=2, sums=1, trained_share=1.0),
)
