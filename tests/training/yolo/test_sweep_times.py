"""The networks of a sweep are timed against each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_sweep import made_up_row

from training.channels.criterion import Criterion
from training.commands import sweep
from training.errors import DataError
from training.yolo.checkpoint import save_network
from training.yolo.prune import count_macs, prune
from training.yolo.sweep_table import markdown, write_report
from training.yolo.sweep_times import CLOCKS, time_cells


def write_cell(folder: Path, name: str, network, input_px: int) -> None:
    """A finished cell."""
    row = made_up_row(name, "cut", 1e9, ())
    row["budget"]["input_px"] = input_px
    save_network(network, folder / name / "tuned.pt")
    (folder / name / "cell.json").write_text(json.dumps(row), encoding="utf-8")


def test_every_finished_network_is_timed_in_every_engine(network, tmp_path: Path) -> None:
    macs = count_macs(network, 64, 64)
    write_cell(tmp_path, "l1_30", network, 64)
    prune(network, Criterion.L1, 0.5)
    write_cell(tmp_path, "l1_50", network, 64)
    (tmp_path / "l1_70").mkdir()  # not finished
    time_cells(tmp_path, runs=2)
    times = json.loads((tmp_path / "times.json").read_text(encoding="utf-8"))
    assert set(times) == {"l1_30", "l1_50"}
    for timed in times.values():
        assert {"openvino", "onnxruntime", "torch"} <= set(timed["latency"])
        assert all(0 < figures["p50_ms"] <= figures["p95_ms"] for figures in timed["latency"].values())
        assert (timed["size"]["macs_width_px"], timed["size"]["macs_height_px"]) == (64, 64)
    assert times["l1_30"]["size"]["macs"] == macs > times["l1_50"]["size"]["macs"]
    assert times["l1_30"]["size"]["file_bytes"] > times["l1_50"]["size"]["file_bytes"]


def test_a_busy_machine_is_asked_for_the_time_of_its_processor(network, tmp_path: Path) -> None:
    write_cell(tmp_path, "l1_30", network, 64)
    time_cells(tmp_path, runs=2, clock="processor")
    timed = json.loads((tmp_path / "times.json").read_text(encoding="utf-8"))["l1_30"]
    assert (timed["clock"], timed["threads"]) == ("processor", 1)
    write_report(tmp_path, tmp_path / "r.jsonl")
    assert "processor time of one thread" in markdown(tmp_path / "r.jsonl")


def test_the_command_offers_every_clock() -> None:
    assert tuple(CLOCKS) == sweep.CLOCKS


def test_networks_for_pictures_of_different_sizes_are_not_compared(network, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no finished cell"):
        time_cells(tmp_path)
    write_cell(tmp_path, "l1_30", network, 64)
    write_cell(tmp_path, "l1_50", network, 96)
    with pytest.raises(DataError, match=r"cells for pictures of \[64, 96\] px"):
        time_cells(tmp_path)
