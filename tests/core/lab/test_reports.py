"""A report becomes one entry for each run and one for each original; what is damaged is named and hides nothing."""

from __future__ import annotations

import pytest
from lab_entries import figures, line, write_report

from gesture_app.core.lab.entry import Entry, Family, Time
from gesture_app.core.lab.reports import report_entries


def read(path):
    found = list(report_entries([path]))
    return [one for one in found if isinstance(one, Entry)], [one for one in found if isinstance(one, str)]


def test_seeds_are_averaged_and_the_original_is_shown_once(tmp_path):
    path = write_report(
        tmp_path / "report.jsonl",
        line(seed=0),
        line(seed=1, pruned=figures(0.6, 40, 7.0), dense=figures(0.7, 100, 4.0)),
        line("b2", method="fpgm", arm="no norm"),
    )
    (dense, l1, fpgm), faults = read(path)
    assert faults == []
    assert (dense.title, dense.method, dense.seeds, dense.score.value) == ("shapes, not pruned", "", 2, 0.8)
    assert (l1.title, l1.seeds, l1.family) == ("l1: 52 % of channels of shapes", 2, Family.CNN)
    assert l1.score.value == pytest.approx(0.7)
    assert l1.score.spread == pytest.approx(0.1414, abs=1e-4)
    assert l1.times == {"torch": Time(6.0, 12.0)}
    assert (l1.cost.params, l1.cost.macs, l1.cost.file_bytes) == (40, 400, 160)
    assert l1.timed_on == "a machine"
    assert fpgm.title == "fpgm (no norm): 52 % of channels of shapes"
    assert fpgm.score.spread is None


def test_keys_are_all_different(tmp_path):
    entries, _ = read(write_report(tmp_path / "report.jsonl", line(), line("b2"), line("c3", task="digits")))
    assert len({entry.key for entry in entries}) == len(entries) == 5


def test_what_was_not_timed_has_no_times(tmp_path):
    (dense, pruned), _ = read(write_report(tmp_path / "r.jsonl", line(dense=figures(0.9), pruned=figures(0.8))))
    assert (dense.times, dense.timed_on, dense.best_ms, pruned.times) == ({}, "", None, {})


def test_times_are_those_of_the_seeds_that_were_timed(tmp_path):
    lines = line(seed=0), line(seed=1, pruned=figures(0.6, 40), dense=figures(0.7))
    (dense, pruned), _ = read(write_report(tmp_path / "r.jsonl", *lines))
    assert (dense.times, pruned.times) == ({"torch": Time(4.0, 8.0)}, {"torch": Time(5.0, 10.0)})


def test_the_amount_is_the_one_that_was_asked_for_where_none_was_looked_up(tmp_path):
    (_, pruned), _ = read(write_report(tmp_path / "r.jsonl", line(reached=None, amount_name="sparsity", amount=0.9)))
    assert pruned.amount == "90 % of weights"


def test_a_family_of_tomorrow_is_still_shown(tmp_path):
    (dense, _), _ = read(write_report(tmp_path / "r.jsonl", line(family="spiking")))
    assert dense.family is Family.OTHER


def test_a_score_that_is_no_number_is_none(tmp_path):
    (_, pruned), _ = read(write_report(tmp_path / "r.jsonl", line(pruned=figures(float("nan")))))
    assert pruned.score is None


def test_damaged_lines_are_named_and_the_others_shown(tmp_path):
    path = write_report(tmp_path / "report.jsonl", line(), "{half a li", line(dense=3), '["a list"]')
    entries, faults = read(path)
    assert len(entries) == 2
    assert faults == [
        f"The report {path} is damaged in line 2, 3, 4 (it is no JSON object, the value of dense is no table); "
        "what can be read of it is shown."
    ]


def test_a_report_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "report.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    entries, (fault,) = read(path)
    assert entries == []
    assert fault.startswith(f"The report {path} cannot be read")
