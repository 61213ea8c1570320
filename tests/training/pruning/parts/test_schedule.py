"""A ramp prunes when and how much it says, and is refused when it could not."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.parts.schedule import Ramp

CUBIC = Ramp(0.9, begin=0.0, end=1.0, every=1)


@pytest.mark.parametrize(("step", "sparsity"), [(0, 0.0), (25, 0.52), (50, 0.79), (75, 0.886), (100, 0.9)])
def test_the_cubic_is_that_of_the_paper(step, sparsity):
    assert CUBIC.at(step, 101) == pytest.approx(sparsity, abs=5e-3)


def test_it_prunes_at_its_times_and_at_its_end():
    ramp = Ramp(0.5, begin=0.2, end=0.75, every=20)
    assert [step for step in range(101) if ramp.at(step, 101) is not None] == [20, 40, 60, 75]
    assert ramp.at(75, 101) == 0.5


def test_linear_and_constant_do_what_they_are_called():
    assert Ramp(0.8, 0.0, 1.0, 1, "linear").at(50, 101) == pytest.approx(0.4)
    assert Ramp(0.8, 0.0, 1.0, 1, "constant").at(0, 101) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("ramp", "reason"),
    [
        pytest.param(Ramp(0.9, 0.15, 0.7, 100), "prunes less than 2 times", id="never fires in so few steps"),
        pytest.param(Ramp(0.9, 0.7, 0.15, 1), "runs from begin to end", id="ends before it begins"),
        pytest.param(Ramp(0.9, 0.1, 1.2, 1), "runs from begin to end", id="ends after the training"),
        pytest.param(Ramp(0.9, 0.1, 0.5, 0), "1 or more; got settings.every=0", id="no steps between"),
        pytest.param(Ramp(0.9, 0.1, 0.99, 1), "nothing recovers", id="ends when the learning rate is gone"),
        pytest.param(Ramp(0.9, 0.1, 0.5, 1, "square"), "no ramp 'square'; there are cubic", id="unknown shape"),
    ],
)
def test_a_ramp_that_would_not_do_what_it_says_is_refused(ramp, reason):
    with pytest.raises(RecipeError, match=reason):
        ramp.check(60, warmup=0.1)


def test_a_good_ramp_is_let_through():
    Ramp(0.9, 0.15, 0.7, 10).check(60, warmup=0.1)
