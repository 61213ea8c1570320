"""What is known of one layer of a network."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One operator with what is folded into it: its bias, batch norm, activation and quantization."""

    name: str  # different from every other's in the same network
    operator: str
    kernel: Sizes = ()
    stride: Sizes = ()
    inputs: int = 0  # channels
    channels: int = 0  # of its output
    spatial: Sizes = ()  # height and width of its output, or what else follows its channels
    params: int = 0
    macs: int = 0  # multiply-accumulates for one run
    group: int | None = None  # of coupled channels its output belongs to, from 1; None: they are never pruned
    touches: tuple[int, ...] = ()  # the groups whose channels it reads or passes on
    time_ms: float | None = None  # the median; None: not measured

    @property
    def area(self) -> int:
        """How many positions its output has."""
        return math.prod(self.spatial)

    def facts(self) -> dict[str, object]:
        """As plain values."""
        return asdict(self)


def unique_names(names: Iterable[str]) -> list[str]:
    """The same names, counted on where one comes again."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
