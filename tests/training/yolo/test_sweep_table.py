"""The pruning table says what was measured, also where that speaks against pruning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_sweep import made_up_row

from training.errors import DataError
from training.readme import shown_table
from training.yolo.sweep_table import answer, markdown, not_faster_than, read_report, write_report
from training.yolo.table import write_rows

ROOT = Path(__file__).parents[3]
REPORT = ROOT / "assets" / "reports" / "sweep.jsonl"

DENSE = made_up_row("dense", "dense", 4e9, (40.0, 50.0, 60.0))
HALF = made_up_row("l1_50", "cut", 1e9, (10.0, 51.0, 30.0))
LESS = made_up_row("l1_30", "cut", 2e9, (20.0, 25.0, 29.0))
NANO = made_up_row("yolov5n", "nano", 1e9, (15.0, 20.0, 25.0), test=HALF["test"] | {"map50_95": 0.25})


def test_a_smaller_network_that_is_not_faster_is_named_as_such(tmp_path: Path) -> None:
    rows = [DENSE, HALF, LESS, NANO]
    assert not_faster_than(HALF, rows, "onnxruntime") == ["dense, trained on", "l1 30 %"]
    assert not_faster_than(HALF, rows, "torch") == ["l1 30 %"]
    assert not_faster_than(HALF, rows, "openvino") == not_faster_than(DENSE, rows, "openvino") == []
    write_rows(rows, tmp_path / "r.jsonl")
    half = next(line for line in markdown(tmp_path / "r.jsonl").splitlines() if line.startswith("| l1 50 %"))
    assert half.endswith("| dense, trained on, l1 30 % (ONNX Runtime); l1 30 % (PyTorch) |")


def test_a_line_has_every_figure_and_the_speed_that_flops_promised(tmp_path: Path) -> None:
    write_rows([LESS, HALF, DENSE], tmp_path / "r.jsonl")
    lines = markdown(tmp_path / "r.jsonl").splitlines()
    assert [line.split(" |")[0] for line in lines[2:5]] == ["| dense, trained on", "| l1 30 %", "| l1 50 %"]
    figures = ["320", "0.125", *["0.500"] * 5, "2000.00 M", "4.00", "4000.0 MB", "20.0 / 40.0 ms", "25.0 / 50.0 ms"]
    assert lines[3] == f"| {' | '.join(['l1 30 %', *figures, '29.0 / 58.0 ms', '50', '2.0 (2.0)', 'none'])} |"
    assert len({line.count("|") for line in lines[:5]}) == 1


def test_a_sparse_training_is_told_as_a_budget_of_its_own(tmp_path: Path) -> None:
    budget = DENSE["budget"] | {"sparse_pictures": 160}
    write_rows([made_up_row("slimming_50", "cut", 1e9, (), budget=budget)], tmp_path / "r.jsonl")
    table = markdown(tmp_path / "r.jsonl")
    assert "| slimming 50 % | 160 + 320 |" in table
    assert "OpenVINO p50" not in table, "what was not timed has no column"
    assert "none |" not in table, "nor is it said to be faster than anything"


def test_the_answer_compares_with_a_pruned_network_that_is_as_fast() -> None:
    assert answer([DENSE, HALF, LESS, NANO]).endswith("no slower in OpenVINO, l1 50 %: 0.500.")
    assert answer([DENSE, LESS, NANO]) == "No pruned network is as fast as YOLOv5n from scratch."
    untimed = [{**row, "latency": {}} for row in (DENSE, LESS, NANO)]
    assert answer(untimed) == ""


def test_the_report_joins_what_was_trained_and_what_was_timed(tmp_path: Path) -> None:
    trained = made_up_row("l1_50", "cut", 1e9, ())
    cell = tmp_path / "sweep" / "l1_50" / "cell.json"
    cell.parent.mkdir(parents=True)
    cell.write_text(json.dumps(trained), encoding="utf-8")
    write_report(tmp_path / "sweep", tmp_path / "r.jsonl")
    assert read_report(tmp_path / "r.jsonl") == [trained]
    times = {"size": {"file_bytes": 7}, "latency": HALF["latency"], "latency_on": "x", "cuda_on": ""}
    (tmp_path / "sweep" / "times.json").write_text(json.dumps({"l1_50": times}), encoding="utf-8")
    write_report(tmp_path / "sweep", tmp_path / "r.jsonl")
    (row,) = read_report(tmp_path / "r.jsonl")
    assert (row["size"]["file_bytes"], row["size"]["params"], row["latency"]) == (7, 1e9, HALF["latency"])


def test_a_report_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no report at .*; make it with `gesture-train sweep`"):
        markdown(tmp_path / "none.jsonl")
    (tmp_path / "r.jsonl").write_text('{"network": "dense"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="no report of a sweep"):
        markdown(tmp_path / "r.jsonl")


def test_readme_shows_the_report() -> None:
    shown = shown_table((ROOT / "README.md").read_text(encoding="utf-8"), "sweep")
    assert shown == (markdown(REPORT) if REPORT.is_file() else "")
