"""Two networks layer by layer as a table in a file, for a spreadsheet."""

from __future__ import annotations

import csv
import io

from gesture_app.core.lab.layers import LayerDiff, LayerFigures, LayerRow, Quantity

_HEAD = ("place", "layer", "layer of the other", "operator", "kernel", "stride", "group")


def layers_csv(diff: LayerDiff) -> str:
    """Comma-separated values: one line for each layer, every figure in both networks, empty where it is not there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    sides = (diff.left.file, diff.right.file)
    writer.writerow((*_HEAD, *(f"{quantity.value} of {side}" for quantity in Quantity for side in sides)))
    for row in diff.rows:
        writer.writerow((*_names(row), *(value for quantity in Quantity for value in row.values(quantity))))
    return text.getvalue()


def _names(row: LayerRow) -> tuple[object, ...]:
    layer = row.named
    return (row.place, _name(row.left), _name(row.right), layer.operator, _sizes(layer.kernel), _sizes(layer.stride),
            row.group)  # fmt: skip


def _name(layer: LayerFigures | None) -> str | None:
    return layer.name if layer else None


def _sizes(sizes: tuple[int, ...]) -> str:
    return "x".join(map(str, sizes))
