"""Trains with batch-norm scales pulled to zero, removes the channels whose scales gave way, and trains on.

Learning Efficient Convolutional Networks through Network Slimming, Liu et al. 2017, arXiv:1708.06519. The L1 term is
applied as its proximal step, with a factor that follows from how far scales are to move in a training of this length:
a fixed one does nothing in a short training and everything in a long one. The same share of every layer goes, where the
paper has one threshold for all layers, so that methods compare at equal cost and no layer is emptied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.one_cut import RECOVER, OneCut, check_cut, cut_once
from training.pruning.repair import NONE
from training.pruning.types import Effect, Family, Progress

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.bench import Bench

SLIMMING, UNPULLED = "slimming", "unpulled"
SPARSE_STAGE = "sparse"


@dataclass(frozen=True, slots=True)
class SlimmingSettings:
    """What can be changed about it."""

    shrink: float = 0.4  # of a scale over the training, which starts at 1, if nothing but the pull moves it
    strength: float = 0.0  # the factor of the L1 term (lambda) instead; 0: as `shrink` needs it
    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: SlimmingSettings) -> Pruned:
    """Train with the pull, cut once, and train on; the other arm trains without."""
    _check(settings)
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    from training.channels.importance import scale_importance
    from training.pruning.parts.slimming import scale_evidence

    network = bench.fresh() if request.arm == SLIMMING else bench.dense()
    predicted = _train_pulled(bench, network, settings) if request.arm == SLIMMING else {}
    evidence = predicted | scale_evidence(network)
    pruned = cut_once(bench, network, scale_importance(), cut)
    return replace(pruned, evidence={**pruned.evidence, **evidence})


def _check(settings: SlimmingSettings) -> None:
    """Raises RecipeError for what makes no sense."""
    if not settings.strength >= 0:
        raise RecipeError(f"settings.strength is the factor of the L1 term, 0 or more; got {settings.strength:g}.")
    if not settings.strength and not 0 < settings.shrink < 1:
        raise RecipeError(
            f"settings.shrink is how far a scale of 1 is to move, above 0 and below 1; got {settings.shrink:g}."
        )


def _train_pulled(bench: Bench, network: nn.Module, settings: SlimmingSettings) -> dict[str, float]:
    """Train with the pull; gives its factor and how far it was to take the scales, which is told before."""
    from training.pruning.parts.slimming import Pull, predicted_shrink, strength_for
    from training.pruning.parts.training import Hooks

    plan, steps = bench.plan, bench.steps()
    pull = Pull(network, settings.strength or strength_for(settings.shrink, plan, steps))
    predicted = {"strength": pull.strength, "shrink_predicted": predicted_shrink(pull.strength, plan, steps)}
    bench.tell(Progress(SPARSE_STAGE, 0.0, predicted))
    bench.train(network, SPARSE_STAGE, hooks=Hooks(after_step=pull.after_step, figures=pull.figures))
    return predicted


METHOD = PruneMethod(
    name="slimming",
    title="Network slimming",
    paper="Liu et al. 2017, arXiv:1708.06519",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm(SLIMMING, "scales are pulled to zero while it is trained"),
        Arm(UNPULLED, "the same, trained without the pull"),
    ),
    settings=SlimmingSettings(),
    prune=prune,
)
