"""What several seeds say together is Student's."""

from __future__ import annotations

import pytest

from training.interval import interval


def test_an_interval_is_students() -> None:
    found = interval([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.half == pytest.approx(4.303 / 3**0.5)


def test_one_value_has_no_interval() -> None:
    assert interval([5.0]).half is None


def test_between_two_rows_of_the_table_the_wider_is_taken() -> None:
    many = [0.0, 1.0] * 25  # 49 degrees of freedom; the table has 30 and 60
    deviation = (50 * 0.25 / 49) ** 0.5
    assert interval(many).half == pytest.approx(2.042 * deviation / 50**0.5)
