"""A line of a report is read whole or refused in words that say what is wrong with it, whatever it holds."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_entries import line, write_report

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Entry, Time
from gesture_app.core.lab.report_line import report_line
from gesture_app.core.lab.reports import report_entries

BROKEN = {
    "latency is a number": ({"pruned": {"latency": 5}}, "the value of pruned.latency is no table"),
    "an engine without times": ({"dense": {"latency": {"torch": {}}}}, "there is no dense.latency.torch.p50_ms"),
    "an engine with nothing": ({"dense": {"latency": {"torch": None}}}, "the value of dense.latency.torch is no table"),
    "a time that is a word": (
        {"dense": {"latency": {"torch": {"p50_ms": "x", "p95_ms": 1}}}},
        "the value of dense.latency.torch.p50_ms is no number",
    ),
    "a time that is no number": (
        {"dense": {"latency": {"torch": {"p50_ms": 1, "p95_ms": float("nan")}}}},
        "the value of dense.latency.torch.p95_ms is no number",
    ),
    "a time before its beginning": (
        {"dense": {"latency": {"torch": {"p50_ms": -1, "p95_ms": 1}}}},
        "the value of dense.latency.torch is no time",
    ),
    "seed is a list": ({"seed": [1]}, "the value of seed is no whole number"),
    "amount is a word": ({"amount": "x", "reached": None}, "the value of amount is no number"),
    "amount is nothing": ({"amount": None, "reached": None}, "the value of amount is no number"),
    "reached is a word": ({"reached": "x"}, "the value of reached is no number"),
    "score is a word": ({"pruned": {"score": "good"}}, "the value of pruned.score is no number"),
    "params is a word": ({"pruned": {"params": "few"}}, "the value of pruned.params is no whole number"),
    "params has more digits than a number can": (
        {"pruned": {"params": 10**400}},
        "the value of pruned.params is no whole number",
    ),
    "task is a table": ({"task": {}}, "the value of task is no text"),
    "family is a list": ({"family": ["cnn"]}, "the value of family is no text"),
    "machine is a number": ({"machine": 7}, "the value of machine is no text"),
    "a direction that is a word": (
        {"is_higher_better": "yes"},
        "the value of is_higher_better is neither true nor false",
    ),
    "dense is a list": ({"dense": [1]}, "the value of dense is no table"),
}


def changed(changes):
    """A good line with some of its values replaced, those of tables one by one."""
    facts = line()
    for name, value in changes.items():
        is_part = isinstance(value, dict) and name in ("dense", "pruned")
        facts[name] = facts[name] | value if is_part else value
    return facts


@pytest.mark.parametrize(("changes", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_a_line_is_named_and_the_others_are_shown(tmp_path, changes, reason):
    broken = write_report(tmp_path / "broken.jsonl", line(), changed(changes))
    whole = write_report(tmp_path / "whole.jsonl", line())
    found = list(report_entries([broken, whole]))
    assert [one for one in found if isinstance(one, str)] == [
        f"The report {broken} is damaged in line 2 ({reason}); what can be read of it is shown."
    ]
    assert sum(isinstance(one, Entry) for one in found) == 4


@pytest.mark.parametrize("name", [name for name in line() if name not in ("reached", "machine", "finished_at")])
def test_what_a_line_lacks_is_named_unless_it_says_nothing(name):
    facts = line(reached=None)
    del facts[name]
    if name == "amount_name":
        assert report_line(json.dumps(facts)).amount == "50 % pruned"
        return
    with pytest.raises(LabError, match=f"^there is no {name}$"):
        report_line(json.dumps(facts))


@pytest.mark.parametrize("row", ["", "{", "5", "null", "[]", "[" * 100_000], ids=lambda row: row[:4])
def test_what_is_no_object_is_no_line(row):
    with pytest.raises(LabError, match="it is no JSON object"):
        report_line(row)


def test_figures_that_nobody_took_are_nothing():
    figures = {"score": None, "params": None, "latency": None}
    read = report_line(json.dumps(line(dense=figures, machine=None)))
    assert (read.dense.score, read.dense.params, read.dense.macs, read.dense.times) == (None, None, None, {})
    assert read.machine == ""


def test_a_network_that_came_to_nothing_has_no_score_and_its_costs_all_the_same():
    read = report_line(json.dumps(changed({"pruned": {"score": float("nan")}})))
    assert (read.pruned.score, read.pruned.params, read.pruned.times) == (None, 40, {"torch": Time(5.0, 10.0)})


@pytest.mark.parametrize(("told", "precision"), [({}, "fp32"), ({"precision": "bfloat16"}, "bf16")])
def test_lines_of_before_precision_could_be_chosen_are_of_full_precision(told, precision):
    assert report_line(json.dumps(line(**told))).precision == precision


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts, max_size=3),
    max_leaves=5,
)
PLACES = [
    *((name,) for name in line()),
    *((side, name) for side in ("dense", "pruned") for name in line()["dense"]),
    *(("dense", "latency", "torch", name) for name in ("p50_ms", "p95_ms")),
    ("dense", "latency", "torch"),
]


@given(st.sampled_from(PLACES), ANYTHING)
def test_no_value_anywhere_ends_the_reading(tmp_path_factory, place, value):
    facts = copy.deepcopy(line("b2"))
    inner = facts
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    found = list(report_entries([write_report(tmp_path_factory.mktemp("lab") / "r.jsonl", line(), facts)]))
    faults = [one for one in found if isinstance(one, str)]
    assert len([one for one in found if isinstance(one, Entry)]) >= 2
    assert all(fault.count("damaged in line 2 (") for fault in faults)
    assert len(faults) <= 1
