from __future__ import annotations

import os
import subprocess
import sys

import pytest
from colour_network import BLUE, LABELS, RED, frame_with, write_colour_model

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.types import Box
from gesture_app.detectors import openvino


@pytest.fixture
def detector(tmp_path):
    model = write_colour_model(tmp_path / "colours")
    return openvino.KIND.open(DetectorRequest(model, LABELS, 320, min_score=0.9))


def test_the_channels_arrive_in_the_order_of_training(detector):
    found = detector.detect(frame_with([(BLUE, (64, 32, 96, 64))]))
    assert [(hand.gesture, hand.box) for hand in found] == [("peace", Box(64, 32, 96, 64))]


def test_a_frame_of_another_shape_is_looked_at_like_the_first(detector):
    upright = frame_with([(RED, (32, 64, 64, 96))], size_px=(192, 320))
    wide = frame_with([(RED, (64, 32, 96, 64))], size_px=(320, 192))
    boxes = [detector.detect(frame)[0].box for frame in (wide, upright, wide)]
    assert boxes == [Box(64, 32, 96, 64), Box(32, 64, 64, 96), Box(64, 32, 96, 64)]


def test_the_model_file_may_change_while_it_runs(tmp_path, detector):
    (tmp_path / "colours" / "model.onnx").write_bytes(b"half a downl")
    assert detector.detect(frame_with([(RED, (64, 32, 96, 64))]))[0].gesture == "palm"
    assert detector.detect(frame_with([(RED, (64, 32, 96, 64))], size_px=(320, 320)))[0].gesture == "palm"


def test_its_title_names_engine_and_model(detector):
    assert detector.title == "OpenVINO, colours"


def test_nobody_is_told_that_it_is_used(tmp_path):
    model = write_colour_model(tmp_path / "colours")
    program = (
        "import sys, threading, pathlib\n"
        "from gesture_app.core.detector import DetectorRequest\n"
        "from gesture_app.detectors import openvino\n"
        f"openvino.KIND.open(DetectorRequest(pathlib.Path({str(model)!r}), {LABELS!r}, 320)).close()\n"
        "assert 'openvino' in sys.modules\n"
        "print(sys.modules['openvino_telemetry'], threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "None 1\n"


SIGNALLED = """
import signal, sys, threading
from pathlib import Path
from colour_network import LABELS, RED, frame_with
from gesture_app.core.detector import DetectorRequest
from gesture_app.detectors import openvino

signal.signal(signal.SIGINT, lambda *_: print("heard"))
held = [openvino.KIND.open(DetectorRequest(Path(sys.argv[1]), LABELS, 320))]
held[0].detect(frame_with())
closing = threading.Thread(target=lambda: held.pop().close())
closing.start()
closing.join()
signal.raise_signal(signal.SIGINT)
"""


def test_ctrl_c_does_no_harm_after_a_network_was_closed_by_another_thread(tmp_path):
    model = write_colour_model(tmp_path / "model.onnx")
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(model)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "heard\n", "")
