"""Our shipped network and stock YOLOv5s as peers: python peer_networks.py ours|stock_openvino|stock_torch CLIP."""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

from peer_loop import keep_to_one_core, serve

THREADS = 1
INPUT_PX = 416  # what the shipped networks see; stock networks are given the same


def ours():
    """The whole line as the app starts with it: detector and engine."""
    from gesture_app.app import build_line, load_vocabulary
    from gesture_app.core.settings import DetectorSettings, Settings
    from gesture_app.core.types import Frame

    settings = Settings(detector=DetectorSettings(threads=THREADS))
    line, numbers = build_line(settings, load_vocabulary()), itertools.count()
    return lambda pixels: len(line.step(Frame(pixels, next(numbers), time.monotonic())).detections)


def stock_openvino():
    """YOLOv5s as ultralytics describes it, exported and run by our own engine."""
    from gesture_app.core.detector import DetectorRequest
    from gesture_app.core.types import Frame
    from gesture_app.detectors.openvino import open_openvino
    from training.yolo.checkpoint import labels_of
    from training.yolo.export import export

    network = stock()
    with tempfile.TemporaryDirectory() as folder:
        file = export(network, Path(folder), INPUT_PX)
        detector = open_openvino(DetectorRequest(file, tuple(labels_of(network)), INPUT_PX, threads=THREADS))
    return lambda pixels: len(detector.detect(Frame(pixels, 0, 0.0)))


def stock_torch():
    """YOLOv5s in torch, its batch norms folded into its convolutions, with the same letterbox and ultralytics' NMS."""
    import torch
    from ultralytics.utils.nms import non_max_suppression

    from gesture_app.core.types import Frame
    from gesture_app.detectors._letterbox import Canvas

    torch.set_num_threads(THREADS)
    network, canvas = stock().fuse(verbose=False), Canvas(INPUT_PX)

    def look(pixels):
        drawn, _ = canvas.draw(Frame(pixels, 0, 0.0))
        planes = torch.from_numpy(drawn[..., ::-1].copy()).permute(2, 0, 1)[None].float() / 255  # (1, 3, h, w)
        with torch.inference_mode():
            return len(non_max_suppression(network(planes)[0], 0.25, 0.5)[0])

    return look


def stock():
    """The network of yolov5s.yaml for 80 classes; its weights are random, which costs the same time as trained ones."""
    from ultralytics.nn.tasks import DetectionModel

    return DetectionModel("yolov5s.yaml", verbose=False).eval()


def main(name, clip):
    """Be one of them."""
    from training.cli import keep_to_this_machine

    keep_to_this_machine()
    keep_to_one_core()
    serve({"ours": ours, "stock_openvino": stock_openvino, "stock_torch": stock_torch}[name](), clip)


if __name__ == "__main__":
    main(*sys.argv[1:])
