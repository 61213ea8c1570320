"""`gesture-train suite target` on the command line, and what `suite list` says for the lab's page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.cli import MISUSED, main
from training.commands._suite_detectors import CRITERIA, WEIGHTS
from training.commands.prune import CRITERIA as KNOWN

TARGET = ("suite", "target", "l1", "--task", "tiny_shapes")


@pytest.mark.needs_torch
def test_a_search_tells_every_try_as_json_and_keeps_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quick = ("--set", "training.epochs=1", "--timing-runs", "0", "--tries", "1", "--out", str(tmp_path), "--json")
    assert main([*TARGET, "--lose-at-most", "100", *quick]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["event"] for event in told]
    assert (kinds[0], kinds[-1], told[-1]["amount"]) == ("trial", "reached", 0.475)
    assert len((tmp_path / "report.jsonl").read_text().splitlines()) == 1


def test_an_amount_beside_a_promise_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TARGET, "--under-ms", "8", "--pruning-ratio", "0.5"]) == MISUSED
    assert "looks for the amount itself" in capsys.readouterr().err


def test_the_list_has_a_sentence_for_each_method_and_the_detectors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suite", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert all(method["sentence"].endswith(".") for method in listed["methods"])
    names = {entry["name"] for entry in listed["detectors"]["weights"]}
    assert names == {path.stem for path in WEIGHTS.glob("*.safetensors")} >= {"default"}
    assert sorted(criterion["name"] for criterion in CRITERIA) == sorted(KNOWN)
