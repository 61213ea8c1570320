"""What an operator is here: a function of tensors and attributes, as ONNX defines it (https://onnx.ai/onnx/operators)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor

Inputs = Sequence[Tensor | None]  # None where an input is left out
Attributes = Mapping[str, Any]
Operator = Callable[[Inputs, Attributes], Tensor | Sequence[Tensor]]


def given(inputs: Inputs, position: int) -> Tensor:
    """An input that has to be there."""
    tensor = optional(inputs, position)
    if tensor is None:
        raise ValueError(f"input {position} is left out")
    return tensor


def optional(inputs: Inputs, position: int) -> Tensor | None:
    """An input that may be left out."""
    return inputs[position] if position < len(inputs) else None


def numbers(inputs: Inputs, position: int, attributes: Attributes, name: str) -> list[int] | None:
    """Whole numbers from an input, or from the attribute they were in older opsets."""
    tensor = optional(inputs, position)
    if tensor is not None:
        return [int(number) for number in tensor.reshape(-1).tolist()]
    listed = attributes.get(name)
    return None if listed is None else [int(number) for number in listed]
