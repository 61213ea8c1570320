"""Operators that move, pick, repeat or join numbers, in torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import torch
from torch import Tensor
from torch.nn import functional

from training.pruning.graph.operators._operator import Attributes, Inputs, Operator, given, numbers, optional


def _concat(inputs: Inputs, attributes: Attributes) -> Tensor:
    return torch.cat([given(inputs, at) for at in range(len(inputs))], attributes["axis"])


def _split(inputs: Inputs, attributes: Attributes) -> Sequence[Tensor]:
    data, axis = given(inputs, 0), attributes.get("axis", 0)
    sizes = numbers(inputs, 1, attributes, "split")
    if sizes is None:
        return torch.split(data, -(-data.shape[axis] // attributes["num_outputs"]), axis)
    return torch.split(data, sizes, axis)


def _slice(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Backward cuts are turned round, since torch knows none."""
    data = given(inputs, 0)
    starts, ends = numbers(inputs, 1, attributes, "starts") or [], numbers(inputs, 2, attributes, "ends") or []
    axes = numbers(inputs, 3, attributes, "axes") or list(range(len(starts)))
    steps = numbers(inputs, 4, attributes, "steps") or [1] * len(starts)
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        cut = slice(start, None if step < 0 and end < -data.shape[axis] else end, step)
        picked = torch.arange(data.shape[axis])[torch.from_numpy(np.arange(data.shape[axis])[cut].copy())]
        data = data.index_select(axis, picked.to(data.device))
    return data


def _gather(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, index, axis = given(inputs, 0), given(inputs, 1), attributes.get("axis", 0) % given(inputs, 0).ndim
    picked = data.index_select(axis, (index.reshape(-1) % data.shape[axis]).to(data.device))
    return picked.reshape((*data.shape[:axis], *index.shape, *data.shape[axis + 1 :]))


def _reshape(inputs: Inputs, _attributes: Attributes) -> Tensor:
    data, wanted = given(inputs, 0), given(inputs, 1).tolist()
    return data.reshape([size or data.shape[axis] for axis, size in enumerate(wanted)])


def _flatten(inputs: Inputs, attributes: Attributes) -> Tensor:
    data = given(inputs, 0)
    axis = attributes.get("axis", 1) % (data.ndim + 1)
    return data.reshape(int(np.prod(data.shape[:axis])), -1)


def _squeeze(inputs: Inputs, attributes: Attributes) -> Tensor:
    axes = numbers(inputs, 1, attributes, "axes")
    return given(inputs, 0).squeeze() if axes is None else given(inputs, 0).squeeze(tuple(axes))


def _unsqueeze(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, axes = given(inputs, 0), numbers(inputs, 1, attributes, "axes") or []
    for axis in sorted(axis % (data.ndim + len(axes)) for axis in axes):
        data = data.unsqueeze(axis)
    return data


def _transpose(inputs: Inputs, attributes: Attributes) -> Tensor:
    data = given(inputs, 0)
    return data.permute(*attributes.get("perm", range(data.ndim)[::-1]))


def _pad(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, pads = given(inputs, 0), numbers(inputs, 1, attributes, "pads") or []
    value, rank = optional(inputs, 2), len(pads) // 2
    around = [pads[at] for axis in range(rank)[::-1] for at in (axis, rank + axis)]
    mode = {b"constant": "constant", b"reflect": "reflect", b"edge": "replicate"}[attributes.get("mode", b"constant")]
    if mode == "constant":
        fill = attributes.get("value", 0.0) if value is None else value.item()
        return functional.pad(data, around, value=fill)
    return functional.pad(data, around[: 2 * (data.ndim - 2)], mode=mode)


def _resize(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Enlarges by repeating pixels, or linearly."""
    data = given(inputs, 0)
    sizes, scales = optional(inputs, 3), optional(inputs, min(2, len(inputs) - 1))
    wanted: list[int] = []
    if sizes is not None:
        wanted = [int(size) for size in sizes.tolist()[2:]]
    elif scales is not None:
        wanted = [int(size * scale) for size, scale in zip(data.shape[2:], scales.tolist()[2:], strict=True)]
    if attributes.get("mode", b"nearest") == b"nearest":
        return functional.interpolate(data, wanted, mode="nearest")
    align = attributes.get("coordinate_transformation_mode") == b"align_corners"
    return functional.interpolate(data, wanted, mode="bilinear", align_corners=align)


def _expand(inputs: Inputs, _attributes: Attributes) -> Tensor:
    data = given(inputs, 0)
    return data.expand(np.broadcast_shapes(tuple(data.shape), given(inputs, 1).tolist()))


def _tile(inputs: Inputs, _attributes: Attributes) -> Tensor:
    return given(inputs, 0).tile(given(inputs, 1).tolist())


def _shape(inputs: Inputs, attributes: Attributes) -> Tensor:
    return torch.tensor(given(inputs, 0).shape[attributes.get("start", 0) : attributes.get("end")], dtype=torch.int64)


def _constant_of_shape(inputs: Inputs, attributes: Attributes) -> Tensor:
    value = attributes.get("value")
    filled = torch.zeros(1) if value is None else torch.from_numpy(onnx.numpy_helper.to_array(value).copy())
    return filled.expand(given(inputs, 0).tolist())


def _range(inputs: Inputs, _attributes: Attributes) -> Tensor:
    return torch.arange(*(given(inputs, position).item() for position in range(3)))


def _depth_to_space(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, block = given(inputs, 0), attributes["blocksize"]
    if attributes.get("mode", b"DCR") == b"CRD":
        return functional.pixel_shuffle(data, block)
    batch, channels, height, width = data.shape
    pixels = data.reshape(batch, block, block, channels // block**2, height, width).permute(0, 3, 4, 1, 5, 2)
    return pixels.reshape(batch, channels // block**2, height * block, width * block)


OPERATORS: Mapping[str, Operator] = {
    "Concat": _concat,
    "ConstantOfShape": _constant_of_shape,
    "DepthToSpace": _depth_to_space,
    "Expand": _expand,
    "Flatten": _flatten,
    "Gather": _gather,
    "Pad": _pad,
    "Range": _range,
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": _shape,
    "Slice": _slice,
    "Split": _split,
    "Squeeze": _squeeze,
    "Tile": _tile,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
