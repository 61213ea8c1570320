from __future__ import annotations

import math

import numpy as np
import pytest

from gesture_app.core.growth import HOUR_S, trend

RNG = np.random.default_rng(5)
TIMES_S = np.arange(600.0)


def test_a_straight_line_is_found_without_doubt():
    line = trend(TIMES_S, 200 + 3 * TIMES_S / HOUR_S)
    assert line.per_hour == pytest.approx(3.0)
    assert line.uncertainty == pytest.approx(0.0, abs=1e-6)
    assert line.rise == pytest.approx(0.5, abs=0.01)
    assert line.is_rising


def test_what_only_trembles_does_not_rise():
    rising = [trend(TIMES_S, 200 + RNG.normal(0, 2, TIMES_S.size)).is_rising for _ in range(200)]
    assert 0 <= np.mean(rising) < 0.06  # 2.5 % are expected above the interval


def test_the_true_slope_lies_within_the_uncertainty_as_often_as_promised():
    lines = [trend(TIMES_S, 10 * TIMES_S / HOUR_S + RNG.normal(0, 1, TIMES_S.size)) for _ in range(400)]
    hits = np.mean([abs(line.per_hour - 10) <= line.uncertainty for line in lines])
    assert 0.92 < hits < 0.98


def test_what_shrinks_does_not_rise():
    assert not trend(TIMES_S, -TIMES_S).is_rising


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_samples_say_nothing(count):
    line = trend(TIMES_S[:count], TIMES_S[:count])
    assert (line.per_hour, line.uncertainty, line.is_rising) == (0.0, math.inf, False)


def test_samples_of_one_moment_say_nothing():
    assert trend([5.0] * 10, list(range(10))).uncertainty == math.inf
