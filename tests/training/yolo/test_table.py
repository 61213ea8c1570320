"""Networks are measured side by side, and README shows what was measured."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from tiny_training import tiny_network

from training.errors import DataError
from training.readme import shown_table
from training.yolo.checkpoint import save_network
from training.yolo.table import Entry, markdown, measure, write_rows

ROOT = Path(__file__).parents[3]
REPORT = ROOT / "assets" / "reports" / "detectors.jsonl"
README = ROOT / "README.md"


def row(name: str) -> dict[str, object]:
    figures = ("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy")
    times = {"p50_ms": 7.54, "p95_ms": 9.96}
    return {
        "network": name,
        "data": "hands",
        "input_px": 416,
        "test": dict.fromkeys(figures, 0.9004),
        "size": {
            "params": 2_114_730,
            "macs": 729_051_648,
            "macs_width_px": 416,
            "macs_height_px": 256,
            "file_bytes": 4_262_144,
        },
        "latency": {"openvino": times, "onnxruntime": times},
        "latency_on": "a processor, 2 cores",
    }


def test_a_row_of_the_table_rounds_what_was_measured(tmp_path: Path) -> None:
    write_rows([row("dense"), row("half")], tmp_path / "reports" / "r.jsonl")
    lines = markdown(tmp_path / "reports" / "r.jsonl").splitlines()
    cells = ["half", "416x256", *["0.900"] * 6, "2.11 M", "0.73 G", "4.3 MB", *["7.5 / 10.0 ms"] * 2]
    assert lines[3] == f"| {' | '.join(cells)} |"
    assert len({line.count("|") for line in lines[:4]}) == 1
    assert "on a processor, 2 cores, two threads" in lines[-1]
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["r.jsonl"]


def test_a_report_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no report at .*; make it with `gesture-train table`"):
        markdown(tmp_path / "none.jsonl")


def test_readme_shows_the_report() -> None:
    """Empty where nothing has been measured yet: figures come from nowhere but the report."""
    shown = shown_table(README.read_text(encoding="utf-8"), "models")
    assert shown == (markdown(REPORT) if REPORT.is_file() else "")


def test_the_float_model_is_a_row_of_the_report() -> None:
    card = tomllib.loads((ROOT / "assets" / "models" / "float" / "card.toml").read_text(encoding="utf-8"))["metrics"]
    rows = [json.loads(line) for line in REPORT.read_text(encoding="utf-8").splitlines()] if REPORT.is_file() else []
    tuned = [row for row in rows if row["size"]["params"] == card["params"] and row["network"].startswith("`float`")]
    assert len(tuned) == bool(rows)
    for found in tuned:
        assert found["size"]["macs"] == card["macs"]
        for figure in ("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy"):
            # The card is measured on the exported file, the report on the checkpoint.
            assert found["test"][figure] == pytest.approx(card[figure], abs=0.005)


def test_networks_are_scored_and_timed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.yolo.onnx_model.RUNS", 3)
    monkeypatch.setattr("training.yolo.onnx_model.WARM_UP", 1)
    save_network(tiny_network(), tmp_path / "tiny.pt")
    (measured,) = measure({"tiny": Entry(tmp_path / "tiny.pt", 64)}, str(folder))
    write_rows([measured], tmp_path / "r.jsonl")
    assert "| tiny | " in markdown(tmp_path / "r.jsonl")
    assert set(measured) == set(row("tiny"))


def test_two_processes_may_write_a_report_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, replace = tmp_path / "r.jsonl", Path.replace

    def other_comes_between(part: Path, target: Path) -> Path:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            patch.setattr("training.yolo.table.os.getpid", lambda: 1)
            write_rows([row("other")], path)
        return replace(part, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", other_comes_between)
        write_rows([row("mine")], path)
    assert json.loads(path.read_text(encoding="utf-8"))["network"] == "mine"
    assert [found.name for found in tmp_path.iterdir()] == ["r.jsonl"]
