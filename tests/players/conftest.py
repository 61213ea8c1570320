"""What the tests of players share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.players.private_bus import private_bus
from tests.players.real_players import real_mpv, real_vlc


@pytest.fixture(scope="session")
def bus_address() -> Iterator[str]:
    """Address of a D-Bus daemon of the tests' own."""
    with tempfile.TemporaryDirectory(prefix="bus-") as folder, private_bus(Path(folder)) as address:
        yield address


__all__ = ["real_mpv", "real_vlc"]
