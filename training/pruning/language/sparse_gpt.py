"""SparseGPT: removes weights one column after the other and lets the columns behind make up for it.

SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot, Frantar and Alistarh 2023, arXiv:2301.00774,
algorithm 1.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.pruning.language.sparse import Sparsity
from training.pruning.parts.granularity import OutOf

BLOCK = 128  # columns for which a mask is chosen at once; the paper's value
DAMPING = 0.01  # of the mean diagonal, so that inputs that are always zero can be inverted; the paper's value


def sparse_gpt_weight(weight: Tensor, hessian: Tensor, sparsity: Sparsity) -> Tensor:
    """The weights that are left, changed so that the outputs stay close.

    Shapes:
        weight: (outputs, inputs)
        hessian: (inputs, inputs), the sum over calibration tokens of x x^T
        returns: (outputs, inputs), with zeros
    """
    inputs = weight.shape[1]
    inverse = _inverse_factor(hessian)
    result = weight.detach().to(inverse.dtype).clone()
    result[:, hessian.diagonal() == 0] = 0.0  # an input that never says anything
    step = _width(sparsity, BLOCK)
    step *= max(BLOCK // step, 1)  # a group of M is never torn apart
    for start in range(0, inputs, step):
        end = min(start + step, inputs)
        errors = _prune_block(result[:, start:end], inverse[start:end, start:end], sparsity)
        result[:, end:] -= errors @ inverse[start:end, end:]
    return result.to(weight.dtype)


def _prune_block(block: Tensor, inverse: Tensor, sparsity: Sparsity) -> Tensor:
    """Prune some columns in place; what each lost is made up by those to its right.

    Shapes:
        block: (outputs, columns), changed
        inverse: (columns, columns), upper triangular
        returns: (outputs, columns), the errors that columns behind the block have to make up
    """
    columns = block.shape[1]
    width = _width(sparsity, columns)
    is_kept, errors = torch.ones_like(block, dtype=torch.bool), torch.zeros_like(block)
    for column in range(columns):
        if column % width == 0:  # N of M is chosen when its turn comes: the weights have changed by then
            part = slice(column, column + width)
            is_kept[:, part] = _mask(block[:, part], inverse.diagonal()[part], sparsity)
        pruned = torch.where(is_kept[:, column], block[:, column], 0.0)
        errors[:, column] = (block[:, column] - pruned) / inverse[column, column]
        block[:, column + 1 :] -= errors[:, column, None] * inverse[None, column, column + 1 :]
        block[:, column] = pruned
    return errors


def _width(sparsity: Sparsity, columns: int) -> int:
    """How many columns a mask is chosen for at once."""
    return sparsity.pattern.m if isinstance(sparsity.pattern, OutOf) else columns


def _mask(weight: Tensor, diagonal: Tensor, sparsity: Sparsity) -> Tensor:
    """Keep the weights whose loss could be made up least."""
    importance = weight.square() / diagonal.square()[None, :]
    return sparsity.pattern.mask(importance, sparsity.alive(weight.numel()))


def _inverse_factor(hessian: Tensor) -> Tensor:
    """The upper Cholesky factor of the damped inverse, in float64: float32 fails on inputs that go together."""
    damped = hessian.double().clone()
    diagonal = damped.diagonal()
    diagonal[diagonal == 0] = 1.0
    diagonal += DAMPING * diagonal.mean()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
    factor: Tensor = torch.linalg.cholesky(inverse, upper=True)
    return factor
