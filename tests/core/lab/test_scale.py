"""An axis holds all values, and its numbers are round."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.lab.scale import Scale, scale_of

NUMBERS = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)


@given(st.lists(NUMBERS, min_size=1, max_size=9))
def test_every_value_lies_inside(values):
    scale = scale_of(values)
    assert all(0 < scale.share(value) < 1 for value in values)


def test_without_values_there_is_still_a_scale():
    assert scale_of([]) == Scale(0.0, 1.0)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_are_round_few_and_inside(low, span, most):
    scale = Scale(low, low + span)
    ticks = scale.ticks(most)
    assert len(ticks) <= most + 1
    assert all(-1e-6 <= scale.share(tick) <= 1 + 1e-6 for tick in ticks)
    for first, second in itertools.pairwise(ticks):
        mantissa = (second - first) / 10 ** math.floor(math.log10(second - first) + 1e-9)
        assert min(abs(mantissa - round_one) for round_one in (1, 2, 5, 10)) < 1e-3


def test_ticks_of_an_ordinary_axis():
    assert Scale(3.2, 17.1).ticks(4) == [5.0, 10.0, 15.0]


def test_zooming_keeps_the_value_under_the_pointer():
    scale = Scale(0.0, 10.0).zoomed(0.5, 2.0)
    assert (scale.low, scale.high, scale.share(2.0)) == (1.0, 6.0, 0.2)
    assert Scale(0.0, 10.0).moved(0.1) == Scale(1.0, 11.0)
    assert Scale(2.0, 4.0).value(0.25) == pytest.approx(2.5)
