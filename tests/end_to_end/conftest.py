"""What the end-to-end tests share."""

from __future__ import annotations

from tests.players.conftest import bus_address
from tests.players.real_players import real_vlc

__all__ = ["bus_address", "real_vlc"]
