"""Tells left hands from right ones with a small network that sees a hand and what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from gesture_app.core.errors import ModelError
from gesture_app.core.handedness import HandednessCard
from gesture_app.core.types import Box, Floats, Frame, Pixels
from gesture_app.detectors._network import cannot_load, check_file
from gesture_app.detectors.onnx import failures

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

TITLE = "ONNX Runtime"
GREY = 114  # beyond the edge of the picture, as in training
_ONLY_ERRORS = 3  # of ONNX Runtime's log


class SideNetwork:
    """The network in one session on one core: it is far smaller than the one that finds the hands."""

    def __init__(self, session: InferenceSession, card: HandednessCard) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._card = card

    def certainties(self, frame: Frame, boxes: Sequence[Box]) -> tuple[float, ...]:
        """How surely each of these hands is a left one, 0 to 1."""
        if not boxes:
            return ()
        squares = np.stack([around(frame.pixels, box, self._card) for box in boxes])  # (n, side, side, 3)
        planes = np.multiply(squares.transpose(0, 3, 1, 2)[:, ::-1], np.float32(1 / 255), order="C")
        try:
            left: Floats = self._session.run(None, {self._input: planes})[0]  # (n,)
        except failures() as error:
            raise ModelError(f"{TITLE} failed while running the model {self._card.file}; reinstall the app.") from error
        return tuple(float(value) for value in left.reshape(-1))


def around(pixels: Pixels, box: Box, card: HandednessCard) -> Pixels:
    """The square around a hand that the network sees, grey where the picture ends.

    Shapes:
        pixels: (height, width, 3)
        returns: (side_px, side_px, 3)
    """
    side = max(round(card.context * max(box.width, box.height)), 1)
    x, y = box.centre
    left, top = round(x - side / 2), round(y - side / 2)
    rows, columns = pixels.shape[:2]
    inside = pixels[max(top, 0) : min(top + side, rows), max(left, 0) : min(left + side, columns)]
    square = np.full((side, side, 3), GREY, np.uint8)
    if inside.size:
        row, column = max(-top, 0), max(-left, 0)
        square[row : row + inside.shape[0], column : column + inside.shape[1]] = inside
    return _resized(square, card.side_px)


def _resized(square: Pixels, side_px: int) -> Pixels:
    """The square in the size that the network sees.

    A large one goes by way of four times and twice that size: to average all its pixels takes several times as long.
    """
    if len(square) > 4 * side_px:
        square = np.asarray(cv2.resize(square, (4 * side_px, 4 * side_px), interpolation=cv2.INTER_LINEAR), np.uint8)
        square = np.asarray(cv2.resize(square, (2 * side_px, 2 * side_px), interpolation=cv2.INTER_AREA), np.uint8)
    kind = cv2.INTER_AREA if len(square) > side_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (side_px, side_px), interpolation=kind), np.uint8)


def open_sides(card: HandednessCard) -> SideNetwork:
    """Load the network.

    Raises:
        ModelError: It is not there, or ONNX Runtime cannot load it.
    """
    import onnxruntime

    check_file(card.file)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ONLY_ERRORS
    try:
        session = onnxruntime.InferenceSession(str(card.file), options, providers=["CPUExecutionProvider"])
    except failures() as error:
        raise cannot_load(card.file, TITLE) from error
    return SideNetwork(session, card)
