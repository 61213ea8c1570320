"""Trains on with coupled weights pulled to zero together, removes the channels of small norm, and trains on.

DepGraph: Towards Any Structural Pruning, Fang et al. 2023, arXiv:2301.12900: what is pulled, judged and removed is
always all weights of all layers that a channel stands or falls with. How hard follows from how far the weakest channel
is to shrink in a training of this length; the paper has a fixed factor for its own length.
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

GROUP_NORM, UNPULLED = "group_norm", "unpulled"
SPARSE_STAGE = "sparse"


@dataclass(frozen=True, slots=True)
class GroupNormSettings:
    """What can be changed about it."""

    sparse: float = 1.0  # epochs with the pull, as a share of the dense network's
    shrink: float = 0.5  # of the weakest channel of a group in that time, if nothing but the pull moves it
    recover: float = RECOVER  # epochs after the cut, as a share of the dense network's; 0: none
    ranking: str = "local"  # the same share of every layer; or global: one threshold for all, with a floor for each
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


def prune(bench: Bench, request: PruneRequest, settings: GroupNormSettings) -> Pruned:
    """Train the dense network on with the pull, cut once, and train on; the other arm does it without the pull."""
    _check(settings)
    cut = OneCut(request.amount, settings.recover, settings.ranking, settings.repair)
    check_cut(bench, cut)
    from training.pruning.parts.group_sparsity import group_norms

    network = bench.dense()
    evidence = _train_on(bench, network, settings, 0.0 if request.arm == UNPULLED else settings.shrink)
    pruned = cut_once(bench, network, group_norms, cut)
    return replace(pruned, evidence={**pruned.evidence, **evidence})


def _check(settings: GroupNormSettings) -> None:
    """Raises RecipeError for what makes no sense."""
    if not settings.sparse > 0:
        raise RecipeError(f"settings.sparse is a share of the dense training, above 0; got {settings.sparse:g}.")
    if not 0 < settings.shrink < 1:
        raise RecipeError(f"settings.shrink is the share of a norm that goes, 0 to 1; got {settings.shrink:g}.")


def _train_on(bench: Bench, network: nn.Module, settings: GroupNormSettings, shrink: float) -> dict[str, float]:
    """Train with a pull for such a shrink; gives what was to come of it, which is told before, and what did."""
    from training.pruning.bench import scaled
    from training.pruning.parts.group_sparsity import GroupSparsity, predicted_shrink, strength_for
    from training.pruning.parts.training import Hooks

    plan = scaled(bench.plan, settings.sparse)
    steps = bench.steps(plan)
    strength = strength_for(shrink, plan, steps)
    predicted = {"strength": strength, "shrink_predicted": predicted_shrink(strength, plan, steps)}
    groups = GroupSparsity(network, bench.example(), strength, bench.task.keep_dense)
    bench.tell(Progress(SPARSE_STAGE, 0.0, predicted))
    bench.train(network, SPARSE_STAGE, plan, Hooks(after_step=groups.after_step, figures=groups.figures))
    return predicted | groups.figures()


METHOD = PruneMethod(
    name="group_norm",
    title="Channels of small norm over all that is coupled",
    paper="Fang et al. 2023, arXiv:2301.12900",
    removes="channels",
    families=frozenset({Family.CNN}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm(GROUP_NORM, "weak groups are pulled to zero in a training before the cut"),
        Arm(UNPULLED, "the same training without the pull"),
    ),
    settings=GroupNormSettings(),
    prune=prune,
)
