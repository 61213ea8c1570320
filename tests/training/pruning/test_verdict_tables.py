"""What the evidence says is shown for a person, for a program and in README, and README shows what was kept."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from made_up_cells import made_up, with_figure

from training.commands.report import VERDICTS, verdicts_text
from training.interval import Interval
from training.pruning.cells import cells_file, read_cells, write_cells
from training.pruning.claim import SCORE, Quantity
from training.pruning.registry import all_evidence, find_evidence, find_method
from training.pruning.verdict_tables import bounds_text, facts, markdown, number_text, overview, text
from training.readme import shown_table
from training.yolo.claims import rows

ROOT = Path(__file__).parents[3]
REPORTS = ROOT / "assets" / "reports" / "suite"
OTHERS = rows(REPORTS.parent / "detectors.jsonl", REPORTS.parent / "peers.json")
EVIDENCE, METHOD = find_evidence("gradual"), find_method("gradual")
FIGURE = SCORE.of("t", "a")


@pytest.fixture
def cells():
    """Cells by which the first claim holds."""
    made = made_up(EVIDENCE)
    for trial in EVIDENCE.trials:
        made = with_figure(made, SCORE.of(trial.name, "sparse"), 0.75)
    return made


def test_a_person_reads_claim_source_numbers_rule_and_verdict(cells):
    shown = text(METHOD, EVIDENCE, cells)
    assert "arXiv:1710.01878" in shown.splitlines()[0]
    assert "measured accuracy, sparse minus twin, cnn 90 % 0.25 ± 0 (above 0: holds)" in shown
    assert "verdict  reproduced\n" in shown
    assert "lstm 90 %  gradual:small_dense  3      0.5000 ± 0.0000" in shown
    assert all(command in shown for command in EVIDENCE.paper_scale)


def test_nothing_run_is_shown_as_not_finished():
    assert text(METHOD, EVIDENCE, []).splitlines()[0].endswith(": not finished")


def test_a_program_reads_the_same(cells):
    found = json.loads(json.dumps(facts(METHOD, EVIDENCE, cells)))
    assert found["claims"][0]["verdict"] == "reproduced"
    assert found["claims"][0]["measured"][0]["found"] == {"mean": 0.25, "half": 0.0, "n": 3}
    assert found["cells"] == len(cells)


def test_what_a_protocol_took_is_summed_over_its_cells(cells, tmp_path):
    slow = [dataclasses.replace(cell, line=dataclasses.replace(cell.line, seconds=90.0)) for cell in cells]
    minutes = len(cells) * 1.5
    assert f"{len(cells)} cells took {minutes:.1f} minutes, one after the other\n" in text(METHOD, EVIDENCE, slow)
    assert facts(METHOD, EVIDENCE, slow)["minutes"] == minutes
    write_cells(slow, cells_file(tmp_path, "gradual"))
    assert markdown(tmp_path).splitlines()[-1].endswith(f": gradual {minutes:.0f}.")


def test_readmes_table_has_a_row_for_each_claim_of_each_paper_that_was_run(cells, tmp_path):
    assert markdown(tmp_path) == ""
    write_cells(cells, cells_file(tmp_path, "gradual"))
    lines = markdown(tmp_path).splitlines()
    rows = [line for line in lines if line.startswith("| gradual |")]
    assert len(rows) == len(EVIDENCE.claims)
    assert "**reproduced**" in rows[0]
    assert {line.count("|") for line in lines if line.startswith("|")} == {7}
    assert lines[-1].startswith("Means over seeds with 95 % intervals.")


def test_what_a_claim_needs_is_in_readmes_table_only_where_it_is_lacking(cells, tmp_path):
    def first_row(some):
        write_cells(some, cells_file(tmp_path, "gradual"))
        return next(line for line in markdown(tmp_path).splitlines() if line.startswith("| gradual |"))

    need = EVIDENCE.claims[0].needs[0]
    assert need.name not in first_row(cells)
    assert f"needs: {need.name} 0.1 ± 0 (fails); " in first_row(with_figure(cells, need.left, 0.1))


def test_readme_shows_what_was_kept():
    """Figures come from nowhere but the cells, and from all of them."""
    assert shown_table((ROOT / "README.md").read_text(encoding="utf-8"), "evidence") == markdown(REPORTS, OTHERS)


def test_the_apps_file_says_what_the_reports_say():
    """`gesture-train report` writes it; every method has the verdict of its cells and none is left out."""
    assert (REPORTS / VERDICTS).read_text(encoding="utf-8") == verdicts_text(overview(REPORTS))
    assert set(overview(REPORTS)) == {path.stem for path in REPORTS.glob("*.jsonl")}


@pytest.mark.parametrize("evidence", all_evidence().values(), ids=all_evidence())
def test_what_was_kept_is_what_the_protocol_asks_for(evidence):
    """A protocol that was changed after it was run has to be run again."""
    trials = {trial.name: trial for trial in evidence.trials}
    for cell in read_cells(cells_file(REPORTS, evidence.method)):
        trial, line = trials[cell.trial], cell.line
        assert (line.method, line.task, line.amount) == (trial.method, trial.task, trial.amount)
        assert line.arm in trial.arms
        assert dict(trial.training).items() <= line.plan.items()
        assert dict(trial.settings).items() <= line.settings.items()


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (Quantity("x", FIGURE), "above 0"),
        (Quantity("x", FIGURE, above=-0.05), "above -0.05"),
        (Quantity("x", FIGURE, above=0.95, below=1.05), "above 0.95 and below 1.05"),
        (Quantity("x", FIGURE, above=float("-inf"), below=2.0), "below 2"),
    ],
)
def test_bounds_are_words(quantity, shown):
    assert bounds_text(quantity) == shown


def test_a_number_has_its_interval_where_there_is_one():
    assert number_text(Interval(0.123456, 0.0567, 3)) == "0.1235 ± 0.057"
    assert number_text(Interval(2.0, None, 1)) == "2"
