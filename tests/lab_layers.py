"""What `gesture-train layers --against --json` prints, made up for the tests of the lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_LAYER = {"operator": "Conv", "kernel": [3, 3], "stride": [1, 1], "inputs": 3, "channels": 8, "spatial": [32, 52],
          "params": 0, "macs": 0, "group": None, "touches": [], "time_ms": 0.1}  # fmt: skip


def layer(name: str, **changes: Any) -> dict[str, Any]:
    """One layer."""
    return _LAYER | {"name": name} | changes


def network(*layers: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """One network; its figures are the sums of its layers'."""
    groups = {str(one["group"]): one["channels"] for one in layers if one["group"] is not None}
    sums = {name: sum(one[name] or 0 for one in layers) for name in ("params", "macs", "time_ms")}
    return {"inputs": {"x": [1, 3, 32, 52]}, "rest_ms": 0.0, "groups": groups, "groups_fault": "",
            "layers": list(layers), **sums, **changes}  # fmt: skip


def diff(left: Mapping[str, Any], right: Mapping[str, Any], pairs: Sequence[Sequence[int | None]]) -> dict[str, Any]:
    """Two networks side by side."""
    files = ({"file": "left.onnx"}, {"file": "right.onnx"})
    networks = [file | dict(one) for file, one in zip(files, (left, right), strict=True)]
    return {"runs": 30, "threads": 2, "networks": networks, "pairs": [list(pair) for pair in pairs]}


def deep(count: int) -> dict[str, Any]:
    """Two networks of many layers, the second half as wide."""
    left = [
        layer(f"block.{n}.conv", channels=64, params=900, macs=9000, time_ms=0.2, group=n + 1) for n in range(count)
    ]
    right = [one | {"channels": 32, "params": 300, "macs": 3000, "time_ms": 0.1} for one in left]
    return diff(network(*left), network(*right), [[n, n] for n in range(count)])
