"""Two networks layer by layer, as `gesture-train layers` tells of them: what is left of each layer, what it takes."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any

from gesture_app.core.errors import LabError
from gesture_app.core.paths import models_folder

MODEL_FILE = "model.onnx"  # in the folder of a network
MODULE = "training"  # whose command reads networks, in a process of its own
_NOISE = 0.02  # what differs by no more is the same
_NOTICED = 0.005  # share of all time below which a layer's time says nothing


class Quantity(Enum):
    """What is told of a layer."""

    CHANNELS = "channels"
    PARAMS = "params"
    MACS = "macs"
    TIME = "time_ms"


class Shown(Enum):
    """Which layers are shown."""

    WEIGHTED = "weighted"  # those that multiply
    ALL = "all"
    CHANGED = "changed"
    NOT_FASTER = "not_faster"
    LONE = "lone"  # of one network only


@dataclass(frozen=True, slots=True)
class LayersWish:
    """Two networks that shall be put beside each other."""

    left: Path
    right: Path

    @property
    def arguments(self) -> tuple[str, ...]:
        """What `gesture-train` is asked for."""
        return ("layers", str(self.left), "--against", str(self.right), "--json")

    @property
    def command(self) -> str:
        """The same as a table, to be copied into a terminal."""
        return shlex.join(("gesture-train", "layers", told_name(self.left), "--against", told_name(self.right)))


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """One layer of one network."""

    name: str
    operator: str
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    channels: int
    spatial: tuple[int, ...]
    params: int
    macs: int
    group: int | None  # of coupled channels, which can only go together
    touches: tuple[int, ...]  # the groups it reads or passes on
    time_ms: float | None

    def value(self, quantity: Quantity) -> float | None:
        """One of its figures; None where it was not measured."""
        figure: float | None = getattr(self, quantity.value)
        return figure

    @property
    def is_weighted(self) -> bool:
        """Whether it multiplies anything."""
        return bool(self.params or self.macs)


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """One of the two networks as a whole."""

    file: Path
    inputs: Mapping[str, tuple[int, ...]]
    params: int
    macs: int
    channels: int  # of all layers that multiply
    time_ms: float | None  # of all layers together
    groups: Mapping[int, int]  # channels of each group
    groups_fault: str  # why nothing is known of them

    def value(self, quantity: Quantity) -> float | None:
        """One of its figures; None where it was not measured."""
        figure: float | None = getattr(self, quantity.value)
        return figure


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A layer of the first network beside the one that takes its place in the second; one of them may be missing."""

    place: int  # in the order of the first network
    left: LayerFigures | None
    right: LayerFigures | None

    @property
    def named(self) -> LayerFigures:
        """The one that gives the row its name."""
        found = self.left or self.right
        assert found is not None
        return found

    @property
    def group(self) -> int | None:
        """The group of the first network that its channels belong to."""
        return self.left.group if self.left else None

    def carries(self, group: int | None) -> bool:
        """Whether channels of a group of the first network flow through it."""
        return group is not None and self.left is not None and (group == self.left.group or group in self.left.touches)

    def values(self, quantity: Quantity) -> tuple[float | None, float | None]:
        """A figure in both networks; None where it is not there."""
        left, right = (layer.value(quantity) if layer else None for layer in (self.left, self.right))
        return left, right

    def saved(self, quantity: Quantity) -> float:
        """How much less of it the second network has; all of it where the layer is gone."""
        left, right = self.values(quantity)
        return (left or 0.0) - (right or 0.0)

    @property
    def is_changed(self) -> bool:
        """Whether it differs in anything but its time."""
        counted = (Quantity.CHANNELS, Quantity.PARAMS, Quantity.MACS)
        return any(left != right for left, right in map(self.values, counted))


@dataclass(frozen=True, slots=True)
class LayerDiff:
    """Two networks beside each other."""

    left: NetworkFigures
    right: NetworkFigures
    rows: tuple[LayerRow, ...]
    runs: int  # over which a time is the median
    threads: int

    def largest(self, quantity: Quantity) -> float:
        """The largest figure of any layer that multiplies, so that all bars are to one scale; more than nothing."""
        values = [value for row in self.rows if row.named.is_weighted for value in row.values(quantity) if value]
        return max(values, default=1.0)

    def not_faster(self) -> list[LayerRow]:
        """Layers that multiply less and take as long all the same, the worst first."""
        least_ms = _NOTICED * max(self.left.time_ms or 0.0, self.right.time_ms or 0.0)
        found = [row for row in self.rows if _is_not_faster(row, least_ms)]
        return sorted(found, key=lambda row: row.saved(Quantity.TIME))

    def shown(self, choice: Shown, words: Sequence[str]) -> list[LayerRow]:
        """The rows of a choice in whose names every word occurs.

        Args:
            words: In small letters.
        """
        rows: Sequence[LayerRow] = self.not_faster() if choice is Shown.NOT_FASTER else self.rows
        return [row for row in rows if _is_chosen(row, choice) and all(word in _text(row) for word in words)]


def told_name(file: Path) -> str:
    """What `gesture-train` knows a network by: its name, if it came with the app, else its path."""
    return file.parent.name if file.parent.parent == models_folder() and file.name == MODEL_FILE else str(file)


def read_diff(printed: str) -> LayerDiff:
    """What `gesture-train layers --against --json` printed.

    Raises:
        LabError: It printed something else.
    """
    try:
        told = json.loads(printed)
        left, right = told["networks"]
        layers = [[_layer(facts) for facts in network["layers"]] for network in (left, right)]
        rows = tuple(
            LayerRow(place, *(None if at is None else layers[turn][at] for turn, at in enumerate(pair)))
            for place, pair in enumerate(told["pairs"])
        )
        networks = (_network(left, layers[0]), _network(right, layers[1]))
        return LayerDiff(*networks, rows, int(told["runs"]), int(told["threads"]))
    except (ValueError, KeyError, TypeError, IndexError):
        raise LabError("The layers could not be read; run the command in a terminal to see why.") from None


def _layer(facts: Mapping[str, Any]) -> LayerFigures:
    values: dict[str, Any] = {field.name: facts[field.name] for field in fields(LayerFigures)}
    lists: dict[str, Any] = {name: tuple(values[name]) for name in ("kernel", "stride", "spatial", "touches")}
    return LayerFigures(**(values | lists))


def _network(facts: Mapping[str, Any], layers: Sequence[LayerFigures]) -> NetworkFigures:
    return NetworkFigures(
        file=Path(facts["file"]),
        inputs={name: tuple(shape) for name, shape in facts["inputs"].items()},
        params=int(facts["params"]),
        macs=int(facts["macs"]),
        channels=sum(layer.channels for layer in layers if layer.is_weighted),
        time_ms=facts["time_ms"],
        groups={int(number): int(channels) for number, channels in facts["groups"].items()},
        groups_fault=str(facts["groups_fault"]),
    )


def _is_chosen(row: LayerRow, choice: Shown) -> bool:
    match choice:
        case Shown.WEIGHTED:
            return row.named.is_weighted
        case Shown.CHANGED:
            return row.is_changed
        case Shown.LONE:
            return row.left is None or row.right is None
    return True


def _is_not_faster(row: LayerRow, least_ms: float) -> bool:
    left, right = row.values(Quantity.TIME)
    macs, macs_left = row.values(Quantity.MACS)
    if left is None or right is None or not macs or macs_left is None:
        return False
    return macs_left < (1 - _NOISE) * macs and right >= (1 - _NOISE) * left and right >= least_ms


def _text(row: LayerRow) -> str:
    names = " ".join(f"{layer.name} {layer.operator}" for layer in (row.left, row.right) if layer)
    return names.casefold()
