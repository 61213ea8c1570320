"""Recovers a language model that was pruned, on one device or, started by torchrun, sharded over many (FSDP).

    torchrun --nproc-per-node 4 -m training suite recover FOLDER --data alpaca.json --out recovered

Each process trains on its share of every batch; the loss and the steps are those that a single process would make, but
for dropout, which falls elsewhere. Of a model whose single weights were pruned the zeros stay, which plain adapters
cannot promise: PERP's are for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import cast

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from training.errors import DataError, RecipeError
from training.pruning.hardware import Hardware
from training.pruning.language.families import decoder_layers, inner_matrices
from training.pruning.language.instructions import UNJUDGED
from training.pruning.language.recover import with_adapters
from training.pruning.language.resume import Keeper
from training.pruning.language.saved import load_model
from training.pruning.language.windows import check_vocabulary
from training.pruning.parts.precision import trained_in_float32
from training.pruning.parts.prunable import sparsity_of
from training.pruning.parts.training import rate_at
from training.pruning.types import Precision, Split
from training.yolo import processes

MANY_ZEROS = 0.05  # share of the weights in decoder layers; nobody's training leaves so many, pruning single ones does


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """How it is trained; the paper's values for LLM-Pruner and PASER, but for the number of steps."""

    steps: int = 800
    batch: int = 64  # rows of all processes together
    learning_rate: float = 1e-4
    warmup: float = 0.1  # share of the steps
    clip: float = 1.0
    rank: int = 8  # of the adapters; 0: all weights are trained instead
    alpha: int = 16
    dropout: float = 0.05
    seed: int = 0
    fills_zeros: bool = False  # weights that are zero may become others, also where many were pruned


Hear = Callable[[int, float], None]  # a step, counted from 1, and its loss


@dataclass(frozen=True, slots=True)
class Companions:
    """Who goes along with a recovery."""

    hear: Hear
    keeper: Keeper | None = None  # None: nothing is kept on the way


def recover(name: str, rows: Split, plan: RecoveryPlan, hardware: Hardware, companions: Companions) -> nn.Module | None:
    """Train a model from a folder; gives it back whole, with its adapters merged, to the first process only.

    Args:
        rows: Targets of -100 are not judged.

    Raises:
        CheckpointError: There is no such model, or what was kept is of another recovery.
        DataError: It does not know the rows' tokens, or there are fewer rows than in a batch.
        RecipeError: Adapters would fill the many zeros that it has.
    """
    if len(rows) < plan.batch:
        raise DataError(
            f"There are {len(rows)} rows and a batch has {plan.batch}; give more text or a smaller --batch."
        )
    with _together(hardware):
        torch.manual_seed(plan.seed)  # the adapters' first values are the same everywhere
        model = _prepared(name, plan, hardware)
        check_vocabulary(_inner(model), rows.inputs[:])
        keeps_zeros = not plan.rank and not plan.fills_zeros and _zeros(model) > MANY_ZEROS
        sharded = processes.count() > 1
        if sharded:
            _shard(model, hardware)
        alive = _alive(model) if keeps_zeros else {}
        with trained_in_float32(model):
            _train(model, alive, rows, plan, hardware, companions)
        return _whole(model, name, plan) if sharded else _merged(model, plan)


def _prepared(name: str, plan: RecoveryPlan, hardware: Hardware) -> nn.Module:
    """The model where it is to be trained.

    One that is to be sharded stays on the processor, in float32: each device shall never hold more than its part and a
    layer.

    Raises:
        RecipeError: Adapters would fill the many zeros that it has.
    """
    model = load_model(name) if processes.count() > 1 else load_model(name, hardware.dtype).to(hardware.first)
    if plan.rank:
        _refuse_to_fill(model, name, plan)
        return cast(nn.Module, with_adapters(model, plan.rank, plan.alpha, plan.dropout))
    model.requires_grad_(requires_grad=True)
    return model


def _refuse_to_fill(model: nn.Module, name: str, plan: RecoveryPlan) -> None:
    """Raises RecipeError for a model whose single weights were pruned, which merged adapters would fill."""
    share = _zeros(model)
    if share > MANY_ZEROS and not plan.fills_zeros:
        raise RecipeError(
            f"{share:.0%} of the weights in the decoder layers of {name} are zero, and adapters would fill them once "
            f"merged; take --rank 0 or the adapters of perp (suite run perp --task hf:{name} --sparsity {share:.2g}), "
            "which both keep the zeros, or add --fill-zeros if it is meant."
        )


def _zeros(model: nn.Module) -> float:
    """The share of zeros among the weights of the decoder layers."""
    return sparsity_of({name: matrix.weight for name, matrix in inner_matrices(_inner(model)).items()})


def _alive(model: nn.Module) -> dict[Tensor, Tensor]:
    """Where the matrices of the decoder layers are other than zero.

    Shapes:
        returns: (outputs, inputs) each, bool; of a model that is sharded the part in this process
    """
    return {matrix.weight: matrix.weight.detach() != 0 for matrix in inner_matrices(_inner(model)).values()}


def _shard(model: nn.Module, hardware: Hardware) -> None:
    """Divide every decoder layer, and what is left, between the processes; each is moved to its device for that."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

    mesh = init_device_mesh(hardware.first.type, (processes.count(),))
    low = hardware.precision is Precision.BFLOAT16
    policy = MixedPrecisionPolicy(torch.bfloat16, torch.float32) if low else MixedPrecisionPolicy()
    for layer in decoder_layers(_inner(model)).values():
        fully_shard(layer, mesh=mesh, mp_policy=policy)
    fully_shard(model, mesh=mesh, mp_policy=policy)


def _train(
    model: nn.Module,
    alive: Mapping[Tensor, Tensor],
    rows: Split,
    plan: RecoveryPlan,
    hardware: Hardware,
    companions: Companions,
) -> None:
    """All steps that are not done yet.

    Args:
        alive: Of each matrix whose zeros are to stay, where it may be changed.
    """
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, weight_decay=0.0)
    keeper = companions.keeper
    done = keeper.restore(trained, optimizer) if keeper else 0
    model.train()
    for number, chosen in islice(enumerate(_batches(len(rows), plan)), done, None):
        torch.manual_seed(plan.seed + number)  # of dropout, so that a stopped recovery goes on as another would
        for group in optimizer.param_groups:
            group["lr"] = plan.learning_rate * rate_at((number + 0.5) / plan.steps, plan.warmup)
        optimizer.zero_grad()
        loss = _take_gradients(model, rows, chosen, hardware)
        for weight, mask in alive.items():  # AdamW leaves alone what never had a gradient
            cast(Tensor, weight.grad).mul_(mask)
        nn.utils.clip_grad_norm_(trained, plan.clip)
        optimizer.step()
        companions.hear(number + 1, _sum(loss) / processes.count())
        if keeper:
            keeper.keep(number + 1, trained, optimizer)
    model.eval()


def _take_gradients(model: nn.Module, rows: Split, chosen: Tensor, hardware: Hardware) -> Tensor:
    """Sum up the gradients of this process's share of a batch, as many rows at a time as the hardware bears.

    Returns: The loss of the share, such that its mean over processes is that of the whole batch.
    """
    judged = int((rows.targets[chosen] != UNJUDGED).sum())  # in all processes' shares
    own = chosen[processes.number() :: processes.count()]
    loss = torch.zeros((), device=next(model.parameters()).device)
    for few in torch.split(own, hardware.rows_at_once(len(own))):
        part = _nats(model, rows, few) * (processes.count() / max(judged, 1))
        part.backward()  # type: ignore[no-untyped-call]
        loss += part.detach()
    return loss


def _nats(model: nn.Module, rows: Split, chosen: Tensor) -> Tensor:
    """The loss of some rows, summed over the tokens that are judged."""
    device = next(model.parameters()).device
    logits = model(input_ids=rows.inputs[chosen].to(device), use_cache=False).logits.float()  # (rows, T, vocabulary)
    return functional.cross_entropy(logits.flatten(0, 1), rows.targets[chosen].to(device).flatten(), reduction="sum")


def _batches(count: int, plan: RecoveryPlan) -> Iterator[Tensor]:
    """The rows of every step, shuffled anew when all were seen; the same in every process."""
    random = torch.Generator().manual_seed(plan.seed)
    left = torch.empty(0, dtype=torch.long)
    for _ in range(plan.steps):
        if len(left) < plan.batch:
            left = torch.randperm(count, generator=random)
        yield left[: plan.batch]
        left = left[plan.batch :]


def _whole(model: nn.Module, name: str, plan: RecoveryPlan) -> nn.Module | None:
    """All shards put together on the processor of the first process."""
    from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict

    numbers = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
    if not processes.is_first():
        return None
    whole = _prepared_whole(name, plan)
    whole.load_state_dict(numbers, strict=False)  # tied weights are named once only
    return _merged(whole, plan)


def _prepared_whole(name: str, plan: RecoveryPlan) -> nn.Module:
    """The model that the shards are put into."""
    model = load_model(name)
    return cast(nn.Module, with_adapters(model, plan.rank, plan.alpha, plan.dropout)) if plan.rank else model


def _merged(model: nn.Module, plan: RecoveryPlan) -> nn.Module:
    """Without adapters."""
    return cast(nn.Module, model.merge_and_unload()) if plan.rank else model  # type: ignore[operator]


def _inner(model: nn.Module) -> nn.Module:
    """What transformers built, below peft's wrapping."""
    found = model.get_base_model() if hasattr(model, "get_base_model") else model  # type: ignore[operator]
    return cast(nn.Module, found)


def _sum(value: Tensor) -> float:
    """A number summed over all processes."""
    if processes.count() > 1:
        distributed.all_reduce(value)
    return float(value)


@contextmanager
def _together(hardware: Hardware) -> Iterator[None]:
    """Wait for the other processes, if there are any, and let go of them in the end."""
    if processes.count() > 1:
        processes.join(hardware.first)
    try:
        yield
    finally:
        processes.leave()
