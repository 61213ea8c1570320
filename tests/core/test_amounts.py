from __future__ import annotations

import pytest

from gesture_app.core.amounts import wanted_move_s, wanted_volume
from gesture_app.core.types import Command, Order, PlayerState


@pytest.mark.parametrize(
    ("order", "volume", "wanted"),
    [
        pytest.param(Order(Command.VOLUME_UP), 0.5, 0.55, id="up by the usual step"),
        pytest.param(Order(Command.VOLUME_UP, 0.2), 0.95, 1.0, id="up to full and no further"),
        pytest.param(Order(Command.VOLUME_UP), 1.2, 1.2, id="up never cuts a boosted volume"),
        pytest.param(Order(Command.VOLUME_DOWN, 0.1), 0.05, 0.0, id="down to nothing"),
        pytest.param(Order(Command.SET_VOLUME, 1.7), 0.5, 1.0, id="set within the range"),
    ],
)
def test_a_volume_order_ends_where_it_should(order, volume, wanted):
    assert wanted_volume(order, volume) == pytest.approx(wanted)


def test_a_volume_cannot_be_set_without_an_amount():
    with pytest.raises(ValueError, match="with its amount"):
        wanted_volume(Order(Command.SET_VOLUME), 0.5)


@pytest.mark.parametrize(
    ("order", "position_s", "length_s", "move_s"),
    [
        pytest.param(Order(Command.SEEK_FORWARD), 20, 100, 10, id="forward by the usual step"),
        pytest.param(Order(Command.SEEK_FORWARD, 30), 80, 100, 17, id="stops three seconds before the end"),
        pytest.param(Order(Command.SEEK_FORWARD, 30), 99.5, 100, 0, id="stays where it is at the end"),
        pytest.param(Order(Command.SEEK_FORWARD, 30), 80, None, 30, id="goes as far as asked in a live stream"),
        pytest.param(Order(Command.SEEK_BACK, 30), 20, 100, -20, id="back to the beginning and no further"),
        pytest.param(Order(Command.SEEK_BACK, 30), None, None, -30, id="as far as asked from an unknown place"),
    ],
)
def test_a_seek_stays_in_its_track(order, position_s, length_s, move_s):
    assert wanted_move_s(order, PlayerState(position_s=position_s, length_s=length_s)) == move_s


def test_only_a_seek_order_moves():
    with pytest.raises(ValueError, match="expected a seek order"):
        wanted_move_s(Order(Command.PAUSE), PlayerState())
