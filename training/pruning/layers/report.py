"""What is told of one network, or of two beside each other: as plain values, and as a table for a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.pruning.layers.align import Pair
from training.pruning.layers.layer import Layer
from training.pruning.layers.read import Reading
from training.pruning.layers.timing import Times

_NOTHING = "-"
_NAME, _OPERATOR, _FIGURE = 36, 10, 26  # widths of columns


@dataclass(frozen=True, slots=True)
class Network:
    """One network, ready to be told of."""

    file: str
    layers: tuple[Layer, ...]
    inputs: Mapping[str, tuple[int, ...]]
    groups: Mapping[int, int]
    groups_fault: str
    rest_ms: float | None  # of operators that belong to no layer; None: not measured

    @property
    def time_ms(self) -> float | None:
        """All operators together; None: not measured."""
        return None if self.rest_ms is None else sum(layer.time_ms or 0.0 for layer in self.layers) + self.rest_ms

    def facts(self) -> dict[str, object]:
        """As plain values."""
        return {
            "file": self.file,
            "inputs": {name: list(shape) for name, shape in self.inputs.items()},
            "params": sum(layer.params for layer in self.layers),
            "macs": sum(layer.macs for layer in self.layers),
            "time_ms": self.time_ms,
            "rest_ms": self.rest_ms,
            "groups": {str(number): channels for number, channels in self.groups.items()},
            "groups_fault": self.groups_fault,
            "layers": [layer.facts() for layer in self.layers],
        }


def network_of(reading: Reading, times: Times | None) -> Network:
    """What is told of a file."""
    layers = reading.layers
    if times is not None:
        layers = tuple(
            dataclasses.replace(layer, time_ms=round(time_ms, 4))
            for layer, time_ms in zip(layers, times.layers, strict=True)
        )
    rest_ms = None if times is None else round(times.rest_ms, 4)
    return Network(str(reading.path), layers, reading.sizes, reading.groups, reading.groups_fault, rest_ms)


def text_of(networks: Sequence[Network], pairs: Sequence[Pair]) -> str:
    """A table, one layer a line, with both figures where there are two networks."""
    heads = ("channels", "params", "MACs", "ms")
    lines = [f"{'layer':<{_NAME}} {'operator':<{_OPERATOR}} group" + "".join(f"{head:>{_FIGURE}}" for head in heads)]
    for places in pairs:
        both = zip(networks, places, strict=False)  # one network stands in both places
        lines.append(_line([None if place is None else network.layers[place] for network, place in both]))
    for network in networks:
        lines.append(f"{network.file}: {_total(network)}")
        if network.groups_fault:
            lines.append(f"no groups: {network.groups_fault}")
    return "\n".join(lines) + "\n"


def _line(found: Sequence[Layer | None]) -> str:
    named = next(layer for layer in found if layer is not None)
    figures = (
        [None if layer is None else f"{layer.channels}" for layer in found],
        [None if layer is None else f"{layer.params:,}" for layer in found],
        [None if layer is None else f"{layer.macs:,}" for layer in found],
        [None if layer is None or layer.time_ms is None else f"{layer.time_ms:.3f}" for layer in found],
    )
    cells = "".join(f"{' > '.join(value or _NOTHING for value in values):>{_FIGURE}}" for values in figures)
    return f"{named.name:<{_NAME}} {named.operator:<{_OPERATOR}} {named.group or _NOTHING:>5}{cells}"


def _total(network: Network) -> str:
    params, macs = (sum(getattr(layer, name) for layer in network.layers) for name in ("params", "macs"))
    time = "" if network.time_ms is None else f", {network.time_ms:.2f} ms"
    return f"{len(network.layers)} layers, {params:,} parameters, {macs:,} MACs{time}"
