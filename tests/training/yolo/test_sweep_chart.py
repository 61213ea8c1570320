"""The chart of the pruning table."""

from __future__ import annotations

from pathlib import Path

from made_up_sweep import made_up_row

from training.yolo.sweep_chart import draw_chart, lines

ROWS = [
    made_up_row("dense", "dense", 4e9, (40.0, 50.0)),
    made_up_row("l1_30", "cut", 2e9, (20.0, 25.0)),
    made_up_row("l1_50", "cut", 1e9, (10.0, 51.0)),
    made_up_row("l1_70", "cut", 5e8, ()),
    made_up_row("taylor_50", "shape", 1e9, (10.0, 51.0)),
]


def test_a_criterion_is_a_line_from_the_fastest_network_on() -> None:
    found = lines(ROWS, "openvino")
    assert found["l1"] == [(10.0, 0.5, "50 %"), (20.0, 0.5, "30 %")]
    assert set(found) == {"dense, trained on", "l1", "shape of taylor 50 % from scratch"}
    assert lines(ROWS, "torch") == {}


def test_the_chart_names_every_network_and_is_the_same_each_time(tmp_path: Path) -> None:
    chart = draw_chart(ROWS, tmp_path / "new" / "sweep.svg").read_text(encoding="utf-8")
    assert "OpenVINO, p50 in ms" in chart
    assert "ONNX Runtime, p50 in ms" in chart
    assert "shape of taylor 50 % from scratch" in chart
    assert draw_chart(ROWS, tmp_path / "sweep.svg").read_text(encoding="utf-8") == chart


def test_what_was_not_timed_yet_has_a_chart_without_points(tmp_path: Path) -> None:
    assert draw_chart([ROWS[3]], tmp_path / "sweep.svg").is_file()
