"""What an exported network says of itself: ultralytics writes gestures and input size into the file."""

from __future__ import annotations

import ast
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.detectors._network import cannot_load, check_file
from gesture_app.detectors.onnx import TITLE, failures


def read_metadata(file: Path) -> tuple[tuple[str, ...], int]:
    """The gestures that a network knows, in the order of its outputs, and the long side of its input in pixels.

    Raises:
        ModelError: It is no network, or does not say.
    """
    import onnxruntime

    check_file(file)
    try:
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    except failures() as error:
        raise cannot_load(file, TITLE) from error
    facts = session.get_modelmeta().custom_metadata_map
    try:
        names, size = ast.literal_eval(facts["names"]), ast.literal_eval(facts["imgsz"])
        return tuple(str(names[number]) for number in range(len(names))), int(max(size))
    except (KeyError, ValueError, SyntaxError, TypeError):
        raise ModelError(
            f"The network {file} does not say which gestures it knows; export it with gesture-train export, "
            "or take in a folder in which a card.toml lies beside it."
        ) from None
