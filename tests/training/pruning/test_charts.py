"""Charts hold every run once, where its figures are, and come out the same each time."""

from __future__ import annotations

import dataclasses

import pytest
from made_up_cells import LINE

from training.pruning.charts import DENSE, Spot, chart_name, draw_charts, spots


def line(arm, seed, score, nonzeros, p50_ms=None):
    """One seed, timed or not."""
    latency = {} if p50_ms is None else {"openvino": {"p50_ms": p50_ms, "p95_ms": 9.0}}
    pruned = {"score": score, "nonzeros": nonzeros, "macs": 10 * nonzeros, "latency": latency}
    dense = {"score": 0.9, "nonzeros": 1000, "macs": 10000, "latency": latency}
    return dataclasses.replace(LINE, run=f"{arm}-{nonzeros}", arm=arm, seed=seed, pruned=pruned, dense=dense)


LINES = [
    line("one", 0, 0.8, 300, 2.0),
    line("one", 1, 0.6, 300),
    line("one", 0, 0.5, 100, 1.0),
    line("other", 0, 0.4, 100),
]


def test_an_arm_runs_from_left_to_right_and_dense_comes_first():
    found = spots(LINES, "nonzeros")
    assert list(found) == [DENSE, "some:one", "some:other"]
    assert [spot.x for spot in found["some:one"]] == [100, 300]
    assert found["some:one"][1].score == pytest.approx(0.7)
    assert found["some:one"][1].half > 0
    assert found["some:other"] == [Spot(100, 0.4, 0.0)]
    assert found[DENSE] == [Spot(1000, 0.9, 0.0)]


def test_what_was_not_timed_is_not_in_the_chart_of_times():
    found = spots(LINES, "latency")
    assert list(found) == [DENSE, "some:one"]
    assert [spot.x for spot in found["some:one"]] == [0.001, 0.002]


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_each_task_has_its_chart_the_same_every_time(suffix, tmp_path):
    lines = [*LINES, dataclasses.replace(LINES[0], task="another", run="x")]
    paths = draw_charts(lines, tmp_path / "deeper", suffix)
    assert [path.name for path in paths] == [f"tiny.{suffix}", f"another.{suffix}"]
    first = [path.read_bytes() for path in paths]
    assert all(len(data) > 5000 for data in first)
    draw_charts(lines, tmp_path / "deeper", suffix)
    assert [path.read_bytes() for path in paths] == first


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("tiny_shapes", "tiny_shapes"),
        ("dense.safetensors", "dense_hands"),
        ("runs/mine/best.pt@birds@320", "runs_mine_best_birds_320"),
        ("timm:vit_tiny.untrained@digits", "timm_vit_tiny.untrained_digits"),
    ],
)
def test_a_chart_is_named_by_what_was_pruned_whatever_its_address(task: str, name: str, tmp_path) -> None:
    assert chart_name(task) == name
    (path,) = draw_charts([dataclasses.replace(LINES[0], task=task)], tmp_path, "svg")
    assert path == tmp_path / f"{name}.svg"
    assert path.is_file()


def test_a_task_that_was_never_timed_says_so(tmp_path):
    (path,) = draw_charts(LINES[3:], tmp_path, "svg")
    assert b"not timed" in path.read_bytes()
