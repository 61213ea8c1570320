"""training suite evidence --at-once: parts of a protocol by processes of their own."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest
from quick_evidence import EVIDENCE

from training.cli import MISUSED, main
from training.commands._suite_at_once import Part, parts_of, prove_at_once
from training.errors import TrainingError
from training.pruning.cells import cells_file, read_cells
from training.pruning.prove import Proof, cell_count
from training.pruning.registry import find_evidence

TESTS = Path(__file__).parents[2]
# What `training suite evidence --only-seed --only-task` does, with a protocol that takes a second.
ONE_PART = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from quick_evidence import EVIDENCE
from training.commands._suite_events import speaker
from training.pruning.prove import Proof, prove
task, seed, reports, out = sys.argv[1:]
prove(Proof(EVIDENCE, Path(out), Path(reports), (int(seed),), 0, task), speaker(as_json=True))
"""
# Seed 1 fails once seed 0 is at work, which would go on for an hour.
FAILS = """
import os, sys, time
from pathlib import Path
seed, folder, pids = int(sys.argv[1]), *map(Path, sys.argv[2:])
if seed == 0:
    (pids / "part").write_text(str(os.getpid()))
    (pids / "part").rename(pids / "0")
    time.sleep(3600)
while not (pids / "0").exists():
    time.sleep(0.01)
sys.exit("gesture-train: The data are gone; bring them back.")
"""


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_seeds_at_once_give_what_one_after_the_other_does(tmp_path):
    out, events, asked = tmp_path / "runs", [], []

    def command(part: Part, folder: Path) -> list[str]:
        asked.append(part)
        return [sys.executable, "-c", ONE_PART, part.task, str(part.seed), str(folder), str(out)]

    proof = Proof(EVIDENCE, out, tmp_path / "kept", (0, 1, 2), 0)
    prove_at_once(proof, 2, events.append, command)
    cells = read_cells(cells_file(proof.reports, "l1"))
    assert [(cell.line.seed, cell.line.arm) for cell in cells] == [(s, a) for s in (0, 1, 2) for a in ("l1", "random")]
    told = [event for event in events if event.kind != "progress"]
    assert [event.kind for event in told] == ["started", *["seed_finished"] * 6, "finished"]
    assert (told[0].values["cells"], told[-1].values["cells_finished"]) == (6, 6)
    assert asked == [Part("tiny_shapes", seed) for seed in (0, 1, 2)]
    assert [event.values["cells_before"] for event in told[1:-1]] == list(range(6))


def test_every_cell_of_a_protocol_is_in_one_part(tmp_path):
    whole = Proof(find_evidence("obspa"), tmp_path, tmp_path, (0, 1, 2))
    alone = [dataclasses.replace(whole, seeds=(part.seed,), only_task=part.task) for part in parts_of(whole)]
    assert len(alone) == len({(proof.seeds, proof.only_task) for proof in alone}) > 2 * len(whole.seeds)
    assert sum(cell_count(proof) for proof in alone) == cell_count(whole)
    assert min(cell_count(proof) for proof in alone) > 0


def test_a_task_that_the_protocol_does_not_have(capsys):
    assert main(["suite", "evidence", "gradual", "--only-task", "birds"]) == MISUSED
    assert "does nothing on birds; there are: vgg_cifar10, char_lstm_shakespeare." in capsys.readouterr().err


def test_the_plan_of_one_task(capsys):
    assert main(["suite", "evidence", "gradual", "--only-task", "char_lstm_shakespeare", "--dry-run"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told
    assert all("on char_lstm_shakespeare" in line for line in told)


def test_where_one_fails_it_says_why_and_ends_the_others(tmp_path):
    def command(part: Part, folder: Path) -> list[str]:
        return [sys.executable, "-c", FAILS, str(part.seed), str(folder), str(tmp_path)]

    with pytest.raises(
        TrainingError, match=r"Seed 1 of tiny_shapes came to no good end: .* The data are gone; bring them back\."
    ):
        prove_at_once(Proof(EVIDENCE, tmp_path / "runs", tmp_path, (0, 1), 0), 2, lambda _: None, command)
    assert not is_alive(int((tmp_path / "0").read_text()))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--at-once", "0"], "--at-once is at least 1, not 0."),
        (["--only-seed", "-1"], "--only-seed is at least 0, not -1."),
    ],
)
def test_numbers_that_make_no_sense(words, reason, capsys):
    assert main(["suite", "evidence", "gradual", *words]) == MISUSED
    assert reason in capsys.readouterr().err
