"""PERP: single weights go, and a sliver of the parameters is trained to make up for them.

PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs, Zimmer et al. 2023, arXiv:2312.15230.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import RecipeError
from training.pruning.method import Arm, MemoryUse, Pruned, PruneMethod, PruneRequest, added
from training.pruning.types import Effect, Family, ModelSize

if TYPE_CHECKING:
    from torch import Tensor

    from training.pruning.bench import Bench
    from training.pruning.language.perp import Retrained
    from training.pruning.language.select import Selection
    from training.pruning.language.sparse import Sparsity
    from training.pruning.networks.causal import CausalNetwork

RECONSTRUCT, LORA = "reconstruct", "lora"
# Of each trained parameter in float32, its gradient and AdamW's two moments: an estimate, as it is not measured.
TRAINING_BYTES = 3 * 4
JOIN = "+"
FEW = 0.001  # biases and norms, as a share of all parameters


@dataclass(frozen=True, slots=True)
class PerpSettings:
    """What can be changed about it."""

    selection: str = "magnitude"  # or wanda, sparse_gpt: how the weights that go are chosen
    granularity: str = "element"  # or N:M
    samples: int = 64  # calibration rows
    recovery: float = 0.1  # length of the retraining as a share of the dense training, at least one epoch
    learning_rate: float = 1e-3
    rank: int = 2  # the paper's 16 are under one in a hundred weights of a large model, but a fifth of a tiny one
    alpha: int = 4
    layer_steps: int = 100  # of each layer's reconstruction
    parts: str = added("")  # biases, norms, head or some with + between, beside the arm's adapter; empty: the arm's
    untie_head: bool = added(usual=False)  # give a head that is one with the embeddings weights of its own


@dataclass(frozen=True, slots=True)
class _Choice:
    """The arm and the settings, read."""

    selection: Selection
    sparsity: Sparsity
    retrained: Retrained
    unties: bool

    def apply(self, network: CausalNetwork) -> CausalNetwork:
        """A network as it is to be pruned, in place."""
        from training.pruning.language.perp import untie_head

        if self.unties:
            untie_head(network.model)
        return network


# By arm: what is trained beside the adapter, and the adapter.
ARMS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "mask_lora": (("biases", "norms"), "mask_lora"),
    "scale_lora": (("biases", "norms"), "scale_lora"),
    "lora_prune": (("biases", "norms"), "lora_prune"),
    LORA: (("biases", "norms"), "lora"),
    "biases_norms": (("biases", "norms"), None),
    RECONSTRUCT: (("biases", "norms"), "mask_lora"),
    "full": (("all",), None),
}


def prune(bench: Bench, request: PruneRequest, settings: PerpSettings) -> Pruned:
    """Prune the trained network, and retrain what the arm says."""
    choice = _read(bench, request, settings)
    from training.pruning.language.select import prune_sparse

    network = choice.apply(cast("CausalNetwork", bench.dense()))
    windows = next(bench.batches(1, settings.samples))[0]
    prune_sparse(network.model, choice.selection, choice.sparsity, windows)
    unrecovered = bench.score(network)
    if request.arm == RECONSTRUCT:
        network = choice.apply(cast("CausalNetwork", bench.dense()))
        evidence = _reconstruct(network, windows, choice, settings)
        return Pruned(network, unrecovered, alive=_alive(network), evidence=evidence)
    alive = _alive(network)
    evidence = _retrain(bench, network, choice, settings, alive)
    # The merged weights of plain LoRA are no longer sparse, which is what that arm is there to show.
    return Pruned(network, unrecovered, alive={} if request.arm == LORA else alive, evidence=evidence)


def _read(bench: Bench, request: PruneRequest, settings: PerpSettings) -> _Choice:
    """What the arm and the settings ask for.

    Raises:
        RecipeError: The extra is missing, a word is unknown, the weights do not divide as asked, or the network lacks
            what is to be trained.
    """
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.language.perp import choose_model_parts
    from training.pruning.language.select import Selection
    from training.pruning.language.sparse import Sparsity
    from training.pruning.parts.choice import choose
    from training.pruning.parts.granularity import Block, check_fit, read_granularity
    from training.pruning.parts.prunable import prunable

    pattern = read_granularity(settings.granularity)
    if isinstance(pattern, Block):
        raise RecipeError(f"perp removes single weights or all but N of M, not {settings.granularity}.")
    fresh = cast("CausalNetwork", bench.fresh())
    check_fit(pattern, prunable(fresh, bench.task.without_zeros), request.amount)
    selection = choose(Selection, settings.selection, "selection")
    choice = _Choice(
        selection, Sparsity(request.amount, pattern), _retrained(request.arm, settings), settings.untie_head
    )
    choose_model_parts(choice.apply(fresh).model, choice.retrained)
    return choice


def _retrained(arm: str, settings: PerpSettings) -> Retrained:
    """What is trained.

    Raises:
        RecipeError: There is no such part, or layers that are trained one by one have none.
    """
    from training.pruning.language.adapters import Adapter, AdapterSize
    from training.pruning.language.perp import Part, Retrained
    from training.pruning.parts.choice import choose

    words, adapter = ARMS[arm]
    words = tuple(settings.parts.split(JOIN)) if settings.parts else words
    parts = tuple(choose(Part, word.strip(), "part to retrain") for word in words)
    if arm == RECONSTRUCT and Part.HEAD in parts:
        raise RecipeError("perp:reconstruct trains decoder layers one by one, and the head is in none; leave it out.")
    return Retrained(parts, Adapter(adapter) if adapter else None, AdapterSize(settings.rank, settings.alpha))


def _alive(network: CausalNetwork) -> dict[str, Tensor]:
    """Where the weights inside the decoder layers are other than zero."""
    from training.pruning.language.families import inner_matrices
    from training.pruning.language.sparse import masks_of

    return masks_of({f"model.{name}": matrix for name, matrix in inner_matrices(network.model).items()})


def _retrain(
    bench: Bench, network: CausalNetwork, choice: _Choice, settings: PerpSettings, alive: dict[str, Tensor]
) -> dict[str, float]:
    """Train what the arm says by the loss of the whole network; gives what that took."""
    from training.pruning.bench import scaled
    from training.pruning.language.adapters import merge
    from training.pruning.language.families import inner_matrices
    from training.pruning.language.perp import choose_model_parts
    from training.pruning.parts.masks import Masks
    from training.pruning.parts.prunable import sparsity_of
    from training.pruning.parts.training import Hooks

    matrices = inner_matrices(network.model)
    hooks = Hooks()
    if choice.retrained.adapter is None:  # adapters heed the zeros themselves
        masks = Masks({name: network.get_parameter(name) for name in alive})
        masks.update(alive)
        hooks = Hooks(after_step=lambda step: masks.enforce(step.optimizer))
    total = sum(parameter.numel() for parameter in network.parameters())
    count = choose_model_parts(network.model, choice.retrained)
    rate = {"learning_rate": settings.learning_rate, "weight_decay": 0.0}
    plan = dataclasses.replace(scaled(bench.plan, settings.recovery), **rate)  # type: ignore[arg-type]
    bench.train(network, "retrain", plan, hooks)
    merge(matrices)
    reached = sparsity_of({name: matrix.weight for name, matrix in matrices.items()})
    return _taken(count, count, total) | {"merged_sparsity": reached}


def _taken(trained: int, at_once: int, total: int) -> dict[str, float]:
    """The share of all parameters that was trained, and the memory that it took by estimate, the weights aside."""
    return {"trained_share": trained / total, "training_bytes_estimate": at_once * TRAINING_BYTES}


def _reconstruct(network: CausalNetwork, windows: Tensor, choice: _Choice, settings: PerpSettings) -> dict[str, float]:
    """Prune and train layer by layer; gives what that took, and how much of the error it left."""
    from training.pruning.language.reconstruct import Fit, pruner, reconstruct

    fit = Fit(settings.layer_steps, settings.learning_rate)
    prune_one = pruner(choice.selection, choice.sparsity)
    total = sum(parameter.numel() for parameter in network.parameters())
    layers = reconstruct(network.model, prune_one, windows, choice.retrained, fit)
    taken = _taken(sum(layer.trained for layer in layers), max(layer.trained for layer in layers), total)
    return taken | {"error_left": sum(layer.after for layer in layers) / sum(layer.before for layer in layers)}


def _memory(arm: str, settings: PerpSettings, size: ModelSize) -> MemoryUse:
    """What an arm holds; layers that are trained one by one take next to nothing."""
    if arm == RECONSTRUCT:
        return MemoryUse()
    parts, adapter = ARMS[arm]
    parts = tuple(part.strip() for part in settings.parts.split(JOIN)) if settings.parts else parts
    head = size.vocabulary * size.channels / size.params if "head" in parts else 0.0
    share = 1.0 if "all" in parts else FEW + head
    return MemoryUse(trained_share=share, rank=settings.rank if adapter else 0, changed=1, masks=2)


METHOD = PruneMethod(
    name="perp",
    title="PERP, retraining of a sliver",
    paper="Zimmer et al. 2023, arXiv:2312.15230",
    removes="single weights or all but N of M, in decoder layers",
    families=frozenset({Family.LANGUAGE}),
    effect=Effect.SPARSER,
    usual_amount=0.7,
    arms=(
        Arm("mask_lora", "biases, norms and adapters that respect the zeros"),
        Arm("scale_lora", "biases, norms and adapters that multiply"),
        Arm("lora_prune", "biases, norms and adapters whose change is pruned when merged"),
        Arm(LORA, "biases, norms and plain adapters: merged, the zeros are lost", is_dense=True),
        Arm("biases_norms", "biases and norms only, or what settings.parts names"),
        Arm(RECONSTRUCT, "layer by layer instead of the whole network at once"),
        Arm("full", "all weights, the zeros kept"),
    ),
    settings=PerpSettings(),
    prune=prune,
    memory=_memory,
)
