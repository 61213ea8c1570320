from __future__ import annotations

import pytest

from gesture_app.core.lab.look_times import BINS, histograms


def test_both_have_the_same_axis_and_their_own_middle() -> None:
    both = histograms([0.010] * 95 + [0.040] * 5, [0.020] * 100)
    assert both.a is not None
    assert both.b is not None
    assert both.end_ms == 50
    assert (both.a.p50_ms, both.b.p50_ms) == (pytest.approx(10), pytest.approx(20))
    assert both.b.p95_ms == pytest.approx(20)
    assert sum(both.a.shares) == pytest.approx(1)
    assert both.a.shares[BINS * 10 // 50] == pytest.approx(0.95)


def test_what_lies_beyond_the_axis_is_counted_at_its_end() -> None:
    both = histograms([0.001] * 999 + [5.0], [0.001])
    assert both.end_ms == 1
    assert both.a is not None
    assert sum(both.a.shares) == pytest.approx(1)


def test_one_that_has_not_looked_yet_has_none() -> None:
    assert histograms([], []).a is None
    both = histograms([0.003], [])
    assert (both.b, both.end_ms) == (None, 5)
