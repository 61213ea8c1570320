"""training suite evidence | verdicts | report --charts: what papers claim is run, judged and drawn."""

from __future__ import annotations

import json

import pytest
from made_up_cells import made_up
from quick_evidence import EVIDENCE

from training.cli import FAILED, MISUSED, main
from training.pruning.cells import cells_file, write_cells
from training.pruning.registry import all_evidence, find_evidence


@pytest.fixture
def quick(monkeypatch):
    """A protocol that takes a second."""
    monkeypatch.setattr("training.commands._suite_evidence.find_evidence", lambda _name: EVIDENCE)


def test_a_protocol_is_run_and_judged_for_a_person(quick, tmp_path, capsys):
    words = ["suite", "evidence", "l1", "--out", str(tmp_path), "--timing-runs", "0"]
    assert main(words) == 0
    shown = capsys.readouterr()
    assert "evidence on l1: 6 cells" in shown.err
    assert "90 %, seed 2 random: score 100%" in shown.err
    assert "claim    Small channels go first." in shown.out
    assert "verdict  reproduced" in shown.out
    assert main(words) == 0
    assert "90 %, seed 0 l1: already there" in capsys.readouterr().err
    assert main(["suite", "verdicts", "l1", "--reports", str(tmp_path)]) == 0
    assert "verdict  reproduced" in capsys.readouterr().out


def test_another_program_follows_it_line_by_line(quick, tmp_path, capsys):
    reports = tmp_path / "kept"
    words = ["suite", "evidence", "l1", "--out", str(tmp_path), "--reports", str(reports), "--timing-runs", "0"]
    assert main([*words, "--seeds", "1", "--json"]) == 0
    shown = capsys.readouterr()
    events = [json.loads(line) for line in shown.out.splitlines()]
    assert shown.err == ""
    assert [e["event"] for e in events if e["event"] != "progress"] == [
        "started", "seed_finished", "seed_finished", "finished", "verdict"
    ]  # fmt: skip
    assert events[-1]["verdict"] == "not testable at this scale"
    assert "1 seeds are too few" in events[-1]["claims"][0]["reason"]
    assert [path.name for path in reports.iterdir()] == ["l1.jsonl"]


@pytest.mark.usefixtures("gesture_data")  # one paper is about networks for hands
def test_a_dry_run_tells_everything_and_runs_nothing(tmp_path, capsys):
    assert main(["suite", "evidence", "--dry-run", "--out", str(tmp_path / "runs")]) == 0
    said = capsys.readouterr().err
    trials = [(e, trial) for e in all_evidence().values() for trial in e.trials]
    assert all(f"{e.method}: {trial.name}: {trial.method} on {trial.task}" in said for e, trial in trials)
    assert main(["suite", "evidence", "gradual", "--dry-run", "--json"]) == 0
    planned = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [plan["name"] for plan in planned] == [trial.name for trial in find_evidence("gradual").trials]
    assert not (tmp_path / "runs").exists()


def test_verdicts_of_all_papers_are_one_object_each(tmp_path, capsys):
    evidence = find_evidence("gradual")
    write_cells(made_up(evidence), cells_file(tmp_path, "gradual"))
    assert main(["suite", "verdicts", "--reports", str(tmp_path), "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["method"] for each in found] == list(all_evidence())
    assert {each["verdict"] for each in found if each["method"] != "gradual"} == {"not finished"}


def test_charts_are_drawn_from_kept_cells(tmp_path, capsys):
    write_cells(made_up(find_evidence("gradual")), cells_file(tmp_path, "gradual"))
    words = ["suite", "report", "--out", str(tmp_path), "--charts", str(tmp_path / "charts"), "--chart-format", "png"]
    assert main(words) == 0
    assert sorted(path.name for path in (tmp_path / "charts").iterdir()) == [
        "char_lstm_shakespeare.png",
        "vgg_cifar10.png",
    ]
    assert "drew" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["evidence", "magic"], MISUSED, "There is no evidence on 'magic'; there is on "),
        (["verdicts", "magic"], MISUSED, "There is no evidence on 'magic'"),
        (["evidence", "gradual", "--seeds", "0"], MISUSED, "--seeds is at least 1, not 0."),
        (["evidence", "gradual", "--timing-runs", "-1"], MISUSED, "--timing-runs is 0 or more, not -1."),
        (["report", "--out", "nowhere", "--charts", "x"], FAILED, "There is no report in nowhere"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(words, code, reason, capsys):
    assert main(["suite", *words]) == code
    assert reason in capsys.readouterr().err
