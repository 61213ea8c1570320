"""Tells in which numbers an .onnx file keeps its weights, without the library that reads such files.

The file is a message of protocol buffers, of which only the lengths and the types of the weights are looked at:
https://protobuf.dev/programming-guides/encoding/ and onnx.proto of https://github.com/onnx/onnx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_GRAPH, _INITIALIZER, _TYPE, _RAW = 7, 5, 2, 9  # numbers of fields: of a model, a graph, and twice of a tensor
_NAMES = {1: "fp32", 2: "int8", 3: "int8", 10: "fp16", 16: "bf16"}  # of a tensor's types; those of shapes are left out
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

Value = int | memoryview


def weights_kind(file: Path) -> str:
    """What most of the weights are kept in, such as "fp16"; empty where that cannot be told."""
    sizes: Counter[str] = Counter()
    try:
        for graph in _all(memoryview(file.read_bytes()), _GRAPH):
            for tensor in _all(graph, _INITIALIZER):
                fields = dict(_fields(tensor))
                raw, kind = fields.get(_RAW), fields.get(_TYPE)
                if isinstance(raw, memoryview) and isinstance(kind, int) and kind in _NAMES:
                    sizes[_NAMES[kind]] += len(raw)
    except (IndexError, ValueError):  # it ends too early, or is no such file
        return ""
    return sizes.most_common(1)[0][0] if sizes else ""


def _all(message: memoryview, number: int) -> Iterator[memoryview]:
    """Every message of this number within another."""
    for found, value in _fields(message):
        if found == number and isinstance(value, memoryview):
            yield value


def _fields(message: memoryview) -> Iterator[tuple[int, Value]]:
    """The fields of a message, by their numbers.

    Raises:
        IndexError, ValueError: It is damaged.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at)
        elif wire in (_FIXED32, _FIXED64):
            size = 4 if wire == _FIXED32 else 8
        else:
            raise ValueError(f"expected a field of protocol buffers, got one of type {wire}")
        if at + size > len(message):
            raise ValueError(f"expected {size} bytes at {at}, got {len(message) - at}")
        yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A whole number of any length, and where the next thing begins."""
    value = shift = 0
    while True:
        byte = message[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value, at
