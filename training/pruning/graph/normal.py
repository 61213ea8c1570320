"""Normal equations: all that least squares needs of however many rows, added up batch by batch.

With rows X, wanted outputs Y and the weights W that a layer has now, the damped answer is

    (Y' X + d W) (X' X + d 1)^-1        d: a share of the mean of the diagonal of X' X

and what any weights V leave of Y, |Y - X V'|^2, follows from the same sums. So damping is chosen without looking at
the rows again: by what the answers to some batches leave of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.pruning.graph.rows import System

DAMPINGS = (0.001, 0.01, 0.1, 1.0, 10.0)  # what is tried; with more a layer stays as it is
USUAL_DAMPING = 0.01  # where there are no rows to choose by


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """The sums, for each group of a layer.

    Shapes:
        square: (groups, columns, columns), X' X
        mixed: (groups, outputs, columns), Y' X
        length: (), |Y|^2 over all groups
    """

    square: Tensor
    mixed: Tensor
    length: Tensor
    has_offset: bool  # the last column is one of ones

    def solved(self, weight: Tensor, damping: float) -> Tensor:
        """The weights that come nearest, pulled towards those that are there. An offset is not pulled.

        Shapes:
            weight: (groups, outputs, columns), as what it returns
        """
        diagonal = self.square.diagonal(dim1=1, dim2=2)
        pull = (diagonal.mean(1, keepdim=True).clamp(min=1e-12) * damping).expand_as(diagonal).clone()
        if self.has_offset:
            pull[:, -1] = diagonal[:, -1] * 1e-9
        answer: Tensor = torch.linalg.solve(
            self.square + pull.diag_embed(), self.mixed + weight * pull[:, None], left=False
        )
        return answer

    def left(self, weight: Tensor) -> float:
        """The share of what is wanted that these weights do not give: |Y - X V'|^2 / |Y|^2."""
        given = ((weight @ self.square - 2 * self.mixed) * weight).sum()
        return float((self.length + given).clamp(min=0) / self.length.clamp(min=1e-12))


def normal_of(system: System, *, has_offset: bool) -> Normal:
    """What one batch says."""
    turned = system.inputs.transpose(1, 2)
    return Normal(
        (turned @ system.inputs).double(),
        (system.outputs.transpose(1, 2) @ system.inputs).double(),
        system.outputs.double().square().sum(),
        has_offset,
    )


def added(one: Normal | None, other: Normal) -> Normal:
    """The sums over two sets of rows; in place, as squares are large."""
    if one is None:
        return other
    one.square.add_(other.square)
    one.mixed.add_(other.mixed)
    one.length.add_(other.length)
    return one


def best_damping(solved_with: Normal, judged_by: Normal, weight: Tensor, dampings: Sequence[float] = DAMPINGS) -> float:
    """The damping whose answer to some rows leaves least of others."""
    return min(dampings, key=lambda damping: judged_by.left(solved_with.solved(weight, damping)))
