from __future__ import annotations

from gesture_app.core.types import Command, Order
from gesture_app.players._volume_memory import VolumeMemory

MUTE, UP, DOWN = Order(Command.MUTE), Order(Command.VOLUME_UP, 0.1), Order(Command.VOLUME_DOWN, 0.3)


def test_mute_goes_to_zero_and_back():
    volumes = VolumeMemory()
    assert volumes.next_volume(MUTE, 0.7) == 0.0
    assert volumes.next_volume(MUTE, 0.0) == 0.7


def test_louder_while_muted_goes_on_from_the_volume_before():
    volumes = VolumeMemory()
    volumes.next_volume(MUTE, 0.5)
    assert volumes.next_volume(UP, 0.0) == 0.6


def test_a_zero_is_known_only_if_it_was_written_here():
    volumes = VolumeMemory()
    assert volumes.known(0.0) is None
    volumes.next_volume(DOWN, 0.2)
    assert volumes.known(0.0) == 0.0
    volumes.forget()
    assert volumes.known(0.0) is None
    assert volumes.known(0.4) == 0.4
