"""A detector around any engine that runs the exported network; what the engines share."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Protocol

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.errors import ModelError
from gesture_app.core.types import Detection, Floats, Frame, Pixels
from gesture_app.detectors._decode import decode
from gesture_app.detectors._letterbox import Canvas


class Network(Protocol):
    """The exported network, loaded into one engine; used by one thread."""

    def infer(self, canvas: Pixels) -> Floats:
        """Run the network on one input picture.

        Shapes:
            canvas: (height, width, 3), uint8, BGR; both sides multiples of 32
            returns: (4 + classes, anchors); may be overwritten by the next call

        Raises:
            ModelError: The engine failed.
        """


class NetworkDetector:
    """Letterbox, network, decoding: one Detector for every engine."""

    def __init__(self, engine_title: str, network: Network, request: DetectorRequest) -> None:
        self._title = f"{engine_title}, {request.model.parent.name}"
        self._network: Network | None = network
        self._request = request
        self._canvas = Canvas(request.input_px)

    @property
    def title(self) -> str:
        """Engine and model."""
        return self._title

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        """Find all hands, best first."""
        if self._network is None:
            raise ModelError(f"{self._title} was closed and cannot look at another frame; open it again.")
        canvas, letterbox = self._canvas.draw(frame)
        output = self._network.infer(canvas)  # (4 + classes, anchors)
        if output.ndim != 2 or output.shape[0] != 4 + len(self._request.labels):
            raise ModelError(
                f"The model {self._request.model} gives an output of shape {output.shape} where"
                f" {4 + len(self._request.labels)} rows were expected; export it again as a YOLO detector."
            )
        return decode(output, letterbox, self._request)

    def close(self) -> None:
        """Let go of the network."""
        self._network = None


def check_file(model: Path) -> None:
    """Make sure that there is a file to load.

    Raises:
        ModelError: There is none.
    """
    if not model.is_file():
        raise ModelError(f"There is no model file at {model}; pick another model.")


def check_labels(names: str | None, request: DetectorRequest) -> None:
    """Make sure that the network's metadata and its card speak of the same gestures.

    Args:
        names: The metadata entry `names` as exporters write it: a Python dict from index to label, as text.

    Raises:
        ModelError: They differ, or there is no such entry.
    """
    labels = _parse_names(names)
    if labels is None:
        raise ModelError(f"The model {request.model} does not name its gestures; export it again.")
    if labels != request.labels:
        odd = sorted(set(labels) ^ set(request.labels))
        what = f"they differ in {', '.join(odd)}" if odd else "their order differs"
        raise ModelError(f"The model {request.model} and its card disagree on its gestures ({what}); export it again.")


def cannot_load(model: Path, engine_title: str) -> ModelError:
    """The error for a file that an engine does not understand; the engine's own words are for developers."""
    return ModelError(f"{engine_title} cannot load the model {model}: the file is broken or no ONNX; export it again.")


def _parse_names(names: str | None) -> tuple[str, ...] | None:
    """Labels in the order of the network's outputs; None if the text is no such thing."""
    try:
        by_index = ast.literal_eval(names or "")
        return tuple(str(by_index[index]) for index in range(len(by_index)))
    except (SyntaxError, ValueError, TypeError, KeyError):
        return None
