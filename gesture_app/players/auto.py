"""The best way to reach a running player on this system: MPRIS, Windows media sessions or AppleScript."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest

BY_SYSTEM: Mapping[str, str] = {"linux": "mpris", "win32": "windows", "darwin": "macos"}
OTHERWISE = "media_keys"  # on a system that nobody thought of, keys may still work


def kind_here(system: str) -> PlayerKind:
    """The kind of player that fits a system, by its name in sys.platform."""
    module = importlib.import_module(f"gesture_app.players.{BY_SYSTEM.get(system, OTHERWISE)}")
    kind = module.KIND
    if not isinstance(kind, PlayerKind):
        raise TypeError(f"{module.__name__} must end in `KIND = PlayerKind(...)`.")
    return kind


def open_auto(request: PlayerRequest) -> Player:
    """Build the player that fits this system."""
    kind = kind_here(sys.platform)
    return kind.open(replace(request, spec=kind.name))


async def available() -> Sequence[PlayerInfo]:
    """One line that stands for all the others."""
    return (PlayerInfo("auto", "Automatic", "follows whatever plays"),)


KIND = PlayerKind(
    name="auto",
    title="Automatic",
    open=open_auto,
    available=available,
    can_verify=True,
)
