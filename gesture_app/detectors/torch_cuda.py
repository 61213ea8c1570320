"""Runs the network with torch on an NVIDIA graphics card, recorded as one CUDA graph in half precision."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from gesture_app.core.detector import Detector, DetectorRequest, EngineKind
from gesture_app.core.errors import ModelError
from gesture_app.core.types import Floats, Pixels
from gesture_app.detectors._network import NetworkDetector, check_file, check_labels

if TYPE_CHECKING:
    import torch

    from gesture_app.detectors._torch_graph import TorchGraph

TITLE = "Torch CUDA"
_WARM_UPS = 3  # runs before recording, in which cuDNN chooses its kernels


class TorchNetwork:
    """The network on one device; on a graphics card each shape of input is recorded once and then replayed."""

    def __init__(self, graph: TorchGraph, device: torch.device) -> None:
        self._graph = graph
        self._device = device
        self._programs: dict[tuple[int, ...], Callable[[Pixels], Floats]] = {}

    def infer(self, canvas: Pixels) -> Floats:
        """Run the network on one input picture."""
        import torch

        try:
            with torch.inference_mode():
                if canvas.shape not in self._programs:
                    self._programs[canvas.shape] = self._program(canvas)
                return self._programs[canvas.shape](canvas)
        except RuntimeError as error:  # among others, the card ran out of memory
            raise ModelError(f"{TITLE} failed while running the model ({error}); choose another engine.") from error

    def _program(self, canvas: Pixels) -> Callable[[Pixels], Floats]:
        """What to do with pictures of this shape."""
        import torch

        shown = torch.from_numpy(canvas).to(self._device)
        network = self._graph.specialise(planes(shown))

        def whole(pixels: torch.Tensor) -> torch.Tensor:
            return network(planes(pixels))[0].float()  # (4 + classes, anchors)

        if self._device.type == "cuda":
            return _recorded(whole, shown)
        return lambda pixels: whole(torch.from_numpy(pixels)).numpy()


def _recorded(whole: Callable[[torch.Tensor], torch.Tensor], shown: torch.Tensor) -> Callable[[Pixels], Floats]:
    """The same work as one CUDA graph: launching its kernels one by one would take longer than running them."""
    import torch

    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]  # torch has no annotation for it
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(_WARM_UPS):
            whole(shown)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = whole(shown)
    on_the_way = torch.empty(shown.shape, dtype=shown.dtype, pin_memory=True)

    def replay(pixels: Pixels) -> Floats:
        on_the_way.copy_(torch.from_numpy(pixels))
        shown.copy_(on_the_way, non_blocking=True)
        graph.replay()
        return output.cpu().numpy()

    return replay


def planes(pixels: torch.Tensor) -> torch.Tensor:
    """The input picture as the network was trained on it.

    Shapes:
        pixels: (height, width, 3), uint8, BGR
        returns: (1, 3, height, width), float, RGB from 0 to 1
    """
    return pixels.permute(2, 0, 1).flip(0)[None].float() / 255  # (1, 3, height, width)


def open_torch_cuda(request: DetectorRequest) -> Detector:
    """Load the network onto the graphics card."""
    import torch

    if not torch.cuda.is_available():
        raise ModelError("This build of torch cannot use the graphics card; install one for CUDA, or choose an engine.")
    return open_on(request, torch.device("cuda"))


def open_on(request: DetectorRequest, device: torch.device) -> Detector:
    """Load the network onto a device; in half precision on a graphics card, in full precision elsewhere."""
    import torch

    from gesture_app.detectors._torch_graph import TorchGraph

    check_file(request.model)
    graph = TorchGraph(request.model, device, torch.float16 if device.type == "cuda" else torch.float32)
    check_labels(graph.names, request)
    return NetworkDetector(TITLE, TorchNetwork(graph, device), request)


def missing() -> str | None:
    """Why torch cannot run on a graphics card here, found out without importing it, which takes seconds."""
    if any(importlib.util.find_spec(package) is None for package in ("torch", "onnx")):
        return "Torch is not installed; install the app with its extra `train`."
    if shutil.which("nvidia-smi") is None:
        return "There is no NVIDIA graphics card here, or its driver is not installed."
    return None


KIND = EngineKind(name="torch_cuda", title=TITLE, open=open_torch_cuda, missing=missing, priority=30)
