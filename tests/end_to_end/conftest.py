"""What the end-to-end tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.players.conftest import bus_address
from tests.players.real_players import real_vlc

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder: hands are shown in real time, and whole apps look at them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("alone")


__all__ = ["bus_address", "real_vlc"]
