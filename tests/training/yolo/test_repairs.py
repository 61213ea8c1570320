"""What is worth doing right after a cut is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_training import tiny_network, write_recipe

from training.cli import main
from training.errors import DataError
from training.readme import shown_table
from training.yolo.checkpoint import save_network
from training.yolo.repairs import REPAIRS, markdown
from training.yolo.table import write_rows

ROOT = Path(__file__).parents[3]
REPORT = ROOT / "assets" / "reports" / "repairs.jsonl"


def test_every_repair_starts_from_the_same_cut(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_network(tiny_network(), tmp_path / "tiny.pt")
    command = ["repairs", str(write_recipe(tmp_path / "r.toml", folder)), "--dense", str(tmp_path / "tiny.pt")]
    command += ["--cells", "random_50", "slimming_50", "--val-pictures", "3", "--report", str(tmp_path / "r.jsonl")]
    assert main(command) == 0
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["cell"], row["repair"]) for row in rows] == [("random_50", name) for name in REPAIRS]
    assert {(row["val_pictures"], row["pictures"]) for row in rows} == {(3, 8)}
    assert "slimming_50" not in capsys.readouterr().err, "it is cut out of another network"


def test_a_cut_is_a_line_and_a_repair_a_column(tmp_path: Path) -> None:
    facts = {"val_pictures": 57, "input_px": 256, "pictures": 64, "machine": "a processor, 2 cores"}
    scored = [("l1_30", "nothing", 0.0, 0.0), ("l1_30", "least squares", 0.2707, 23.5), ("l1_50", "nothing", 0.1, 0.0)]
    rows = [
        {"cell": cell, "repair": repair, "cpu_s": cpu_s, "val": {"map50_95": share}, **facts}
        for cell, repair, share, cpu_s in scored
    ]
    write_rows(rows, tmp_path / "r.jsonl")
    lines = markdown(tmp_path / "r.jsonl").splitlines()
    assert lines[0] == "| mAP50-95 right after the cut | nothing | least squares |"
    assert lines[2:4] == ["| `l1_30` | 0.000 (0 s) | 0.271 (24 s) |", "| `l1_50` | 0.100 (0 s) |  |"]
    assert lines[-1].startswith("57 pictures of val at 256 px, no fine-tuning")


def test_a_report_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no report at .*; make it with `gesture-train repairs`"):
        markdown(tmp_path / "none.jsonl")
    (tmp_path / "r.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no report of repairs"):
        markdown(tmp_path / "r.jsonl")


def test_readme_shows_the_report() -> None:
    shown = shown_table((ROOT / "README.md").read_text(encoding="utf-8"), "repairs")
    assert shown == (markdown(REPORT) if REPORT.is_file() else "")
