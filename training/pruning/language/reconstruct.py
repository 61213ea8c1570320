"""Layer-wise reconstruction: each pruned decoder layer learns to give what it gave before.

PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs, Zimmer et al. 2023, arXiv:2312.15230. Nothing is sent
back through the whole model, so one layer at a time has to fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.pruning.language.adapters import merge
from training.pruning.language.perp import Retrained, choose_trained
from training.pruning.language.select import Selection, prune_layer
from training.pruning.language.sparse import Sparsity
from training.pruning.language.walk import WINDOWS_AT_ONCE, Step, matrices_of, steps_of
from training.pruning.language.windows import check_vocabulary
from training.pruning.parts.precision import trained_in_float32

WARMUP = 0.1  # share of the steps; the paper's value


@dataclass(frozen=True, slots=True)
class Fit:
    """How long each layer is trained; the rate falls along a line."""

    steps: int = 100
    learning_rate: float = 1e-3


@dataclass(frozen=True, slots=True)
class Learned:
    """What one layer's training took and gave."""

    before: float  # squared error of what the layer gives, pruned
    after: float  # and trained
    trained: int  # parameters


def reconstruct(
    model: nn.Module, prune: Callable[[Step, Tensor], None], windows: Tensor, retrained: Retrained, fit: Fit
) -> list[Learned]:
    """Prune and train layer by layer; each is given what the pruned layers before it give.

    Args:
        prune: Prunes one layer by what enters it, as `pruner` makes it.

    Returns: What became of each layer.
    """
    check_vocabulary(model, windows)
    steps, hidden = steps_of(model, windows)
    layers = []
    for step in steps:
        target = step.through(hidden)
        prune(step, hidden)
        before = _error(step, hidden, target)
        trained = choose_trained(step.layer, matrices_of(step.layer), retrained)
        with trained_in_float32(step.layer):
            _fit(step, hidden, target, fit)
        merge(matrices_of(step.layer))
        layers.append(Learned(before, _error(step, hidden, target), trained))
        hidden = step.through(hidden)
    return layers


def pruner(selection: Selection, sparsity: Sparsity) -> Callable[[Step, Tensor], None]:
    """What prunes one layer."""
    return lambda step, hidden: prune_layer(step, hidden, selection, sparsity)


def _error(step: Step, hidden: Tensor, target: Tensor) -> float:
    """How far a layer is from what it should give."""
    return float(functional.mse_loss(step.through(hidden), target))


def _fit(step: Step, hidden: Tensor, target: Tensor, fit: Fit) -> None:
    """Train what asks for gradients in one layer."""
    trained = [parameter for parameter in step.layer.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, weight_decay=0.0)
    pairs = cycle(zip(torch.split(hidden, WINDOWS_AT_ONCE), torch.split(target, WINDOWS_AT_ONCE), strict=True))
    for number, (given, wanted) in enumerate(islice(pairs, fit.steps)):
        done = (number + 0.5) / fit.steps
        optimizer.param_groups[0]["lr"] = fit.learning_rate * min(done / WARMUP, (1 - done) / (1 - WARMUP))
        loss = functional.mse_loss(step(given), wanted)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
