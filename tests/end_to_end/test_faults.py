"""What goes wrong while the real line runs costs one sentence and an exit code, and never hangs."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from gesture_app.core.models import find_model
from tests.end_to_end.app_process import ARMED, END_S, running_app
from tests.end_to_end.slides import drawn_slides


def the_sentence(complaints: str) -> str:
    assert complaints.startswith("gesture-app: ")
    assert complaints.endswith(".\n")
    assert complaints.count("\n") == 1, complaints
    return complaints


def test_a_vlc_killed_in_the_middle_costs_one_sentence_and_the_order_says_so(real_vlc, tmp_path):
    source = drawn_slides(tmp_path / "slides", ("palm", None, "palm"), seconds=2.4)
    with running_app(source, "mpris:vlc", *ARMED, bus=real_vlc.bus) as app:
        orders = app.orders()
        assert next(orders)["outcome"] == "VLC paused."
        real_vlc.kill()
        lost = list(orders)
        code, complaints = app.end()
    assert [(row["command"], row["obeyed"]) for row in lost] == [("play_pause", False)]
    assert "vlc is not running" in lost[0]["outcome"]
    assert code == 1
    assert "vlc is not running" in the_sentence(complaints)
    assert (app.summary["orders"], app.summary["obeyed"], app.summary["refused"]) == (2, 1, 1)


def test_a_vlc_that_was_never_there_costs_one_sentence(bus_address, tmp_path):
    source = drawn_slides(tmp_path / "slides", ["fist"], seconds=0.5)
    with running_app(source, "mpris:vlc", bus=bus_address) as app:
        code, complaints = app.end()
    assert code == 1
    assert "vlc is not running" in the_sentence(complaints)


def test_a_picture_that_breaks_off_ends_the_run_with_one_sentence_and_the_summary(tmp_path):
    source = drawn_slides(tmp_path / "slides", ("fist", "like"), seconds=0.5)
    last = sorted((tmp_path / "slides").iterdir())[-1]
    last.write_bytes(b"half a pict")
    with running_app(source, "dry_run") as app:
        code, complaints = app.end()
    assert code == 1
    assert last.name in the_sentence(complaints)
    assert app.summary["frames"] > 0


@pytest.mark.parametrize("engine", ["openvino", "onnx"])
def test_a_shipped_network_of_which_half_is_missing_is_refused_in_one_sentence(tmp_path, engine):
    broken = tmp_path / "broken"
    shutil.copytree(find_model("default").file.parent, broken)
    whole = (broken / "model.onnx").read_bytes()
    (broken / "model.onnx").write_bytes(whole[: len(whole) // 2])
    line = [sys.executable, "-m", "gesture_app", "run", "--headless", "--source", "rendered", "--player", "dry_run"]
    line += ["--model", str(broken), "--engine", engine]
    done = subprocess.run(line, capture_output=True, text=True, timeout=END_S, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot load the model" in the_sentence(done.stderr)
