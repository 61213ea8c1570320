"""Runs the network with ONNX Runtime: on a graphics card where its build offers one, else on the processor."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gesture_app.core.detector import Detector, DetectorRequest, EngineKind
from gesture_app.core.errors import ModelError
from gesture_app.core.types import Floats, Pixels
from gesture_app.detectors._network import NetworkDetector, cannot_load, check_file, check_labels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

TITLE = "ONNX Runtime"
# In the order of preference; a build of ONNX Runtime has some of them.
_PROVIDERS = {
    "CUDAExecutionProvider": "CUDA",
    "DmlExecutionProvider": "DirectML",
    "CoreMLExecutionProvider": "Core ML",
    "CPUExecutionProvider": "",
}
_ONLY_ERRORS = 3  # ONNX Runtime's log level; below it, it explains its choice of provider on the terminal


class OnnxNetwork:
    """The network in one ONNX Runtime session; takes any input shape."""

    def __init__(self, session: InferenceSession, model: Path) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._file = model

    def infer(self, canvas: Pixels) -> Floats:
        """Run the network on one input picture."""
        try:
            output: Floats = self._session.run(None, {self._input: planes(canvas)})[0][0]  # (4 + classes, anchors)
        except failures() as error:
            raise ModelError(
                f"{TITLE} failed while running the model {self._file} on a picture of {canvas.shape[1]} x "
                f"{canvas.shape[0]} pixels; export it again with a dynamic input size."
            ) from error
        return output


def planes(canvas: Pixels) -> Floats:
    """The input picture as the network was trained on it: red, green and blue planes from 0 to 1.

    Shapes:
        canvas: (height, width, 3), uint8, BGR
        returns: (1, 3, height, width)
    """
    # Ten times as fast as cv2.dnn.blobFromImage; without order="C" the planes would stay interleaved.
    rgb = canvas.transpose(2, 0, 1)[::-1]  # (3, height, width)
    return np.multiply(rgb, np.float32(1 / 255), order="C")[None]  # (1, 3, height, width)


def open_onnx(request: DetectorRequest) -> Detector:
    """Load the network into a session."""
    check_file(request.model)
    try:
        session = _session(request)
    except failures() as error:
        raise cannot_load(request.model, TITLE) from error
    check_labels(session.get_modelmeta().custom_metadata_map.get("names"), request)
    device = _PROVIDERS.get(session.get_providers()[0], "")
    return NetworkDetector(f"{TITLE} {device}".strip(), OnnxNetwork(session, request.model), request)


def _session(request: DetectorRequest) -> InferenceSession:
    """A session on the best provider there is, which leaves the processor to others while it waits."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = request.threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ONLY_ERRORS
    offered = set(onnxruntime.get_available_providers())
    providers = [provider for provider in _PROVIDERS if provider in offered]
    return onnxruntime.InferenceSession(str(request.model), options, providers=providers)


def failures() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises; its errors share no ancestor but Exception."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    states = state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf, state.NoSuchFile
    return *states, state.NotImplemented, state.RuntimeException, state.EPFail


def missing() -> str | None:
    """Why ONNX Runtime cannot run here."""
    if importlib.util.find_spec("onnxruntime") is None:
        return "ONNX Runtime is not installed; pip install onnxruntime."
    return None


KIND = EngineKind(name="onnx", title=TITLE, open=open_onnx, missing=missing, priority=10)
