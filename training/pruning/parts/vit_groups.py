"""The weights of a transformer that belong together: those of an attention head, and those of an MLP unit.

Where all of a group are zero the head or unit gives nothing to the network and could be cut out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.parts.shrink import Soften

# The suite's own names, then timm's.
ATTENTION = (("qkv", "out", "heads"), ("qkv", "proj", "num_heads"))
MLP = (("up", "down"), ("fc1", "fc2"))


class Groups(Protocol):
    """All groups of one kind in one block."""

    @property
    def size(self) -> int:
        """How many weights are in each."""

    def norms(self) -> Tensor:
        """The length of each. Shapes: (groups,)."""

    def scale(self, factors: Tensor) -> None:
        """Multiply the weights of each. Shapes: (groups,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """The heads of an attention: their rows of the queries, keys and values, and their columns of the way out."""

    qkv: nn.Linear  # (3 * heads * side, hidden)
    out: nn.Linear  # (hidden, heads * side)
    count: int

    @property
    def size(self) -> int:
        """How many weights are in each head."""
        return (self.qkv.weight.numel() + self.out.weight.numel()) // self.count

    def norms(self) -> Tensor:
        """The length of each head. Shapes: (heads,)."""
        rows, columns = self._views()
        return (rows.square().sum((0, 2)) + columns.square().sum((0, 2))).sqrt()

    def scale(self, factors: Tensor) -> None:
        """Multiply the weights of each head. Shapes: (heads,)."""
        for view in self._views():
            view.mul_(factors[None, :, None])

    def _views(self) -> tuple[Tensor, Tensor]:
        """Shapes: (3, heads, side * hidden), (hidden, heads, side)."""
        rows, columns = self.qkv.weight.data, self.out.weight.data
        return rows.view(3, self.count, -1), columns.view(len(columns), self.count, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units of an MLP: the row that fills each and the column that it is read by."""

    up: nn.Linear  # (units, hidden)
    down: nn.Linear  # (hidden, units)

    @property
    def size(self) -> int:
        """How many weights are in each unit."""
        return self.up.in_features + self.down.out_features

    def norms(self) -> Tensor:
        """The length of each unit. Shapes: (units,)."""
        return (self.up.weight.detach().square().sum(1) + self.down.weight.detach().square().sum(0)).sqrt()

    def scale(self, factors: Tensor) -> None:
        """Multiply the weights of each unit. Shapes: (units,)."""
        self.up.weight.data.mul_(factors[:, None])
        self.down.weight.data.mul_(factors[None, :])


def heads_of(network: nn.Module) -> list[Heads]:
    """The heads of every attention that has its parts under the names the suite or timm gives them."""
    found: list[Heads] = []
    for module, names in ((module, names) for module in network.modules() for names in ATTENTION):
        qkv, out, count = (getattr(module, name, None) for name in names)
        if isinstance(qkv, nn.Linear) and isinstance(out, nn.Linear) and isinstance(count, int):
            found.append(Heads(qkv, out, count))
    return found


def units_of(network: nn.Module) -> list[Units]:
    """The units of every MLP that has its layers under the names the suite or timm gives them."""
    found: list[Units] = []
    for module, names in ((module, names) for module in network.modules() for names in MLP):
        up, down = (getattr(module, name, None) for name in names)
        if isinstance(up, nn.Linear) and isinstance(down, nn.Linear):
            found.append(Units(up, down))
    return found


def groups_of(network: nn.Module) -> list[Groups]:
    """All heads and units of a network.

    Raises:
        RecipeError: It has no heads or no units that could be told.
    """
    heads, units = heads_of(network), units_of(network)
    if not heads or not units:
        raise RecipeError("The network has no attention heads or no MLP units that could be told by their names.")
    return [*heads, *units]


def soften_groups(groups: Sequence[Groups]) -> Soften:
    """Every group as one: all its weights shrink by the same factor, to zero at once (group lasso)."""

    def soften(threshold: float) -> None:
        for block in groups:
            norms = block.norms().clamp_min(1e-12)  # a group that is zero stays so
            block.scale((1 - threshold * block.size**0.5 / norms).clamp_min(0))

    return soften


def share_alive(groups: Sequence[Groups]) -> float:
    """The share of the groups that are not all zero."""
    alive = [block.norms() > 0 for block in groups]
    return sum(int(block.sum()) for block in alive) / sum(block.numel() for block in alive)
