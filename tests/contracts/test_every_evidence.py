"""What the evidence on every paper promises; a new file is tested without a line here."""

from __future__ import annotations

import argparse
import dataclasses
import math
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from made_up_cells import made_up, with_figure
from torch import nn

import training.cli
from training.commands._suite_evidence import REPORTS
from training.commands._suite_options import run_request
from training.data.yolo_folder import DATA_SETTING
from training.pruning import report
from training.pruning.cells import cells_file, read_cells
from training.pruning.claim import FEWEST_SEEDS, Relation, Verdict
from training.pruning.prove import Proof, trial_request
from training.pruning.registry import all_evidence, all_methods, all_tasks, find_task, misfit
from training.pruning.run import finished
from training.pruning.verdict import Outcome, findings, measured, overall
from training.pruning.zoo import picture_task
from training.pruning.zoo.address import TIMM
from training.pruning.zoo.origin import Origin
from training.pruning.zoo.preprocessing import of_values

EVIDENCE = all_evidence()
every_evidence = pytest.mark.parametrize("evidence", EVIDENCE.values(), ids=EVIDENCE)
CLAIMS = [
    pytest.param(e, number, id=f"{e.method}-{number}") for e in EVIDENCE.values() for number in range(len(e.claims))
]
every_claim = pytest.mark.parametrize(("evidence", "number"), CLAIMS)
QUANTITIES = [
    pytest.param(e, quantity, id=f"{e.method}: {quantity.name}")
    for e in EVIDENCE.values()
    for claim in e.claims
    for quantity in (*claim.needs, *claim.quantities)
]
COMMANDS = [pytest.param(command, id=command) for e in EVIDENCE.values() for command in e.paper_scale]
FAR = 1000.0
ROOT = Path(__file__).parents[2]
ROUNDS, STEP = 30, 0.01


def test_looking_through_it_loads_no_torch():
    code = "import sys; from training.pruning import registry; registry.all_evidence(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@every_evidence
def test_it_is_on_a_method_and_named_as_its_file(evidence):
    assert EVIDENCE[evidence.method] is evidence
    assert evidence.method in all_methods()


@every_evidence
def test_it_takes_enough_seeds_and_says_how_to_go_further(evidence):
    assert evidence.seeds >= FEWEST_SEEDS
    assert evidence.claims
    assert evidence.paper_scale


@every_evidence
def test_its_trials_can_be_run(evidence, tmp_path, request):
    if any(trial.task not in all_tasks() for trial in evidence.trials):
        request.getfixturevalue("gesture_data")  # an address names a network with its pictures
    proof = Proof(evidence, tmp_path, tmp_path, (0, 1, 2), timing_runs=5)
    names = [trial.name for trial in evidence.trials]
    assert len(set(names)) == len(names)
    for trial in evidence.trials:
        assert trial.method in all_methods()
        assert misfit(all_methods()[trial.method], find_task(trial.task)) is None
        assert trial_request(trial, 0, proof).timing_runs == 5
        assert trial_request(trial, 1, proof).timing_runs == 0


@every_evidence
def test_what_was_kept_is_of_the_protocol_as_it_stands(evidence, tmp_path, request):
    """A setting that came later is marked as added; otherwise all would be run again."""
    if any(trial.task not in all_tasks() for trial in evidence.trials):
        request.getfixturevalue("gesture_data")
    cells = read_cells(cells_file(ROOT / REPORTS, evidence.method))
    proof = Proof(evidence, tmp_path, tmp_path, (0,))
    for trial in evidence.trials:
        kept = [cell.line for cell in cells if cell.trial == trial.name]
        path = tmp_path / f"{trial.name}.jsonl"
        for line in kept:
            report.append(line, path)
        wanted = dataclasses.replace(trial_request(trial, 0, proof), seeds=tuple(line.seed for line in kept))
        assert len(finished(wanted, path)) == len(kept) > 0


def test_every_method_is_in_the_protocol_of_a_paper():
    assert {trial.method for evidence in EVIDENCE.values() for trial in evidence.trials} == set(all_methods())


@every_claim
def test_a_claim_has_a_source_and_can_be_decided_or_says_why_not(evidence, number):
    claim = evidence.claims[number]
    assert claim.text.endswith(".")
    assert claim.source
    assert bool(claim.quantities) != bool(claim.beyond)


@every_claim
def test_a_claim_looks_at_cells_that_are_run(evidence, number):
    run = {(trial.name, arm) for trial in evidence.trials for arm in trial.arms}
    claim = evidence.claims[number]
    figures = [f for q in (*claim.needs, *claim.quantities) for f in (q.left, q.right) if f is not None]
    assert [figure for figure in figures if (figure.trial, figure.arm) not in run] == []


@pytest.mark.parametrize(("evidence", "quantity"), QUANTITIES)
def test_a_rule_goes_both_ways(evidence, quantity):
    """Within its bounds a quantity holds; beyond either of them it fails."""
    neutral = 1.0 if quantity.relation is Relation.OVER else 0.0
    assert quantity.above < quantity.below

    def outcome(value):
        cells = made_up(evidence)
        if quantity.right is not None:
            cells = with_figure(cells, quantity.right, neutral)
        cells = with_figure(cells, quantity.left, value)
        return measured(quantity, cells).outcome

    low = quantity.above if quantity.above > -math.inf else quantity.below - FAR
    high = quantity.below if quantity.below < math.inf else quantity.above + FAR
    assert outcome((low + high) / 2) is Outcome.HOLDS
    if quantity.above > -math.inf:
        assert outcome(quantity.above - abs(quantity.above) / 10 - 1e-6) is Outcome.FAILS
    if quantity.below < math.inf:
        assert outcome(quantity.below + abs(quantity.below) / 10 + 1e-6) is Outcome.FAILS


@pytest.mark.parametrize(("evidence", "quantity"), QUANTITIES)
def test_what_cannot_be_negative_is_not_asked_to_be_above_0(evidence, quantity):
    """Its interval may reach below 0 all the same, and then nothing would ever hold."""
    is_ratio = quantity.relation is Relation.OVER
    assert not (quantity.above == 0.0 and (is_ratio or (quantity.right is None and quantity.below < math.inf)))


@pytest.fixture
def published_data(tmp_path, monkeypatch):
    """Folders named as the data of papers, with a picture each; networks of timm are looked up by name only."""
    for name in ("imagenet", "cifar100"):
        for split in ("train", "val"):
            folder = tmp_path / name / split / "thing"
            folder.mkdir(parents=True)
            (folder / "one.jpg").touch()
    monkeypatch.setenv(DATA_SETTING, str(tmp_path))
    monkeypatch.setattr(picture_task, "_origin", small_origin)


def small_origin(address):
    """What stands for a network of timm, if it has one of that name with such weights."""
    timm = pytest.importorskip("timm", reason="needs the extra `suite`")
    assert address.kind == TIMM
    assert timm.is_model(address.architecture)
    assert timm.get_pretrained_cfg(address.architecture) is not None
    attention = [Attention()] if address.architecture.startswith("vit") else []
    pooled = (nn.AdaptiveAvgPool2d(1), nn.Flatten())
    bare = nn.Sequential(nn.Conv2d(3, 4, 3), *attention, nn.Conv2d(4, 8, 3), *pooled, nn.Linear(8, 1))
    preprocessing = of_values(32, 32, ((0.5,) * 3, (0.5,) * 3), "bilinear")
    has_learned = not address.is_untrained
    return Origin(lambda _classes: bare, lambda _classes: bare, bare, 1000, preprocessing, has_learned=has_learned)


class Attention(nn.Module):
    """By its name a network with it counts as a transformer."""


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_of_the_papers_size_can_be_given(command, published_data):
    program, *words = shlex.split(command, comments=True)
    assert program == training.cli.PROGRAM
    args = training.cli.build_parser().parse_args(words)
    assert isinstance(args, argparse.Namespace)
    if words[:2] == ["suite", "run"]:
        request = run_request(args, args.method, resumes=True)
        assert len(request.seeds) >= FEWEST_SEEDS
        if any(arm.is_narrower for arm in request.method.arms if arm.name in request.arms):
            request.task.build(0.5)  # not every network from outside can be


@every_evidence
def test_nothing_follows_from_nothing(evidence):
    verdicts = {finding.verdict for finding in findings(evidence, [])}
    assert verdicts <= {Verdict.UNFINISHED, Verdict.NOT_TESTABLE}
    assert overall(findings(evidence, [])) in verdicts


@every_evidence
def test_its_claims_do_not_contradict_each_other(evidence):
    """There are figures by which all claims hold that can be tested: a protocol cannot be lost before it is run."""
    cells = made_up(evidence)
    quantities = [q for claim in evidence.claims for q in (*claim.needs, *claim.quantities)]
    for _ in range(ROUNDS):
        for quantity in quantities:
            cells = towards(quantity, cells)
    wanted = {Verdict.REPRODUCED, Verdict.NOT_TESTABLE}
    found = findings(evidence, cells)
    assert {finding.verdict for finding in found if not finding.claim.beyond} <= {Verdict.REPRODUCED}
    assert {finding.verdict for finding in found} <= wanted


def towards(quantity, cells):
    """The cells with the left figure moved to where the quantity holds."""
    now = measured(quantity, cells)
    if now.outcome is Outcome.HOLDS:
        return cells
    target = min(quantity.above + STEP, (quantity.above + quantity.below) / 2)
    target = quantity.below - STEP if quantity.above == -math.inf else target
    left = measured(dataclasses.replace(quantity, right=None), cells).found.mean
    is_ratio = quantity.relation is Relation.OVER
    return with_figure(
        cells, quantity.left, left * target / now.found.mean if is_ratio else left + target - now.found.mean
    )
