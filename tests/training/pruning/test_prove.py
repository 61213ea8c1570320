"""A protocol keeps every finished cell, can be cancelled and goes on, and says beforehand what makes no sense."""

from __future__ import annotations

import dataclasses

import pytest

from training.errors import RecipeError
from training.pruning.cells import cells_file, read_cells
from training.pruning.claim import SCORE, Claim, Evidence, Quantity, Trial, Verdict
from training.pruning.prove import Proof, prove, trial_request
from training.pruning.report import FILE, read
from training.pruning.verdict import findings

SHORT = {"epochs": 2, "limit": 150}
RAMP = {"every": 1}
TRIALS = (
    Trial("90 %", "gradual", "tiny_shapes", 0.9, ("sparse", "small_dense"), SHORT, RAMP),
    Trial("50 %", "gradual", "tiny_shapes", 0.5, ("sparse",), SHORT, RAMP),
)
EVIDENCE = Evidence(
    method="gradual",
    trials=TRIALS,
    claims=(Claim("x.", "y", (Quantity("z", SCORE.of("50 %", "sparse"), above=-1.0),)),),
    paper_scale=("gesture-train suite list",),
)


@pytest.fixture
def proof(tmp_path):
    return Proof(EVIDENCE, tmp_path / "runs", tmp_path / "reports", (0, 1, 2), timing_runs=0)


def test_every_cell_is_kept_and_judged(proof):
    events = []
    cells = prove(proof, events.append)
    assert [(cell.line.seed, cell.trial, cell.line.arm) for cell in cells[:4]] == [
        (0, "90 %", "sparse"), (0, "90 %", "small_dense"), (0, "50 %", "sparse"), (1, "90 %", "sparse")
    ]  # fmt: skip
    assert read_cells(cells_file(proof.reports, "gradual")) == cells
    assert [findings(EVIDENCE, cells)[0].verdict] == [Verdict.REPRODUCED]
    kinds = [event.kind for event in events if event.kind != "progress"]
    assert kinds == ["started", *["seed_finished"] * 9, "finished"]
    told = [event.values for event in events if event.kind == "seed_finished"]
    assert [values["cells_before"] for values in told] == [0, 0, 2, 3, 3, 5, 6, 6, 8]
    assert {values["cells"] for values in told} == {9}


def test_a_trial_that_takes_long_may_have_fewer_seeds(proof):
    short = dataclasses.replace(TRIALS[1], seeds=1)
    evidence = dataclasses.replace(EVIDENCE, trials=(short, dataclasses.replace(short, name="all", seeds=None)))
    cells = prove(dataclasses.replace(proof, evidence=evidence, seeds=(0, 1)), lambda _: None)
    assert [(cell.trial, cell.line.seed) for cell in cells] == [("50 %", 0), ("all", 0), ("all", 1)]
    assert findings(evidence, cells)[0].verdict is Verdict.NOT_TESTABLE  # one seed is too few, but it is finished
    assert findings(evidence, cells[:1] + cells[2:])[0].verdict is Verdict.UNFINISHED


def test_arms_tell_how_long_they_were_trained(proof):
    steps = {cell.line.arm: cell.line.steps for cell in prove(dataclasses.replace(proof, seeds=(0,)), lambda _: None)}
    assert steps == {"sparse": 6, "small_dense": 6}


def test_a_cancelled_protocol_keeps_its_cells_and_goes_on(proof):
    events = []

    def stop_at_the_third(event):
        events.append(event)
        if event.kind == "progress" and event.values["cells_before"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove(proof, stop_at_the_third)
    assert (events[-1].kind, events[-1].values["cells_finished"]) == ("cancelled", 2)
    before = read_cells(cells_file(proof.reports, "gradual"))
    assert len(before) == 2
    events.clear()
    cells = prove(proof, events.append)
    assert [event.kind for event in events].count("seed_skipped") == 2
    assert [cells[0], cells[1]] == before
    assert len(read(proof.out / FILE)) == len(cells) == 9


def test_cells_of_a_paper_are_finished_even_if_the_folder_of_its_runs_is_gone(proof, tmp_path):
    events = []
    before = prove(dataclasses.replace(proof, seeds=(0,)), lambda _: None)
    cells = prove(dataclasses.replace(proof, out=tmp_path / "another", seeds=(0, 1)), events.append)
    assert cells[:3] == before
    assert {event.values["seed"] for event in events if event.kind == "progress"} == {1}


def test_data_are_read_once_for_all_trials_and_seeds(proof, monkeypatch, tiny):
    """Also those of an address, which is another task whenever it is looked up."""
    loads = []

    def counted(_name):
        return dataclasses.replace(tiny, load=lambda: loads.append(1) or tiny.load())

    monkeypatch.setattr("training.pruning.prove.find_task", counted)
    evidence = dataclasses.replace(EVIDENCE, trials=TRIALS[1:])
    prove(dataclasses.replace(proof, evidence=evidence, seeds=(0, 1)), lambda _: None)
    assert loads == [1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"method": "magic"}, "no method 'magic'"),
        ({"task": "magic"}, "no task 'magic'"),
        ({"method": "ap", "task": "char_lstm_shakespeare"}, "is rnn"),
        ({"arms": ("magic",)}, "gradual has no arm magic, which '90 %' asks for"),
        ({"settings": {"magic": 1}}, "magic"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_run(proof, changes, reason):
    wrong = dataclasses.replace(EVIDENCE, trials=(TRIALS[1], dataclasses.replace(TRIALS[0], **changes)))
    with pytest.raises(RecipeError, match=reason):
        prove(dataclasses.replace(proof, evidence=wrong), lambda _: None)
    assert not proof.out.exists()


def test_only_the_first_seed_is_timed(proof):
    timed = dataclasses.replace(proof, timing_runs=7)
    assert [trial_request(TRIALS[0], seed, timed).timing_runs for seed in (0, 1)] == [7, 0]
