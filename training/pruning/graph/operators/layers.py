"""Operators with weights, windows or statistics, in torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional

from training.pruning.graph.operators._operator import Attributes, Inputs, Operator, given, numbers, optional

EPSILON = 1e-5  # ONNX's own


def conv(inputs: Inputs, attributes: Attributes) -> Tensor:
    """A convolution of one, two or three spatial axes."""
    data, weight = given(inputs, 0), given(inputs, 1)
    rank = weight.ndim - 2
    function = (functional.conv1d, functional.conv2d, functional.conv3d)[rank - 1]
    strides, dilations = per_axis(attributes, "strides", rank), per_axis(attributes, "dilations", rank)
    padded = functional.pad(data, padding(data, tuple(weight.shape[2:]), attributes))
    groups = int(attributes.get("group", 1))
    return function(padded, weight, optional(inputs, 2), strides, 0, dilations, groups)


def per_axis(attributes: Attributes, name: str, rank: int) -> tuple[int, ...]:
    """An attribute with a number for each spatial axis, 1 where it is left out."""
    return tuple(attributes.get(name, [1] * rank))


def padding(data: Tensor, kernel: tuple[int, ...], attributes: Attributes) -> list[int]:
    """What is added around a picture, as torch wants it: the last axis first, before and after."""
    rank = len(kernel)
    mode = attributes.get("auto_pad", b"NOTSET")
    if mode in {b"SAME_UPPER", b"SAME_LOWER"}:
        strides, dilations = per_axis(attributes, "strides", rank), per_axis(attributes, "dilations", rank)
        pairs = []
        for size, window, stride, dilation in zip(data.shape[2:], kernel, strides, dilations, strict=True):
            total = max((math.ceil(size / stride) - 1) * stride + (window - 1) * dilation + 1 - size, 0)
            less, more = total // 2, total - total // 2
            pairs.append((less, more) if mode == b"SAME_UPPER" else (more, less))
    else:
        pads = attributes.get("pads", [0] * 2 * rank)
        pairs = list(zip(pads[:rank], pads[rank:], strict=True))
    return [number for pair in reversed(pairs) for number in pair]


def _conv_transpose(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, weight = given(inputs, 0), given(inputs, 1)
    rank = weight.ndim - 2
    function = (functional.conv_transpose1d, functional.conv_transpose2d, functional.conv_transpose3d)[rank - 1]
    pads = attributes.get("pads", [0] * 2 * rank)
    extra = tuple(attributes.get("output_padding", [0] * rank))
    groups, dilations = int(attributes.get("group", 1)), per_axis(attributes, "dilations", rank)
    whole = function(
        data, weight, optional(inputs, 2), per_axis(attributes, "strides", rank), 0, extra, groups, dilations
    )
    for axis in range(rank):
        whole = whole.narrow(2 + axis, pads[axis], whole.shape[2 + axis] - pads[axis] - pads[rank + axis])
    return whole


def _gemm(inputs: Inputs, attributes: Attributes) -> Tensor:
    left, right, added = given(inputs, 0), given(inputs, 1), optional(inputs, 2)
    left = left.t() if attributes.get("transA", 0) else left
    right = right.t() if attributes.get("transB", 0) else right
    product = left @ right * float(attributes.get("alpha", 1.0))
    return product if added is None else product + added * float(attributes.get("beta", 1.0))


def _einsum(inputs: Inputs, attributes: Attributes) -> Tensor:
    return torch.einsum(attributes["equation"].decode(), *(given(inputs, at) for at in range(len(inputs))))


def _batch_norm(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, scale, shift, mean, variance = (given(inputs, position) for position in range(5))
    return functional.batch_norm(data, mean, variance, scale, shift, eps=attributes.get("epsilon", EPSILON))


def _instance_norm(inputs: Inputs, attributes: Attributes) -> Tensor:
    epsilon = attributes.get("epsilon", EPSILON)
    return functional.instance_norm(given(inputs, 0), weight=given(inputs, 1), bias=given(inputs, 2), eps=epsilon)


def _layer_norm(inputs: Inputs, attributes: Attributes) -> Tensor:
    data = given(inputs, 0)
    shape = data.shape[attributes.get("axis", -1) % data.ndim :]
    scale, shift = given(inputs, 1).reshape(shape), optional(inputs, 2)
    shift = None if shift is None else shift.reshape(shape)
    return functional.layer_norm(data, tuple(shape), scale, shift, attributes.get("epsilon", EPSILON))


def _softmax(function: Callable[[Tensor, int], Tensor]) -> Operator:
    return lambda inputs, attributes: function(given(inputs, 0), attributes.get("axis", -1))


def _max_pool(inputs: Inputs, attributes: Attributes) -> Tensor:
    data, kernel = given(inputs, 0), tuple(attributes["kernel_shape"])
    rank = len(kernel)
    function = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)[rank - 1]
    padded = functional.pad(data, padding(data, kernel, attributes), value=-math.inf)
    strides, dilations = per_axis(attributes, "strides", rank), per_axis(attributes, "dilations", rank)
    return function(padded, kernel, strides, 0, dilations, bool(attributes.get("ceil_mode", 0)))


def _average_pool(inputs: Inputs, attributes: Attributes) -> Tensor:
    """Padding counts only where it is said to."""
    data, kernel = given(inputs, 0), tuple(attributes["kernel_shape"])
    rank = len(kernel)
    function = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)[rank - 1]
    strides, ceil = per_axis(attributes, "strides", rank), bool(attributes.get("ceil_mode", 0))
    around = padding(data, kernel, attributes)
    total = function(functional.pad(data, around), kernel, strides, 0, ceil)
    if attributes.get("count_include_pad", 0):
        return total
    return total / function(functional.pad(torch.ones_like(data), around), kernel, strides, 0, ceil)


def _over_space(function: Callable[..., Tensor]) -> Operator:
    return lambda inputs, _: function(given(inputs, 0), tuple(range(2, given(inputs, 0).ndim)), keepdim=True)


def _reduction(function: Callable[..., Tensor]) -> Operator:
    """A statistic over some axes, or over all."""

    def reduce(inputs: Inputs, attributes: Attributes) -> Tensor:
        data, axes = given(inputs, 0), numbers(inputs, 1, attributes, "axes")
        if not axes and attributes.get("noop_with_empty_axes", 0):
            return data
        return function(data, tuple(axes or range(data.ndim)), keepdim=bool(attributes.get("keepdims", 1)))

    return reduce


OPERATORS: Mapping[str, Operator] = {
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Conv": conv,
    "ConvTranspose": _conv_transpose,
    "Einsum": _einsum,
    "Gemm": _gemm,
    "GlobalAveragePool": _over_space(torch.mean),
    "GlobalMaxPool": _over_space(torch.amax),
    "InstanceNormalization": _instance_norm,
    "LayerNormalization": _layer_norm,
    "LogSoftmax": _softmax(functional.log_softmax),
    "MatMul": lambda inputs, _: given(inputs, 0) @ given(inputs, 1),
    "MaxPool": _max_pool,
    "ReduceL1": _reduction(lambda data, axes, keepdim: data.abs().sum(axes, keepdim=keepdim)),
    "ReduceL2": _reduction(lambda data, axes, keepdim: data.square().sum(axes, keepdim=keepdim).sqrt()),
    "ReduceMax": _reduction(torch.amax),
    "ReduceMean": _reduction(torch.mean),
    "ReduceMin": _reduction(torch.amin),
    "ReduceSum": _reduction(torch.sum),
    "ReduceSumSquare": _reduction(lambda data, axes, keepdim: data.square().sum(axes, keepdim=keepdim)),
    "Softmax": _softmax(functional.softmax),
}
