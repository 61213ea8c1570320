"""Budgets add up, go where the damage is, and what is refused is made up for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.pruning.language.conflicts import accept_all
from training.pruning.language.selection import Budget, Item, Order, SelectionRequest, allocate, select

ITEMS = [Item(0, 0.3 + place / 100, 10) for place in range(10)] + [Item(1, 0.1, 10) for _ in range(10)]


def chosen(reports):
    return [item for report in reports for item in report.chosen]


def test_the_largest_remainders_get_what_is_left():
    assert allocate(10, [0.55, 0.25, 0.2], [10, 10, 10]) == [6, 2, 2]
    assert allocate(3, [1.0, 1.0], [9, 9]) == [2, 1]


def test_what_a_cluster_cannot_use_goes_to_the_others():
    assert allocate(10, [9.0, 1.0, 1.0], [2, 20, 20]) == [2, 4, 4]
    assert allocate(10, [0.0, 0.0], [3, 3]) == [3, 3]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.floats(0, 10), st.integers(0, 30)), min_size=1, max_size=8),
)
def test_budgets_add_up_and_none_is_exceeded(count, clusters):
    weights, most = zip(*clusters, strict=True)
    given_ = allocate(count, weights, most)
    assert sum(given_) == min(count, sum(most))
    assert all(0 <= one <= limit for one, limit in zip(given_, most, strict=True))


def test_most_comes_from_where_the_damage_is_and_the_most_efficient_first():
    reports = select(ITEMS, SelectionRequest(8), accept_all)
    assert [report.budget for report in reports] == [6, 2]
    assert reports[0].chosen == (9, 8, 7, 6, 5, 4)
    assert reports[0].damage == pytest.approx(0.345)


def test_budgets_can_go_by_size_and_the_order_by_chance():
    request = SelectionRequest(8, Budget.SIZE, Order.RANDOM, seed=1)
    reports = select(ITEMS, request, accept_all)
    assert [len(report.chosen) for report in reports] == [4, 4]
    assert chosen(reports) == chosen(select(ITEMS, request, accept_all))
    other = SelectionRequest(8, Budget.SIZE, Order.RANDOM, seed=2)
    assert chosen(reports) != chosen(select(ITEMS, other, accept_all))


def test_cost_grows_with_the_square_of_the_length():
    assert Item(0, 0.5, 10).efficiency == pytest.approx(0.5 / math.log(100))
    assert Item(0, 0.5, 100).efficiency < Item(0, 0.5, 10).efficiency
    assert math.isfinite(Item(0, 0.5, 0).efficiency)


def test_what_is_refused_is_made_up_for_first_in_its_own_cluster():
    reports = select(ITEMS, SelectionRequest(8), lambda item: item % 2 == 0)
    assert [len(report.chosen) for report in reports] == [5, 3]  # the first cluster has no more than five
    assert all(item % 2 == 0 for item in chosen(reports))
    assert reports[0].refused == (9, 7, 5, 3, 1)


def test_a_filter_that_refuses_everything_ends_the_search():
    reports = select(ITEMS, SelectionRequest(8), lambda _: False)
    assert chosen(reports) == []
    assert sum(len(report.refused) for report in reports) == len(ITEMS)


def test_more_than_there_is_cannot_be_chosen():
    assert sorted(chosen(select(ITEMS, SelectionRequest(99), accept_all))) == list(range(20))
