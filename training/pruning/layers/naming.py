"""What a layer is called: by its weight, which training named, or by its operator where a weight has only a number."""

from __future__ import annotations

import re

_PARTS = ("_DequantizeLinear_Output", "_dequantized", "_quantized", "_plain", "_half", "_fp16", ":0")
_WEIGHT = re.compile(r"([._/](weight|kernel|w))+$", re.IGNORECASE)
# What an exporter counted: Conv_12, onnx::MatMul_345, node_conv2d_3, 17, w3.
_NUMBERED = re.compile(r"(onnx::|node_)*[A-Za-z]*[0-9]*[A-Za-z]*_?[0-9]+(_\d+)?( \(\d+\))?")


def is_numbered(name: str) -> bool:
    """Whether a name tells no more than when it was written, so that another file may call another layer so."""
    return _NUMBERED.fullmatch(name) is not None


def layer_name(weight: str, node: str, output: str) -> str:
    """The best of the names there are; empty ones are not there.

    Args:
        weight: Of its largest parameter.
        node: Of the operator node.
        output: Of the tensor it makes, which is always there.
    """
    own = _without(weight)
    if own and not is_numbered(own):
        return own
    place = node.strip("/")
    if place and not is_numbered(place):
        return place
    return place or own or output


def _without(weight: str) -> str:
    """A weight's name without what files add to it."""
    name = weight
    while (part := next((part for part in _PARTS if name.endswith(part)), None)) is not None:
        name = name.removesuffix(part)
    return _WEIGHT.sub("", name)
