from __future__ import annotations

import onnxruntime
import pytest
from colour_network import LABELS, RED, frame_with, write_colour_model

from gesture_app.core.detector import DetectorRequest
from gesture_app.detectors import onnx


@pytest.fixture
def request_for_colours(tmp_path):
    return DetectorRequest(write_colour_model(tmp_path / "colours"), LABELS, 320, threads=1)


def test_the_processor_needs_no_name_in_the_title(request_for_colours):
    assert onnx.KIND.open(request_for_colours).title == "ONNX Runtime, colours"


def test_it_takes_the_best_provider_and_never_spins(monkeypatch, request_for_colours):
    asked = {}
    real = onnxruntime.InferenceSession

    def session(path, options, providers):
        asked["providers"] = providers
        asked["threads"] = options.intra_op_num_threads
        asked["spinning"] = options.get_session_config_entry("session.intra_op.allow_spinning")
        return real(path, options, providers=["CPUExecutionProvider"])

    offered = ["CPUExecutionProvider", "TensorrtExecutionProvider", "CUDAExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: offered)
    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    onnx.KIND.open(request_for_colours)
    assert asked == {"providers": ["CUDAExecutionProvider", "CPUExecutionProvider"], "threads": 1, "spinning": "0"}


def test_frames_of_different_shapes_go_through_one_session(request_for_colours):
    detector = onnx.KIND.open(request_for_colours)
    for size_px in ((320, 192), (192, 320), (320, 192)):
        assert detector.detect(frame_with([(RED, (64, 64, 96, 96))], size_px))[0].gesture == "palm"


def test_the_network_gets_contiguous_planes_of_red_green_and_blue():
    planes = onnx.planes(frame_with([((255, 51, 0), (0, 0, 2, 1))], (4, 2)).pixels)
    assert planes.shape == (1, 3, 2, 4)
    assert planes.flags.c_contiguous
    assert planes[0, :, 0, 0].tolist() == pytest.approx([0.0, 0.2, 1.0])
