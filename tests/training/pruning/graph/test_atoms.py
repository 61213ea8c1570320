"""Sets of atoms grow, and stay frozen once they are."""

from __future__ import annotations

import numpy as np

from training.pruning.graph.atoms import Atoms, Axis, joined


def test_what_is_joined_has_one_root() -> None:
    atoms = Atoms()
    a, b = atoms.fresh(3), atoms.fresh(3)
    atoms.join(a, b)
    assert atoms.roots(a).tolist() == atoms.roots(b).tolist()
    assert len(set(atoms.roots(a).tolist())) == 3


def test_frost_spreads_through_a_set_whenever_it_comes() -> None:
    atoms = Atoms()
    a, b, c = atoms.fresh(2), atoms.fresh(2), atoms.fresh(2)
    atoms.join(a, b)
    atoms.freeze([int(a[0])], "an output")
    atoms.join(c, b)
    assert atoms.are_frozen(c).tolist() == [True, False]
    assert atoms.reason(int(c[0])) == "an output"
    assert atoms.reason(int(c[1])) is None


def test_the_first_reason_is_the_one_that_is_told() -> None:
    atoms = Atoms()
    a = atoms.fresh(1)
    atoms.freeze(a.tolist(), "first")
    atoms.freeze(a.tolist(), "second")
    assert atoms.reason(int(a[0])) == "first"


def test_axes_lie_one_after_the_other() -> None:
    one, other = (Axis(np.arange(at, at + 2), np.array([True, False])) for at in (0, 5))
    both = joined([one, other])
    assert both.atoms.tolist() == [0, 1, 5, 6]
    assert both.silent.tolist() == [True, False, True, False]
    assert both.take(np.array([3, 0])).atoms.tolist() == [6, 0]
    assert not both.loud().silent.any()
