"""PASER: chooses what a pruned language model is recovered on, most from the skills that pruning has damaged most.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594. The model is pruned as
LLM-Pruner does it; every arm trains for the same number of steps, on what it chose. What the paper's appendix adds to
the filter as options, synonyms, soft weights and a ranking by a model of entailment, is not here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import RecipeError
from training.pruning.method import Arm, MemoryUse, Pruned, PruneMethod, PruneRequest, added
from training.pruning.types import Effect, Family, Instruction, ModelSize, Progress, Split

if TYPE_CHECKING:
    from training.pruning.bench import Bench
    from training.pruning.language.choose import Pool, Stages
    from training.pruning.language.structured import StructuredRequest
    from training.pruning.networks.causal import CausalNetwork

SELECT = "select"  # a stage of the progress
REPORT = "selection.md"
RANDOM, FULL, NONE = "random", "full", "none"


@dataclass(frozen=True, slots=True)
class PaserSettings:
    """What can be changed about it."""

    data: str = ""  # instructions: .json, .jsonl, .tsv, a folder of datasets; empty: the task's own
    encoder: str = ""  # a folder of sentence-transformers; empty: letters are counted
    share: float = 0.2  # of the instructions that may be used
    clusters: int = 0  # how many; 0: as many as are seen
    likeliest: int = added(0)  # tokens that damage is measured on one by one, the rest as one, to save memory; 0: all
    conflicts: str = "both"  # or concepts, answers: what the filter looks at
    wrong: float = 0.0  # share of the task's own answers that are made wrong, to try the filters
    steps: int = 120  # of the recovery, for every arm
    learning_rate: float = 2e-3  # the paper has 1e-4 for 7 billion parameters
    length: int = 256  # tokens of question and answer
    rank: int = 8
    alpha: int = 16
    dropout: float = 0.05
    samples: int = 10  # calibration rows of the pruning
    spared_first: int = 1  # decoder layers that lose nothing, at the beginning
    spared_last: int = 1  # and at the end


# By arm: the stages that differ from the paper's.
ARMS: dict[str, dict[str, object]] = {
    "paser": {},
    "no_clusters": {"clusters": 1},
    "no_damage": {"budget": "size"},
    "no_efficiency": {"order": "random"},
    "no_conflicts": {"conflicts": "none"},
    "believed": {"order": "random", "conflicts": "believed"},
}


def prune(bench: Bench, request: PruneRequest, settings: PaserSettings) -> Pruned:
    """Cut the trained network once, choose, and recover."""
    wanted, stages = _read(bench, request, settings)
    from training.pruning.language.choose import Pool
    from training.pruning.language.instructions import encode_rows
    from training.pruning.language.proved import cut_and_prove

    found = _pool(bench, settings)
    masked = bench.put_aside(cast("CausalNetwork", bench.dense()))
    network = cast("CausalNetwork", bench.dense())
    proof, went = cut_and_prove(network, masked, wanted, next(bench.batches(1, settings.samples))[0])
    bench.put_aside(proof[1])
    if request.arm == NONE:
        return Pruned(network, proof=proof, went=went)
    unrecovered = bench.score(network)
    assert bench.task.encode is not None  # _pool has seen to it
    pool = Pool(found, encode_rows(found, bench.task.encode, settings.length))
    items, files = _choose(bench, network, pool, stages, (request.arm, settings.share))
    _recover(bench, network, Split(pool.rows.inputs[:][items], pool.rows.targets[items]), settings)
    evidence = {"chosen": float(len(items)), **_wrong_share(bench, pool, items, settings)}
    return Pruned(network, unrecovered, proof, evidence=evidence, went=went, files=files)


def _read(bench: Bench, request: PruneRequest, settings: PaserSettings) -> tuple[StructuredRequest, Stages | None]:
    """What the arm and the settings ask for; no stages where nothing is looked at.

    Raises:
        RecipeError: The extra is missing, or a setting makes no sense.
    """
    from training.pruning.extra import need_extra

    need_extra("sklearn")
    from training.pruning.language.choose import Conflicts, Stages
    from training.pruning.language.proved import layers_between
    from training.pruning.language.selection import Budget, Order
    from training.pruning.language.structured import StructuredRequest
    from training.pruning.parts.choice import choose

    if not 0 < settings.share <= 1 or not 0 <= settings.wrong < 1 or settings.steps < 1:
        raise RecipeError("paser: share above 0 to 1, wrong from 0 to below 1, steps from 1.")
    if settings.clusters < 0 or settings.likeliest < 0:
        raise RecipeError("paser: clusters and likeliest from 0, which leaves them to it.")
    layers = layers_between(cast("CausalNetwork", bench.fresh()), settings.spared_first, settings.spared_last)
    wanted = StructuredRequest(request.amount, layers=layers, seed=request.seed)
    usual = {"clusters": settings.clusters, "budget": "damage", "order": "efficient", "conflicts": settings.conflicts}
    conflicts = choose(Conflicts, settings.conflicts, "conflicts")
    if request.arm not in ARMS:
        return wanted, None
    words = usual | ARMS[request.arm]
    conflicts = Conflicts(words["conflicts"])
    budget, order = Budget(words["budget"]), Order(words["order"])
    clusters = cast(int, words["clusters"])
    return wanted, Stages(clusters, budget, order, conflicts, settings.encoder, settings.likeliest)


def _pool(bench: Bench, settings: PaserSettings) -> Sequence[Instruction]:
    """What is chosen from.

    Raises:
        RecipeError: The task has none, or these cannot be made wrong.
        DataError: They cannot be read.
    """
    from training.pruning.language.instructions import read_instructions

    if settings.data and settings.wrong:
        raise RecipeError("Only answers made by rule can be made wrong; leave out settings.wrong or settings.data.")
    if bench.task.encode is None:
        raise RecipeError(f"{bench.task.name} takes no instructions; take tiny_llama_skills or hf:NAME.")
    if settings.data:
        return read_instructions(settings.data)
    if bench.task.instructions is None:
        raise RecipeError(f"{bench.task.name} has no instructions of its own; name some: --set settings.data=FILE.")
    return bench.task.instructions(bench.seed, settings.wrong)


def _choose(
    bench: Bench, network: CausalNetwork, pool: Pool, stages: Stages | None, arm: tuple[str, float]
) -> tuple[list[int], dict[str, bytes]]:
    """The items to recover on, and what there is to read about them."""
    from training.pruning.language.choose import Wanted, choose_at_random, choose_damaged

    name, share = arm
    size = len(pool.instructions)
    if name == FULL:
        return list(range(size)), {}
    wanted = Wanted(name, max(round(share * size), 1), bench.seed)
    if stages is None:
        return list(choose_at_random(size, wanted)), {}
    models = (bench.control(), network)
    chosen = choose_damaged(pool, models, stages, wanted, lambda done: bench.tell(Progress(SELECT, done)))
    if not chosen.items:
        raise RecipeError("The filter refused every instruction; choose other settings.conflicts.")
    return list(chosen.items), {REPORT: chosen.report.encode()}


def _recover(bench: Bench, network: CausalNetwork, rows: Split, settings: PaserSettings) -> None:
    """Train adapters on the answers for a number of steps, over and over if there are few, and merge them."""
    import torch

    from training.pruning.language.recover import with_adapters
    from training.pruning.parts.training import Hooks, train

    plan = dataclasses.replace(bench.plan, epochs=1, learning_rate=settings.learning_rate, weight_decay=0.0)
    random = torch.Generator().manual_seed(bench.seed)
    wanted = settings.steps * plan.batch
    rounds = [torch.randperm(len(rows), generator=random) for _ in range(-(-wanted // len(rows)))]
    order = torch.cat(rounds)[:wanted]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(bench.seed)  # the adapters' first values, and dropout
        adapted = with_adapters(network.model, settings.rank, settings.alpha, settings.dropout)
        split = Split(rows.inputs[order], rows.targets[order])
        bench.tally.add(settings.steps)
        train(network, split, bench.course("recover", plan), bench.tell, Hooks())
    network.model = adapted.merge_and_unload()


def _wrong_share(bench: Bench, pool: Pool, items: Sequence[int], settings: PaserSettings) -> dict[str, float]:
    """How many of the chosen answers are wrong, where that is known because they were made so."""
    if not settings.wrong or bench.task.instructions is None:
        return {}
    right = bench.task.instructions(bench.seed, 0.0)
    wrong = sum(pool.instructions[item].output != right[item].output for item in items)
    return {"wrong_share": wrong / len(items)}


def _memory(arm: str, settings: PaserSettings, size: ModelSize) -> MemoryUse:
    """What an arm holds: sums of gradients for what may go, then adapters, unless nothing is recovered."""
    judged = size.inner * (1 - (settings.spared_first + settings.spared_last) / size.layers)
    rank = 0 if arm == NONE else settings.rank
    return MemoryUse(waiting=2, sums=1, judged_share=judged / size.params, rank=rank, length=settings.length)


METHOD = PruneMethod(
    name="paser",
    title="PASER, choosing what to recover on",
    paper="He et al. 2025, arXiv:2502.12594",
    removes="heads and MLP neurons of decoder layers",
    families=frozenset({Family.LANGUAGE}),
    effect=Effect.SMALLER,
    usual_amount=0.4,
    arms=(
        Arm("paser", "clusters, budgets by damage, efficient ones first, contradictions refused"),
        Arm("no_clusters", "all instructions are one cluster"),
        Arm("no_damage", "budgets by the size of a cluster instead of its damage"),
        Arm("no_efficiency", "any order within a cluster"),
        Arm("no_conflicts", "nothing is refused"),
        Arm("believed", "any order, and what the dense model does not believe is refused instead"),
        Arm(RANDOM, "as many instructions, taken at random"),
        Arm(FULL, "all instructions, for as many steps"),
        Arm(NONE, "no recovery"),
    ),
    settings=PaserSettings(),
    prune=prune,
    memory=_memory,
)
