"""Sets single weights of a whole language model to zero, decoder layer by decoder layer."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import torch
from torch import Tensor, nn

from training.pruning.language.sparse import Sparsity, apply_mask, magnitude_mask, wanda_mask
from training.pruning.language.sparse_gpt import sparse_gpt_weight
from training.pruning.language.walk import Step, input_products, matrices_of, steps_of
from training.pruning.language.windows import check_vocabulary


class Selection(Enum):
    """How the weights that go are chosen."""

    MAGNITUDE = "magnitude"
    WANDA = "wanda"
    SPARSE_GPT = "sparse_gpt"


def _by_magnitude(matrix: nn.Linear, _: Tensor, sparsity: Sparsity) -> None:
    """Magnitude pruning."""
    apply_mask(matrix, magnitude_mask(matrix.weight.detach(), sparsity))


def _by_wanda(matrix: nn.Linear, products: Tensor, sparsity: Sparsity) -> None:
    """Wanda."""
    apply_mask(matrix, wanda_mask(matrix.weight.detach(), products.diagonal().sqrt(), sparsity))


def _by_sparse_gpt(matrix: nn.Linear, products: Tensor, sparsity: Sparsity) -> None:
    """SparseGPT, which also changes the weights that stay."""
    with torch.no_grad():
        matrix.weight.copy_(sparse_gpt_weight(matrix.weight, products, sparsity))


SELECT: dict[Selection, Callable[[nn.Linear, Tensor, Sparsity], None]] = {
    Selection.MAGNITUDE: _by_magnitude,
    Selection.WANDA: _by_wanda,
    Selection.SPARSE_GPT: _by_sparse_gpt,
}


def prune_sparse(model: nn.Module, selection: Selection, sparsity: Sparsity, windows: Tensor) -> None:
    """Set weights inside the decoder layers to zero, the same share of every matrix; embeddings and head stay dense.

    Each layer is judged by what the pruned layers before it give.

    Shapes:
        windows: (windows, length), calibration text

    Raises:
        CheckpointError: The model's family is unknown.
        DataError: The model does not know the text's tokens.
        RecipeError: A matrix does not divide into blocks of N:M.
    """
    check_vocabulary(model, windows)
    steps, hidden = steps_of(model, windows)
    for step in steps:
        prune_layer(step, hidden, selection, sparsity)
        hidden = step.through(hidden)


def prune_layer(step: Step, hidden: Tensor, selection: Selection, sparsity: Sparsity) -> None:
    """Prune the matrices of one layer by what enters them."""
    products = input_products(step, hidden)
    for name, matrix in matrices_of(step.layer).items():
        SELECT[selection](matrix, products[name], sparsity)
