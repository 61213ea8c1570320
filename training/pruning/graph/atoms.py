"""Which indices stand or fall together: sets of atoms that grow by union.

Every index along every axis of every tensor has an atom. What an operator ties together becomes one set, so that a
mask that is set on one index has reached all that depend on it; the order in which operators are asked does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Atoms:
    """All atoms of one network, joined into sets; a set may be frozen, with the reason for it."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._reasons: dict[int, str] = {}  # by root

    def fresh(self, count: int) -> Indices:
        """So many new atoms, each its own set."""
        start = len(self._parents)
        self._parents.extend(range(start, start + count))
        return np.arange(start, start + count)

    def root(self, atom: int) -> int:
        """The atom that stands for a set."""
        parents = self._parents
        while parents[atom] != atom:
            parents[atom] = parents[parents[atom]]
            atom = parents[atom]
        return atom

    def roots(self, atoms: Indices) -> Indices:
        """The same for many."""
        return np.array([self.root(atom) for atom in atoms.ravel().tolist()], np.int64).reshape(atoms.shape)

    def join(self, left: Indices, right: Indices) -> None:
        """Make one set of each pair; what is frozen stays so."""
        for one, other in zip(left.ravel().tolist(), right.ravel().tolist(), strict=True):
            a, b = self.root(one), self.root(other)
            if a == b:
                continue
            self._parents[b] = a
            reason = self._reasons.pop(b, None)
            if reason is not None:
                self._reasons.setdefault(a, reason)

    def freeze(self, atoms: Iterable[int], reason: str) -> None:
        """Keep the sets of these atoms for ever; the first reason is the one that is told."""
        for atom in atoms:
            self._reasons.setdefault(self.root(int(atom)), reason)

    def reason(self, atom: int) -> str | None:
        """Why an atom is frozen; None if it is not."""
        return self._reasons.get(self.root(int(atom)))

    def are_frozen(self, atoms: Indices) -> Flags:
        """True where an atom cannot go."""
        return np.array([self.root(atom) in self._reasons for atom in atoms.ravel().tolist()], np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One axis of a tensor.

    Shapes:
        atoms: (size,)
        silent: (size,), True where the tensor is zero at an index whose atom is masked in all parameters
    """

    atoms: Indices
    silent: Flags

    def __len__(self) -> int:
        return len(self.atoms)

    def take(self, positions: Indices) -> Axis:
        """Some indices, in another order or several times."""
        return Axis(self.atoms[positions], self.silent[positions])

    def loud(self) -> Axis:
        """The same axis of a tensor that is not zero where this one is."""
        return Axis(self.atoms, np.zeros(len(self), np.bool_))


Axes = tuple[Axis, ...]


def joined(axes: Iterable[Axis]) -> Axis:
    """One axis after the other."""
    parts = list(axes)
    return Axis(np.concatenate([part.atoms for part in parts]), np.concatenate([part.silent for part in parts]))
