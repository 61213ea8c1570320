"""Chooses, among the players that run, the one that a gesture is most likely meant for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Playback

# A proxy that repeats another player under its own name; commanding both would undo every command.
PROXIES = frozenset({"playerctld"})

# Browsers announce every noise on a page as a player, so a dedicated player that plays goes first.
BROWSERS = (
    *("firefox", "librewolf", "chrom", "google-chrome", "brave", "edge", "msedge", "vivaldi", "opera", "epiphany"),
    "plasma-browser",
)

_URGENCY = {Playback.PLAYING: 0, Playback.PAUSED: 1, Playback.STOPPED: 2, Playback.UNKNOWN: 2}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which players may be chosen; names are short ones, those on a D-Bus without the common prefix."""

    name: str | None = None  # only this one
    pinned: str | None = None  # this one whenever it runs
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One player that runs."""

    name: str  # short; on a D-Bus without the common prefix
    title: str
    pid: int
    playback: Playback
    song: str | None = None
    last_seen_playing: int = 0  # higher is later

    @property
    def is_browser(self) -> bool:
        """Whether it is a web browser."""
        return self.name.lower().startswith(BROWSERS)


def read_wish(request: PlayerRequest) -> Wish:
    """Understand `KIND:NAME` and the options `pin` and `ignore` (names with commas between them)."""
    _, _, name = request.spec.partition(":")
    ignored = (part.strip() for part in request.options.get("ignore", "").split(","))
    return Wish(name or None, request.options.get("pin") or None, tuple(part for part in ignored if part))


def is_called(name: str, wanted: str) -> bool:
    """Whether a name on the bus is the wanted one or an instance of it: vlc, vlc.instance4711."""
    return name.lower() == wanted.lower() or name.lower().startswith(f"{wanted.lower()}.")


def allowed(names: Iterable[str], wish: Wish) -> tuple[str, ...]:
    """The names that a wish leaves; a pinned player excludes the others while it runs."""
    running = [name for name in names if name not in PROXIES]
    if wish.name is not None:
        return tuple(name for name in running if is_called(name, wish.name))
    pinned = tuple(name for name in running if wish.pinned is not None and is_called(name, wish.pinned))
    return pinned or tuple(name for name in running if not any(is_called(name, other) for other in wish.ignored))


def without_twins(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """One candidate per player: VLC owns two names on two connections, but it is one process with one title."""
    by_player: dict[tuple[int, str], Candidate] = {}
    for candidate in sorted(candidates, key=lambda one: (len(one.name), one.name)):
        by_player.setdefault((candidate.pid, candidate.title), candidate)
    return tuple(by_player.values())


def best(candidates: Sequence[Candidate]) -> Candidate:
    """Playing before paused before stopped, dedicated players before browsers, then whatever played last."""
    return min(candidates, key=_rank)


def _rank(candidate: Candidate) -> tuple[int, bool, int, str]:
    return _URGENCY[candidate.playback], candidate.is_browser, -candidate.last_seen_playing, candidate.name
