"""Channels of any graph without any training after the cut: what is left of every layer is solved for anew.

Structurally Prune Anything: Any Architecture, Any Framework, Any Time, Wang et al. 2024, arXiv:2403.18955, the part
called OBSPA. The inputs that this takes need no labels, may be of another kind than the network was trained on, or
may be noise; the worse they are, the more is lost.

How much each layer loses may matter more than how the rest is repaired. Of the gesture detector half of every layer
leaves next to nothing, by any criterion, because some layers have nothing to spare. One threshold for all layers
(`ranking`) on the curvature of the loss (`criterion` obd, `norm` none) keeps much of it, if it sees enough pictures:
36 of them, drawn by three seeds, left 0.68, 0.65 and 0.42 of 0.73 mAP50-95 before any repair, 108 left 0.68, 0.67 and
0.67 (`batches` 4 and 12).

Nor does a repair help because it brings layers nearer to what they gave: nearly all places of those pictures are
background, and weights that serve it best took the 0.67 of the last seed to 0.57. Solved for the places that the loss
feels (`focus` 0.9, `recalibrate` never) it rose to 0.68. Both judgements take labels, the plain repair takes none.
`round_to`, and what is coupled to what stays, keep the ratio from being met exactly; see `spa`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest
from training.pruning.repair import RECALIBRATE, Means, repair, shown
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from torch import Tensor

    from training.pruning.bench import Bench
    from training.pruning.graph.atoms import Indices
    from training.pruning.graph.choose import Cut
    from training.pruning.graph.importance import Norm
    from training.pruning.graph.judge import Criterion
    from training.pruning.source import Source

ITSELF, OUT_OF_DISTRIBUTION, DATA_FREE, NO_REPAIR = "in_distribution", "out_of_distribution", "data_free", "no_repair"
WITHOUT_LABELS = (OUT_OF_DISTRIBUTION, DATA_FREE)  # arms whose point is that nothing of the network's own is known
CALIBRATIONS = {ITSELF: "training", OUT_OF_DISTRIBUTION: "shifted", DATA_FREE: "noise"}


@dataclass(frozen=True, slots=True)
class ObspaSettings:
    """What can be changed about it."""

    criterion: str = "l1"  # or l2, random; or snip, grasp, crop, obd, which take labelled training pictures
    ranking: str = "local"  # the same share of every group; or global
    norm: str = "mean"  # or max, standard, lamp, none: within a group of channels, for one threshold for all
    damping: float = 0.0  # how strongly weights stay where they were; 0: as serves each layer best on held-out inputs
    batches: int = 8  # of 64 inputs, or of as many as are 5 million numbers
    round_to: int = 8  # channels
    heads: bool = False  # whole heads of attention go, too
    focus: float = 0.0  # 0: every place of a picture counts the same; 1: as much as the loss feels it, with labels
    recalibrate: str = "always"  # batch norms; or never, or auto: if the inputs are of the network's kind


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The settings, read."""

    cut: Cut
    criterion: Criterion
    norm: Norm


def prune(bench: Bench, request: PruneRequest, settings: ObspaSettings) -> Pruned:
    """Cut the trained network and repair it, or leave it as it is in the control."""
    from training.pruning.source import head_unit, read_source

    parts = _read(request, settings)
    network = bench.dense()
    source = read_source(network, bench.example(), bench.task.keep_dense, head_unit(network, heads=settings.heads))
    removed = _choose(bench, source, parts, settings.batches)
    smaller = source.cut(removed)
    cut = source.filled(smaller)
    proof = (source.masked(removed), cut)
    figures = {"free_share": source.free_share()}
    if request.arm == NO_REPAIR:
        return Pruned(cut, proof=proof, evidence=figures)
    inputs = shown(bench, CALIBRATIONS[request.arm], settings.batches)
    means = Means(settings.damping or None, settings.recalibrate, felt=_felt(bench, source, settings))
    repaired = repair(bench, source, (smaller, removed), inputs, means)
    evidence = {**figures, **repaired.figures}
    return Pruned(repaired.network, bench.score(cut), proof, evidence=evidence, calibration=repaired.quality.value)


def _read(request: PruneRequest, settings: ObspaSettings) -> _Parts:
    """The parts that the settings name.

    Raises:
        RecipeError: They make no sense.
    """
    from training.pruning.graph.choose import Cut, Ranking
    from training.pruning.graph.importance import Norm
    from training.pruning.parts.choice import check_batches, choose

    if settings.recalibrate not in RECALIBRATE:
        raise RecipeError(f"recalibrate is one of {', '.join(RECALIBRATE)}, not {settings.recalibrate!r}.")
    if settings.damping < 0:
        raise RecipeError(f"damping is more than 0, or 0 to have it chosen; got {settings.damping}.")
    if not 0 <= settings.focus <= 1:
        raise RecipeError(f"focus is a share, 0 to 1, not {settings.focus}.")
    if settings.focus and request.arm != ITSELF:
        raise RecipeError(f"focus takes labelled pictures, which {request.arm} does without; leave it at 0.")
    check_batches(settings.batches)
    return _Parts(
        Cut(request.amount, choose(Ranking, settings.ranking, "ranking"), settings.round_to),
        _criterion(request.arm, settings.criterion),
        choose(Norm, settings.norm, "norm"),
    )


def _criterion(arm: str, word: str) -> Criterion:
    """How weights are judged.

    Raises:
        RecipeError: There is no such criterion, or it takes labels in an arm that is to show what can be done without.
    """
    from training.pruning.graph.judge import Criterion
    from training.pruning.parts.choice import choose

    criterion = choose(Criterion, word, "criterion")
    if criterion.needs_labels and arm in WITHOUT_LABELS:
        free = ", ".join(one.value for one in Criterion if not one.needs_labels)
        raise RecipeError(
            f"The criterion {word} asks the loss of labelled training pictures, which {arm} does without; "
            f"take one of {free}."
        )
    return criterion


def _choose(bench: Bench, source: Source, parts: _Parts, batches: int) -> Indices:
    """The channels that go."""
    from training.pruning.graph.choose import choose
    from training.pruning.graph.importance import importances
    from training.pruning.graph.judge import Question, judge

    scores = judge(parts.criterion, source.graph, Question(bench.batches(batches), bench.task.loss, bench.seed))
    return choose(source.coupling.groups, importances(source.coupling, scores, norm=parts.norm), parts.cut)


def _felt(bench: Bench, source: Source, settings: ObspaSettings) -> list[dict[str, Tensor]]:
    """How much every place of what is shown counts, layer by layer; nothing if all count the same."""
    from training.pruning.graph.gradients import felt
    from training.pruning.graph.network import GraphNetwork
    from training.pruning.graph.rows import mixed

    if not settings.focus:
        return []
    found = felt(GraphNetwork(source.graph), bench.batches(settings.batches), bench.task.loss)
    return [{name: mixed(places, settings.focus).cpu() for name, places in batch.items()} for batch in found]


METHOD = PruneMethod(
    name="obspa",
    title="OBSPA: cut and solve, no training",
    paper="Wang et al. 2024, arXiv:2403.18955",
    removes="coupled channels of any graph",
    families=frozenset({Family.MLP, Family.CNN, Family.VIT, Family.GRAPH}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm(ITSELF, "solved with training pictures"),
        Arm(OUT_OF_DISTRIBUTION, "with pictures inverted, and colours swapped or pixels shifted"),
        Arm(DATA_FREE, "with noise"),
        Arm(NO_REPAIR, "only cut"),
    ),
    settings=ObspaSettings(),
    prune=prune,
)
