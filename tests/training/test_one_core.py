"""A process that has timed or proved a network with OpenVINO can still be stopped by a signal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from colour_network import write_colour_model

from training.one_core import openvino_core

SIGNALLED = """
import signal, sys, threading
from pathlib import Path
import torch
from training.pruning.engines import _openvino

signal.signal(signal.SIGINT, lambda *_: print("heard"))
held = [_openvino(Path(sys.argv[1]), torch.zeros(1, 3, 192, 320))]
held[0]()
collecting = threading.Thread(target=held.clear)
collecting.start()
collecting.join()
signal.raise_signal(signal.SIGINT)
"""


def test_there_is_one_core() -> None:
    assert openvino_core() is openvino_core()


@pytest.mark.skipif(sys.platform == "win32", reason="there signals have no stack of their own")
def test_a_signal_does_no_harm_after_a_network_was_collected_by_another_thread(tmp_path) -> None:
    model = write_colour_model(tmp_path / "model.onnx")
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(model)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "heard\n", "")
