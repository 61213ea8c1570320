"""Runs the network with OpenVINO: the fastest engine on an ordinary processor."""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.core.detector import Detector, DetectorRequest, EngineKind
from gesture_app.core.errors import ModelError
from gesture_app.core.types import Floats, Pixels
from gesture_app.detectors._network import NetworkDetector, cannot_load, check_file, check_labels

if TYPE_CHECKING:
    from openvino import CompiledModel, Core, InferRequest, Model

TITLE = "OpenVINO"


class OpenVinoNetwork:
    """The network on the processor, compiled once for each shape of input that comes along."""

    def __init__(self, model: Model, file: Path, threads: int) -> None:
        self._model = model
        self._file = file
        self._threads = threads
        self._requests: dict[tuple[int, ...], InferRequest] = {}

    def infer(self, canvas: Pixels) -> Floats:
        """Run the network on one input picture."""
        request = self._requests.get(canvas.shape)
        if request is None:
            request = self._requests[canvas.shape] = self._compile(canvas.shape)
        try:
            outputs = request.infer([canvas[None]], share_inputs=True, share_outputs=True)
        except RuntimeError as error:
            raise ModelError(f"{TITLE} failed while running the model {self._file}; choose another engine.") from error
        output: Floats = outputs[0][0]  # (4 + classes, anchors)
        return output

    def _compile(self, shape: tuple[int, ...]) -> InferRequest:
        """Build the network for one input shape; a fixed shape runs faster than a free one."""
        try:
            return _compile(with_pixel_input(self._model.clone(), shape), self._threads).create_infer_request()
        except RuntimeError as error:
            raise ModelError(
                f"The model {self._file} does not accept pictures of {shape[1]} x {shape[0]} pixels; "
                "export it again with a dynamic input size."
            ) from error


def with_pixel_input(model: Model, shape: tuple[int, ...]) -> Model:
    """Move everything between camera pixels and the network's floats into the graph, where it is fused.

    Shapes:
        shape: of the picture: (height, width, 3)
    """
    import openvino
    from openvino.preprocess import ColorFormat, PrePostProcessor

    height, width, channels = shape
    model.reshape([1, channels, height, width])
    steps = PrePostProcessor(model)
    picture = steps.input()
    picture.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    picture.tensor().set_color_format(ColorFormat.BGR)
    picture.preprocess().convert_element_type(openvino.Type.f32).convert_color(ColorFormat.RGB).scale(255.0)
    picture.model().set_layout(openvino.Layout("NCHW"))
    return steps.build()


def _read(file: Path) -> Model:
    """Read an ONNX file.

    The front end is called by name: asking openvino.Core to guess the format makes the other front ends complain on
    the terminal when the file is broken.
    """
    from openvino.frontend import FrontEndManager, GeneralFailure, OpConversionFailure, OpValidationFailure

    check_file(file)
    try:
        front_end = FrontEndManager().load_by_framework("onnx")
        model: Model = front_end.convert(front_end.load(str(file)))
    except (GeneralFailure, OpConversionFailure, OpValidationFailure, RuntimeError) as error:
        raise cannot_load(file, TITLE) from error
    if not model.outputs:  # what OpenVINO makes of an empty file
        raise cannot_load(file, TITLE)
    return model


def _compile(model: Model, threads: int) -> CompiledModel:
    """Compile for the shortest wait for one picture, in full precision, on a few threads only."""
    import openvino
    import openvino.properties as properties
    import openvino.properties.hint as hint

    options = {
        hint.performance_mode: hint.PerformanceMode.LATENCY,
        # A processor that knows bfloat16 would use it, and its scores would differ from those of the other engines.
        hint.inference_precision: openvino.Type.f32,
        hint.enable_cpu_pinning: False,  # the other threads of the line need these cores too
        properties.inference_num_threads: threads,
    }
    return _core().compile_model(model, "CPU", options)


@functools.cache
def _core() -> Core:
    """What compiles for every processor; one for the whole process.

    WORKAROUND: its plug-in gives the thread that loads it a stack for signals, and takes that away when it is unloaded,
    on whatever thread that happens. The next signal, such as Ctrl-C, would then be a segmentation fault; so the plug-in
    is never unloaded.
    """
    import openvino

    return openvino.Core()


def open_openvino(request: DetectorRequest) -> Detector:
    """Load the network; compiling waits for the first frame, which tells the shape."""
    keep_to_this_machine()
    model = _read(request.model)
    key = ["framework", "names"]
    check_labels(model.get_rt_info(key).astype(str) if model.has_rt_info(key) else None, request)
    return NetworkDetector(TITLE, OpenVinoNetwork(model, request.model, request.threads), request)


def keep_to_this_machine() -> None:
    """Keep OpenVINO from telling its makers that it is used; to be called before it is imported."""
    # WORKAROUND: it reports its import to Google Analytics unless this package is missing, and None makes it so.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


def missing() -> str | None:
    """Why OpenVINO cannot run here."""
    if importlib.util.find_spec("openvino") is None:
        return "OpenVINO is not installed; pip install openvino."
    return None


KIND = EngineKind(name="openvino", title=TITLE, open=open_openvino, missing=missing, priority=20)
