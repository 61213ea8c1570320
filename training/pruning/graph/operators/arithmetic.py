"""Operators on every number by itself, in torch."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence

import onnx
import torch
from torch import Tensor
from torch.nn import functional

from training.pruning.graph.operators._operator import Attributes, Inputs, Operator, given, optional


def _unary(function: Callable[[Tensor], Tensor]) -> Operator:
    return lambda inputs, _attributes: function(given(inputs, 0))


def _binary(function: Callable[[Tensor, Tensor], Tensor]) -> Operator:
    return lambda inputs, _attributes: function(given(inputs, 0), given(inputs, 1))


def _folded(function: Callable[[Tensor, Tensor], Tensor]) -> Operator:
    """Of any number of inputs."""
    return lambda inputs, _attributes: functools.reduce(function, [given(inputs, at) for at in range(len(inputs))])


def _divide(one: Tensor, other: Tensor) -> Tensor:
    """Whole numbers are divided towards zero."""
    if one.is_floating_point():
        return one / other
    return torch.div(one, other, rounding_mode="trunc")


def _clip(inputs: Inputs, attributes: Attributes) -> Tensor:
    bounds = [optional(inputs, position) for position in (1, 2)]
    low, high = (None if bound is None else bound.to(given(inputs, 0).device) for bound in bounds)
    if low is None and high is None:
        return given(inputs, 0).clamp(attributes.get("min", -math.inf), attributes.get("max", math.inf))
    return given(inputs, 0).clamp(low, high)


def _gelu(inputs: Inputs, attributes: Attributes) -> Tensor:
    return functional.gelu(given(inputs, 0), approximate=attributes.get("approximate", b"none").decode())


def _cast(inputs: Inputs, attributes: Attributes) -> Tensor:
    wanted = onnx.helper.tensor_dtype_to_np_dtype(attributes["to"])
    return given(inputs, 0).to(getattr(torch, str(wanted)))


def _where(inputs: Inputs, _attributes: Attributes) -> Tensor:
    return torch.where(given(inputs, 0), given(inputs, 1), given(inputs, 2))


def _prelu(inputs: Inputs, _attributes: Attributes) -> Tensor:
    data, slope = given(inputs, 0), given(inputs, 1)
    return torch.where(data < 0, data * slope, data)


def _hard_sigmoid(inputs: Inputs, attributes: Attributes) -> Tensor:
    slope, middle = float(attributes.get("alpha", 0.2)), float(attributes.get("beta", 0.5))
    return (given(inputs, 0) * slope + middle).clamp(0, 1)


def _mean(inputs: Inputs, _attributes: Attributes) -> Tensor:
    return sum((given(inputs, at) for at in range(len(inputs))), torch.zeros(())) / len(inputs)


def _dropout(inputs: Inputs, _attributes: Attributes) -> Sequence[Tensor]:
    """As it is in use: it does nothing."""
    data = given(inputs, 0)
    return data, torch.ones_like(data, dtype=torch.bool)


OPERATORS: Mapping[str, Operator] = {
    "Abs": _unary(torch.abs),
    "Add": _binary(torch.add),
    "And": _binary(torch.logical_and),
    "Cast": _cast,
    "Ceil": _unary(torch.ceil),
    "Celu": lambda inputs, attributes: functional.celu(given(inputs, 0), attributes.get("alpha", 1.0)),
    "Clip": _clip,
    "Cos": _unary(torch.cos),
    "Div": _binary(_divide),
    "Dropout": _dropout,
    "Elu": lambda inputs, attributes: functional.elu(given(inputs, 0), attributes.get("alpha", 1.0)),
    "Equal": _binary(torch.eq),
    "Erf": _unary(torch.erf),
    "Exp": _unary(torch.exp),
    "Floor": _unary(torch.floor),
    "Gelu": _gelu,
    "Greater": _binary(torch.gt),
    "GreaterOrEqual": _binary(torch.ge),
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _unary(functional.hardswish),
    "Identity": _unary(lambda data: data),
    "LeakyRelu": lambda inputs, attributes: functional.leaky_relu(given(inputs, 0), attributes.get("alpha", 0.01)),
    "Less": _binary(torch.lt),
    "LessOrEqual": _binary(torch.le),
    "Log": _unary(torch.log),
    "Max": _folded(torch.maximum),
    "Mean": _mean,
    "Min": _folded(torch.minimum),
    "Mish": _unary(functional.mish),
    "Mod": _binary(torch.remainder),
    "Mul": _binary(torch.mul),
    "Neg": _unary(torch.neg),
    "Not": _unary(torch.logical_not),
    "Or": _binary(torch.logical_or),
    "PRelu": _prelu,
    "Pow": _binary(torch.pow),
    "Reciprocal": _unary(torch.reciprocal),
    "Relu": _unary(torch.relu),
    "Round": _unary(torch.round),
    "Selu": _unary(functional.selu),
    "Sigmoid": _unary(torch.sigmoid),
    "Sign": _unary(torch.sign),
    "Sin": _unary(torch.sin),
    "Softplus": _unary(functional.softplus),
    "Softsign": _unary(functional.softsign),
    "Sqrt": _unary(torch.sqrt),
    "Sub": _binary(torch.sub),
    "Sum": _folded(torch.add),
    "Tanh": _unary(torch.tanh),
    "Where": _where,
}
