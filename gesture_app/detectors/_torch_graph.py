"""Runs the graph of an ONNX file with torch, operator by operator: the same weights, no second export.

Only the operators of the exported networks are known. Whatever does not depend on what the picture shows, such as
the grid of anchors, is computed once for each shape of input; what remains is the same list of kernels every time,
which is what a CUDA graph can record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError
from torch import Tensor
from torch.nn import functional

from gesture_app.core.errors import ModelError
from gesture_app.detectors._network import cannot_load

TITLE = "Torch"

Attributes = Mapping[str, Any]
Operator = Callable[[Sequence[Tensor], Attributes], Tensor]


@dataclass(frozen=True, slots=True)
class _Node:
    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class _Step:
    """A node whose inputs are the outputs of earlier steps, by name, or constants."""

    operator: Operator
    inputs: tuple[str | Tensor, ...]
    output: str
    attributes: Attributes


class TorchGraph:
    """The graph of one file, ready to be specialised for a shape of input.

    Raises:
        ModelError: The file is broken, or holds an operator that is not known here.
    """

    def __init__(self, file: Path, device: torch.device, weights: torch.dtype) -> None:
        model = _load(file)
        unknown = sorted({node.op_type for node in model.graph.node} - set(OPERATORS))
        if unknown:
            raise ModelError(
                f"{TITLE} cannot run the model {file}: it holds operators that are not known here "
                f"({', '.join(unknown)}); choose another engine."
            )
        self.names = {entry.key: entry.value for entry in model.metadata_props}.get("names")
        self._device = device
        self._weights = weights
        self._input = model.graph.input[0].name
        self._output = model.graph.output[0].name
        self._constants = {entry.name: _tensor(entry) for entry in model.graph.initializer}
        self._nodes = [_node(node) for node in model.graph.node]

    def specialise(self, picture: Tensor) -> Callable[[Tensor], Tensor]:
        """The graph for inputs of the shape of this one: only what depends on what they show remains to be computed.

        Shapes:
            picture: (1, 3, height, width); so the argument of what is returned
            returns: a function whose result is (1, 4 + classes, anchors)
        """
        values = {**self._constants, self._input: picture}
        live = {self._input}
        steps: list[_Step] = []
        for node in self._nodes:
            operator = OPERATORS[node.operator]
            if node.operator != "Shape" and not live.isdisjoint(node.inputs):
                inputs = tuple(name if name in live else self._constant(node, name, values) for name in node.inputs)
                steps.append(_Step(operator, inputs, node.output, node.attributes))
                live.add(node.output)
                values[node.output] = _run(steps[-1], values)
            else:
                values[node.output] = operator([values[name] for name in node.inputs], node.attributes)
        return lambda shown: _run_all(steps, {self._input: shown}, self._output)

    def _constant(self, node: _Node, name: str, values: Mapping[str, Tensor]) -> Tensor:
        """A constant where its operator wants it; a shape or a list of axes is read by Python and stays here."""
        position = node.inputs.index(name)
        constant = values.get(name, torch.empty(0))  # an input that is left out has no name
        if position in PARAMETERS.get(node.operator, ()):
            return constant
        if node.operator == "Conv":
            return constant.to(self._device, self._weights)
        return constant.to(self._device)


def _run_all(steps: Sequence[_Step], values: dict[str, Tensor], output: str) -> Tensor:
    for step in steps:
        values[step.output] = _run(step, values)
    return values[output]


def _run(step: _Step, values: Mapping[str, Tensor]) -> Tensor:
    inputs = [values[entry] if isinstance(entry, str) else entry for entry in step.inputs]
    return step.operator(inputs, step.attributes)


def _load(file: Path) -> onnx.ModelProto:
    try:
        model = onnx.load(file)
    except DecodeError as error:
        raise cannot_load(file, TITLE) from error
    if not model.graph.node:  # what an empty file is to protobuf
        raise cannot_load(file, TITLE)
    return model


def _node(node: onnx.NodeProto) -> _Node:
    attributes = {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}
    return _Node(node.op_type, tuple(node.input), node.output[0], attributes)


def _tensor(entry: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(onnx.numpy_helper.to_array(entry).copy())


# The operators, as ONNX defines them (https://onnx.ai/onnx/operators), for what the exported networks use of them.


def _conv(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    picture, weight, *bias = inputs
    top, left, bottom, right = attributes.get("pads", (0, 0, 0, 0))
    if (top, left) != (bottom, right):
        picture, top, left = functional.pad(picture, (left, right, top, bottom)), 0, 0
    return functional.conv2d(
        picture.to(weight.dtype),
        weight,
        bias[0] if bias else None,
        stride=tuple(attributes.get("strides", (1, 1))),
        padding=(top, left),
        dilation=tuple(attributes.get("dilations", (1, 1))),
        groups=attributes.get("group", 1),
    )


def _max_pool(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    top, left, *_ = attributes.get("pads", (0, 0, 0, 0))
    return functional.max_pool2d(
        inputs[0], tuple(attributes["kernel_shape"]), tuple(attributes.get("strides", (1, 1))), padding=(top, left)
    )


def _resize(inputs: Sequence[Tensor], _attributes: Attributes) -> Tensor:
    """Enlarge by repeating pixels, the only way the exported networks do."""
    _, _, down, right = inputs[2].tolist()
    return functional.interpolate(inputs[0], scale_factor=(down, right), mode="nearest")


def _slice(inputs: Sequence[Tensor], _attributes: Attributes) -> Tensor:
    picture, starts, ends, *rest = inputs
    axes = rest[0].tolist() if rest else list(range(len(starts)))
    parts = [slice(None)] * picture.ndim
    for axis, start, end in zip(axes, starts.tolist(), ends.tolist(), strict=True):
        parts[axis] = slice(start, end)
    return picture[tuple(parts)]


def _reshape(inputs: Sequence[Tensor], _attributes: Attributes) -> Tensor:
    picture, wanted = inputs
    return picture.reshape([size or picture.shape[axis] for axis, size in enumerate(wanted.tolist())])


def _unsqueeze(inputs: Sequence[Tensor], _attributes: Attributes) -> Tensor:
    result = inputs[0]
    for axis in sorted(inputs[1].tolist()):
        result = result.unsqueeze(axis)
    return result


def _expand(inputs: Sequence[Tensor], _attributes: Attributes) -> Tensor:
    return inputs[0].expand(np.broadcast_shapes(inputs[0].shape, inputs[1].tolist()))


def _gather(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    source, index = inputs
    picked = source.index_select(attributes.get("axis", 0), index.reshape(-1))
    return picked if index.ndim else picked.squeeze(attributes.get("axis", 0))


def _constant_of_shape(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    value = _tensor(attributes["value"])
    return value.expand(inputs[0].tolist())


def _cast(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    example = onnx.helper.tensor_dtype_to_np_dtype(attributes["to"])
    return inputs[0].to(getattr(torch, str(example)))


def _quantize(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    """To whole numbers; they stay in float, since what follows turns them back at once."""
    values, scale, *zero = inputs
    scale, offset = _steps(values, scale, zero, attributes)
    limits = torch.iinfo(zero[0].dtype if zero else torch.uint8)
    return (values / scale).round().add(offset).clamp(limits.min, limits.max)


def _dequantize(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    values, scale, *zero = inputs
    scale, offset = _steps(values, scale, zero, attributes)
    return (values.to(scale.dtype) - offset) * scale


def _steps(
    values: Tensor, scale: Tensor, zero: Sequence[Tensor], attributes: Attributes
) -> tuple[Tensor, Tensor | float]:
    """Scale and zero point, shaped to go with the axis that they belong to where there are several."""
    shape = [-1 if axis == attributes.get("axis", 1) else 1 for axis in range(values.ndim)] if scale.numel() > 1 else []
    return scale.reshape(shape), zero[0].to(scale.dtype).reshape(shape) if zero else 0.0


OPERATORS: Mapping[str, Operator] = {
    "Add": lambda inputs, _: inputs[0] + inputs[1],
    "Cast": _cast,
    "Concat": lambda inputs, attributes: torch.cat(list(inputs), attributes["axis"]),
    "ConstantOfShape": _constant_of_shape,
    "Conv": _conv,
    "DequantizeLinear": _dequantize,
    "Div": lambda inputs, _: inputs[0] / inputs[1],
    "Expand": _expand,
    "Gather": _gather,
    "MaxPool": _max_pool,
    "Mul": lambda inputs, _: inputs[0] * inputs[1],
    "QuantizeLinear": _quantize,
    "Range": lambda inputs, _: torch.arange(*(entry.item() for entry in inputs)),
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": lambda inputs, _: torch.tensor(inputs[0].shape),
    "Sigmoid": lambda inputs, _: inputs[0].sigmoid(),
    "Slice": _slice,
    "Softmax": lambda inputs, attributes: inputs[0].softmax(attributes.get("axis", -1)),
    "Sub": lambda inputs, _: inputs[0] - inputs[1],
    "Transpose": lambda inputs, attributes: inputs[0].permute(*attributes["perm"]),
    "Unsqueeze": _unsqueeze,
}

# Positions of inputs that are read by Python: shapes, axes, factors.
PARAMETERS: Mapping[str, tuple[int, ...]] = {
    "Expand": (1,),
    "Reshape": (1,),
    "Resize": (1, 2, 3),
    "Slice": (1, 2, 3, 4),
    "Unsqueeze": (1,),
}
