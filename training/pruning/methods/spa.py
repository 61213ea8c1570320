"""Channels of any graph, found by masks that spread through its operators, and judged together with all they go with.

Structurally Prune Anything: Any Architecture, Any Framework, Any Time, Wang et al. 2024, arXiv:2403.18955. Before
training, or after it with fine-tuning; without fine-tuning it is `obspa`.

The ratio is the share of every group of channels that can go. What is coupled to what has to stay goes nowhere:
outputs, the layers that a task keeps, and whatever a layer norm averages over, as no mask of that computes what a cut
does; in a transformer this is all that adds to its residual stream. Of the suite's small ViTs, 29 % of all channels can
go, or 71 % with the heads of attention (`heads`), so that half of them are 14 % or 36 % of all. `free_share` says how
it is, the report's `reached` what came of it, and a run tells where that is far from the ratio.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from training.errors import RecipeError
from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest, added
from training.pruning.repair import NONE, check_repair, repair_as_said, with_repair
from training.pruning.types import Effect, Family

if TYPE_CHECKING:
    from training.pruning.bench import Bench
    from training.pruning.graph.atoms import Indices
    from training.pruning.graph.choose import Cut
    from training.pruning.graph.importance import Aggregate, Norm
    from training.pruning.graph.judge import Criterion
    from training.pruning.source import Source

PRUNE_TRAIN, RANDOM = "prune_train", "random"


@dataclass(frozen=True, slots=True)
class SpaSettings:
    """What can be changed about it."""

    criterion: str = "l1"  # or l2, snip, grasp, crop, obd, random
    aggregate: str = "sum"  # or mean, max: of the weights of a channel
    norm: str = "mean"  # or max, standard, lamp, none: within a group of channels
    ranking: str = "local"  # the same share of every group; or global
    round_to: int = 8  # channels
    heads: bool = False  # whole heads of attention go, too
    finetune: float = 0.3  # epochs after the cut, as a share of the dense training's; 0: none
    batches: int = 8  # that a criterion asks the loss about
    repair: str = added(NONE)  # or norms; or what is shown while the rest is solved for: training, shifted, noise


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The settings, read."""

    cut: Cut
    criterion: Criterion
    aggregate: Aggregate
    norm: Norm


def prune(bench: Bench, request: PruneRequest, settings: SpaSettings) -> Pruned:
    """Cut, then train; before any training in one of the arms."""
    from training.pruning.bench import scaled
    from training.pruning.source import head_unit, read_source

    parts, is_early = _read(request, settings), request.arm == PRUNE_TRAIN
    if is_early and bench.task.is_trained:
        raise RecipeError(f"{bench.task.name} has learned already; the arm {PRUNE_TRAIN} is for untrained networks.")
    check_repair(bench, settings.repair)
    network = bench.fresh() if is_early else bench.dense()
    source = read_source(network, bench.example(), bench.task.keep_dense, head_unit(network, heads=settings.heads))
    removed = _choose(bench, source, parts, settings.batches)
    smaller = source.cut(removed)
    cut = source.filled(smaller)
    figures = {
        "groups": float(len(source.coupling.groups)),
        "channels_removed": float(len(removed)),
        "free_share": source.free_share(),
    }
    pruned = Pruned(source.filled(smaller), None, (source.masked(removed), cut), evidence=figures)
    if is_early:
        bench.train(pruned.network, "recover")
        return pruned
    if settings.finetune or settings.repair != NONE:
        pruned = replace(pruned, unrecovered_score=bench.score(cut))
    if settings.repair != NONE:
        found = repair_as_said(bench, source, (smaller, removed), settings.repair)
        pruned = with_repair(bench, pruned, found)
    if settings.finetune:
        bench.train(pruned.network, "recover", scaled(bench.plan, settings.finetune))
    return pruned


def _read(request: PruneRequest, settings: SpaSettings) -> _Parts:
    """The parts that the settings name.

    Raises:
        RecipeError: There is no such part, or a number makes no sense.
    """
    from training.pruning.graph.choose import Cut, Ranking
    from training.pruning.graph.importance import Aggregate, Norm
    from training.pruning.graph.judge import Criterion
    from training.pruning.parts.choice import check_batches, choose

    if not settings.finetune >= 0:
        raise RecipeError(f"settings.finetune is a share of the dense training, 0 or more; got {settings.finetune:g}.")
    if settings.repair != NONE and request.arm == PRUNE_TRAIN:
        raise RecipeError(f"{PRUNE_TRAIN} cuts a network that has learned nothing; settings.repair has nothing to do.")
    check_batches(settings.batches)
    word = RANDOM if request.arm == RANDOM else settings.criterion
    return _Parts(
        Cut(request.amount, choose(Ranking, settings.ranking, "ranking"), settings.round_to),
        choose(Criterion, word, "criterion"),
        choose(Aggregate, settings.aggregate, "aggregate"),
        choose(Norm, settings.norm, "norm"),
    )


def _choose(bench: Bench, source: Source, parts: _Parts, batches: int) -> Indices:
    """The channels that go."""
    from training.pruning.graph.choose import choose
    from training.pruning.graph.importance import importances
    from training.pruning.graph.judge import Question, judge

    question = Question(bench.batches(batches), bench.task.loss, bench.seed)
    scores = judge(parts.criterion, source.graph, question)
    return choose(source.coupling.groups, importances(source.coupling, scores, parts.aggregate, parts.norm), parts.cut)


METHOD = PruneMethod(
    name="spa",
    title="Structurally Prune Anything",
    paper="Wang et al. 2024, arXiv:2403.18955",
    removes="coupled channels of any graph",
    families=frozenset({Family.MLP, Family.CNN, Family.VIT, Family.GRAPH}),
    effect=Effect.SMALLER,
    usual_amount=0.5,
    arms=(
        Arm("train_prune", "trained, cut, fine-tuned"),
        Arm(PRUNE_TRAIN, "cut before training"),
        Arm(RANDOM, "random channels, fine-tuned"),
    ),
    settings=SpaSettings(),
    prune=prune,
)
