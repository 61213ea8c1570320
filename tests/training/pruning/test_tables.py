"""Tables show means with intervals, and differences seed by seed."""

from __future__ import annotations

import dataclasses

import pytest

from training.pruning.report import ReportLine
from training.pruning.tables import differences, markdown, summary


def line(arm, seed, score, *, p50_ms=None):
    """A line of which only a few figures matter."""
    latency = {} if p50_ms is None else {"openvino": {"p50_ms": p50_ms, "p95_ms": p50_ms}}
    pruned = {"score": score, "nonzeros": 1500, "macs": 2e6, "compressed_bytes": 2048, "latency": latency}
    return ReportLine(
        run=arm,
        method="some",
        arm=arm,
        task="tiny",
        family="cnn",
        amount_name="sparsity",
        amount=0.9,
        seed=seed,
        score_name="accuracy",
        is_higher_better=True,
        dense=pruned | {"score": 0.9},
        pruned=pruned,
        unrecovered_score=None,
        reached=0.9,
        evidence={},
        plan={},
        settings={},
        seconds=1.0,
        machine="m",
        finished_at="2024-01-01T00:00:00+00:00",
        checkpoint="x",
    )


LINES = [line("one", 0, 0.5), line("one", 1, 0.7), line("other", 0, 0.6), line("other", 1, 0.9), line("other", 2, 0.1)]


def test_a_run_is_a_row_with_its_interval():
    rows = markdown(LINES).splitlines()
    assert len(rows) == 4
    assert rows[2].startswith(
        "| tiny | some | one | 0.9 sparsity | 2 | 0.9000 ± 0.0000 | 0.6000 ± 1.2706 | 1.5 k | 2 M"
    )
    assert rows[2].endswith("| 2 KiB | not timed |")


def test_times_are_shown_where_there_are_any():
    assert "| 1.250 ms |" in markdown([line("one", 0, 0.5, p50_ms=1.25)])


def test_the_share_that_was_trained_is_shown_where_a_method_tells_it():
    told = dataclasses.replace(line("few", 0, 0.5), evidence={"trained_share": 0.00296})
    head, _, first, second = markdown([told, line("all", 0, 0.6)]).splitlines()
    assert head.endswith("| OpenVINO p50 | trained |")
    assert first.endswith("| not timed | 0.30% |")
    assert second.endswith("| not timed |  |")


def test_differences_are_taken_over_the_seeds_that_both_have():
    assert differences(LINES) == "some:other minus some:one: accuracy +0.1500 ± 0.6353, 2 seeds in pairs\n"


def test_a_single_run_differs_from_nothing():
    assert differences(LINES[:2]) == ""


def test_a_summary_is_plain():
    found = summary(LINES[:2])
    assert found["pruned_score"] == {"mean": pytest.approx(0.6), "half": pytest.approx(1.2706, abs=1e-4), "n": 2}
    assert found["seeds"] == [0, 1]
    assert found["sparsity"] == 0.9
