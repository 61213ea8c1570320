"""Turns an exported network into one that calculates with eight bits, without training it again.

Post-training static quantisation (Jacob et al., "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference", 2018, arXiv:1712.05877): the ranges of all activations are measured on some training
pictures. The result is an ONNX file with QuantizeLinear and DequantizeLinear nodes, which every engine understands; the
end of the network, from the last convolutions on, stays in float because its values are the boxes and scores.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnx.numpy_helper
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)

from training.errors import CheckpointError

Pixels = NDArray[np.uint8]

SHAPES_PX = ((416, 256), (416, 416))  # width and height of a webcam's letterbox and of a square one
PICTURES = 200
GREY = 114  # what networks see outside a picture
# Quantising what only passes values on (Concat, MaxPool, Resize) as well made nothing faster and cost accuracy.
OPERATORS = ["Conv"]


def quantize(model: Path, pictures: Iterable[Pixels], out: Path) -> Path:
    """Write an int8 copy of an exported network; height and width stay free.

    Args:
        pictures: Of the training split, never of the splits that are reported; see `calibration_pictures`.

    Shapes:
        pictures: (height, width, 3) each, BGR, both sides multiples of 32

    Raises:
        CheckpointError: There is no such model, or it does not end as a YOLO detector does.
    """
    try:
        full = onnx.load(str(model))
    except FileNotFoundError:
        raise CheckpointError(f"There is no model at {model}.") from None
    restore_float(full)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_suffix(".part")
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "float.onnx"
        onnx.save(full, source)
        # It advises to run its own preprocessing, which would fix the input size.
        logging.getLogger().addFilter(_no_advice)
        try:
            _quantize(source, part, _Reader(pictures), float_nodes(full.graph))
        finally:
            logging.getLogger().removeFilter(_no_advice)
    part.replace(out)
    return out


def _quantize(source: Path, out: Path, reader: CalibrationDataReader, left_in_float: list[str]) -> None:
    """Let ONNX Runtime measure the ranges and write the file."""
    quantize_static(
        source,
        out,
        reader,
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=OPERATORS,
        nodes_to_exclude=left_in_float,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        # Seven bits for weights: processors without VNNI add pairs of products in sixteen bits, which overflow
        # with eight; that alone cost 1.4 points of mAP50-95.
        reduce_range=True,
    )


def calibration_pictures(files: Iterable[Path], count: int = PICTURES) -> Iterator[Pixels]:
    """Evenly chosen pictures as the app would show them to the network, in every shape in turn."""
    every = list(files)
    for number, index in enumerate(np.linspace(0, len(every) - 1, min(count, len(every))).astype(int).tolist()):
        picture = cv2.imread(str(every[index]))
        if picture is not None:
            yield letterboxed(np.asarray(picture, np.uint8), *SHAPES_PX[number % len(SHAPES_PX)])


def letterboxed(picture: Pixels, width_px: int, height_px: int) -> Pixels:
    """The picture as large as it fits, in the middle of a grey one.

    Shapes:
        picture: (any, any, 3)
        returns: (height_px, width_px, 3)
    """
    height, width = picture.shape[:2]
    scale = min(width_px / width, height_px / height)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    left, top = (width_px - size[0]) // 2, (height_px - size[1]) // 2
    canvas = np.full((height_px, width_px, 3), GREY, np.uint8)
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return canvas


def restore_float(model: onnx.ModelProto) -> None:
    """Turn weights kept as float16 and a cast back into float32, in place; the quantiser looks for those."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    others = []
    for node in model.graph.node:
        if node.op_type == "Cast" and node.input[0] in weights:
            tensor = weights[node.input[0]]
            values = onnx.numpy_helper.to_array(tensor).astype(np.float32)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, node.output[0]))
        else:
            others.append(node)
    del model.graph.node[:]
    model.graph.node.extend(others)


def float_nodes(graph: onnx.GraphProto) -> list[str]:
    """The end of a YOLO detector: everything from its last convolutions on, box distribution and scores.

    Raises:
        CheckpointError: There is no Softmax over box sides, so it is none.
    """
    after_softmax: set[str] = set()
    for node in graph.node:  # ONNX keeps nodes in an order in which they can be run
        if node.op_type == "Softmax" or after_softmax.intersection(node.input):
            after_softmax.update(node.output)
    if not after_softmax:
        raise CheckpointError("The network has no distribution of box sides; only YOLO detectors can be quantised.")
    maker = {output: node for node in graph.node for output in node.output}
    waiting, names = [output.name for output in graph.output], set[str]()
    while waiting:
        node = maker.get(waiting.pop())
        if node is None or node.name in names:
            continue
        names.add(node.name)
        if node.op_type != "Conv" or node.output[0] in after_softmax:
            waiting.extend(node.input)
    return sorted(names)


class _Reader(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """Hands pictures to the quantiser one by one."""

    def __init__(self, pictures: Iterable[Pixels]) -> None:
        self._pictures = iter(pictures)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next picture as the network wants it, (1, 3, height, width), RGB, 0 to 1."""
        picture = next(self._pictures, None)
        if picture is None:
            return None
        planes = picture[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32)  # (1, 3, height, width)
        return {"images": planes / np.float32(255)}


def _no_advice(record: logging.LogRecord) -> bool:
    return "pre-processing" not in record.getMessage()
