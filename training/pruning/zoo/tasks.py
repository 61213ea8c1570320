"""The task of an address; what it needs is loaded when it is asked for."""

from __future__ import annotations

from training.pruning.types import Task
from training.pruning.zoo.address import ONNX, YOLO, read_address


def zoo_task(word: str) -> Task | None:
    """The task that an address names; None if the word is no address.

    Raises:
        TrainingError: There is no such network, or there are no such data.
    """
    address = read_address(word)
    if address is None:
        return None
    if address.kind == ONNX:
        from training.pruning.zoo.onnx_task import onnx_task

        return onnx_task(address)
    if address.kind == YOLO:
        from training.pruning.zoo.yolo_task import yolo_task

        return yolo_task(address)
    from training.pruning.zoo.picture_task import picture_task

    return picture_task(address)
