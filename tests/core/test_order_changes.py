from __future__ import annotations

import pytest

from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import compare_orders, orders_of
from gesture_app.core.types import Box, Command, Decision, Order, Phase


def moments(*orders: tuple[float, Command]) -> list[Moment]:
    """One moment for each order."""
    return [
        Moment(
            Sighting(at_s, (160, 90), ()),
            (Decision(at_s, 1, "palm", 0.9, Phase.FIRED, None, Order(command), 1.0, Box(0, 0, 9, 9)),),
            5.0,
        )
        for at_s, command in orders
    ]


def test_an_order_that_comes_a_little_later_is_the_same() -> None:
    changes = compare_orders(moments((1.0, Command.NEXT)), moments((1.3, Command.NEXT)))
    assert (changes.lost, changes.gained) == ((), ())
    assert changes.later_s == pytest.approx(0.3)
    assert len(changes.before) == len(changes.after) == 1


def test_what_is_missing_is_lost_and_what_is_more_is_gained() -> None:
    before = moments((1.0, Command.NEXT), (2.0, Command.MUTE))
    after = moments((1.0, Command.NEXT), (1.1, Command.NEXT), (5.0, Command.MUTE))
    changes = compare_orders(before, after)
    assert [decision.at_s for decision in changes.lost] == [2.0]
    assert [decision.at_s for decision in changes.gained] == [1.1, 5.0]


def test_only_orders_are_orders() -> None:
    silent = Moment(Sighting(1.0, (160, 90), ()), (), None)
    assert list(orders_of([silent, *moments((1.0, Command.NEXT))])) == list(moments((1.0, Command.NEXT))[0].decisions)
