"""Remembers volumes for players that have one but know no mute."""

from __future__ import annotations

from gesture_app.core.amounts import FULL_VOLUME, wanted_volume
from gesture_app.core.types import Command, Order


class VolumeMemory:
    """Turns volume orders and mute into the volume to write; mute is a volume of 0 that remembers the one before."""

    def __init__(self) -> None:
        self._written: float | None = None
        self._before_mute = FULL_VOLUME

    def known(self, volume: float | None) -> float | None:
        """The volume a player reports, or None where a 0 says nothing: VLC reports it while it has no sound output."""
        return None if volume == 0 and self._written != 0 else volume

    def next_volume(self, order: Order, volume: float | None) -> float:
        """What to write for an order, given the volume that is known now; counts as written."""
        self._written = self._choose(order, volume)
        return self._written

    def forget(self) -> None:
        """Another player has been chosen."""
        self._written = None
        self._before_mute = FULL_VOLUME

    def _choose(self, order: Order, volume: float | None) -> float:
        if order.command is Command.MUTE:
            if not volume:
                return self._before_mute
            self._before_mute = volume
            return 0.0
        is_muted = volume == 0
        if order.command is Command.VOLUME_UP and is_muted:
            return wanted_volume(order, self._before_mute)
        return wanted_volume(order, volume or 0.0)
