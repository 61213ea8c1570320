"""LLM-Pruner: heads and neurons go that the loss misses least, and low-rank adapters make up for them.

LLM-Pruner: On the Structural Pruning of Large Language Models, Ma et al. 2023, arXiv:2305.11627.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import RecipeError
from training.pruning.method import Arm, MemoryUse, Pruned, PruneMethod, PruneRequest, added
from training.pruning.types import Effect, Family, ModelSize

if TYPE_CHECKING:
    from training.pruning.bench import Bench
    from training.pruning.language.structured import StructuredRequest
    from training.pruning.networks.causal import CausalNetwork


@dataclass(frozen=True, slots=True)
class LlmPrunerSettings:
    """What can be changed about it."""

    spared_first: int = 1  # decoder layers at the beginning that lose nothing; the paper spares 4 of 32
    spared_last: int = 1  # and at the end; the paper spares 2
    aggregation: str = "sum"  # or max, prod, last: how a unit's score comes from its slices
    samples: int = 10  # calibration rows
    recovery: float = 0.1  # length of the recovery as a share of the dense training, at least one epoch
    learning_rate: float = 1e-3  # of the adapters; the paper has 1e-4 for 7 billion parameters
    rank: int = 8
    alpha: int = 16
    dropout: float = 0.05
    # Instead of what the arm has, in any combination that makes sense:
    criterion: str = added("")  # element1, element2, mix, vector, l2, random
    scope: str = added("")  # local, global
    strategy: str = added("")  # block, channel


# By arm: criterion, scope, strategy.
ARMS = {
    "element1": ("element1", "local", "block"),
    "element2": ("element2", "local", "block"),
    "mix": ("mix", "local", "block"),
    "vector": ("vector", "local", "block"),
    "global": ("element1", "global", "block"),
    "channel": ("element1", "local", "channel"),
    "l2": ("l2", "local", "block"),
    "random": ("random", "local", "block"),
}
SUMS = {"element1": 1, "element2": 1, "mix": 2, "vector": 1}  # kept of every weight, by criterion


def prune(bench: Bench, request: PruneRequest, settings: LlmPrunerSettings) -> Pruned:
    """Cut the trained network once, and recover."""
    wanted = _read(bench, request, settings)
    from training.pruning.language.proved import cut_and_prove

    masked = bench.put_aside(cast("CausalNetwork", bench.dense()))
    network = cast("CausalNetwork", bench.dense())
    windows = next(bench.batches(1, settings.samples))[0]
    proof, went = cut_and_prove(network, masked, wanted, windows)
    bench.put_aside(proof[1])
    unrecovered = bench.score(network)
    _recover(bench, network, settings)
    return Pruned(network, unrecovered, proof, went=went)


def _read(bench: Bench, request: PruneRequest, settings: LlmPrunerSettings) -> StructuredRequest:
    """What the arm and the settings ask for.

    Raises:
        RecipeError: The extra is missing, a word is unknown, or the settings spare every layer.
    """
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.language.importance import Aggregation, Criterion, Judge
    from training.pruning.language.proved import layers_between
    from training.pruning.language.structured import Scope, Strategy, StructuredRequest
    from training.pruning.parts.choice import choose

    criterion, scope, strategy = ARMS[request.arm]
    aggregation = choose(Aggregation, settings.aggregation, "aggregation")
    judge = Judge(choose(Criterion, settings.criterion or criterion, "criterion"), aggregation)
    competing = choose(Scope, settings.scope or scope, "scope")
    unit = choose(Strategy, settings.strategy or strategy, "strategy")
    if unit is Strategy.CHANNEL and competing is Scope.GLOBAL:
        raise RecipeError("Hidden channels run through all layers as one group: there are no layers to rank together.")
    if unit is Strategy.CHANNEL and aggregation is Aggregation.LAST:
        raise RecipeError("Hidden channels are the residual stream itself: no last slice of them writes to it.")
    network = cast("CausalNetwork", bench.fresh())
    layers = layers_between(network, settings.spared_first, settings.spared_last)
    blocks = layers if unit is Strategy.BLOCK else None
    return StructuredRequest(request.amount, unit, competing, judge, blocks, request.seed)


def _recover(bench: Bench, network: CausalNetwork, settings: LlmPrunerSettings) -> None:
    """Train adapters and merge them."""
    from training.pruning.bench import scaled
    from training.pruning.language.recover import with_adapters

    plan = dataclasses.replace(scaled(bench.plan, settings.recovery), learning_rate=settings.learning_rate)
    adapted = with_adapters(network.model, settings.rank, settings.alpha, settings.dropout)
    bench.train(network, "recover", plan)
    network.model = adapted.merge_and_unload()


def _memory(arm: str, settings: LlmPrunerSettings, size: ModelSize) -> MemoryUse:
    """What an arm holds: sums of gradients for what may go, then adapters."""
    criterion, _, strategy = ARMS[arm]
    sums = SUMS.get(settings.criterion or criterion, 0)
    is_block = (settings.strategy or strategy) == "block"
    judged = (
        size.inner * (1 - (settings.spared_first + settings.spared_last) / size.layers) if is_block else size.params
    )
    return MemoryUse(waiting=2, sums=sums, judged_share=judged / size.params, rank=settings.rank)


METHOD = PruneMethod(
    name="llm_pruner",
    title="LLM-Pruner",
    paper="Ma et al. 2023, arXiv:2305.11627",
    removes="heads and MLP neurons of decoder layers",
    families=frozenset({Family.LANGUAGE}),
    effect=Effect.SMALLER,
    usual_amount=0.25,
    arms=(
        Arm("element1", "weights judged by gradient times value, the paper's choice"),
        Arm("element2", "judged by the Fisher information instead of the gradient"),
        Arm("mix", "judged by both, equation 5"),
        Arm("vector", "rows and columns judged as a whole"),
        Arm("global", "all layers compete with each other"),
        Arm("channel", "hidden channels through the whole model go instead"),
        Arm("l2", "judged by size only"),
        Arm("random", "not judged at all"),
    ),
    settings=LlmPrunerSettings(),
    prune=prune,
    memory=_memory,
)
