"""Only the folder of one run, below our own, is ever deleted with a job."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.lab.job_made import delete_run, run_folder
from gesture_app.core.lab.lab_job import JobOrder


def order(*words: str) -> JobOrder:
    return JobOrder("a job", "retrain", words)


def retrain(out: Path, *more: str) -> JobOrder:
    return order("gesture-train", "retrain", "hands", "--out", str(out), "--model", "/models/mine", *more)


def test_a_run_below_our_own_folder_is_deleted_and_its_neighbours_stay(tmp_path: Path) -> None:
    home = tmp_path / "lab"
    run, neighbour = home / "pruned" / "mine", home / "pruned" / "other"
    for folder in (run, neighbour):
        (folder / "steps").mkdir(parents=True)
    assert run_folder(retrain(run), (home,)) == run.resolve()
    delete_run(retrain(run), (home,))
    assert not run.exists()
    assert neighbour.is_dir()
    delete_run(retrain(run), (home,))  # it is gone already


@pytest.mark.parametrize("out", ["elsewhere", "lab", "lab/../elsewhere", "lab/out"])
def test_nothing_else_is(tmp_path: Path, out: str) -> None:
    """A folder elsewhere, ours as a whole, one that climbs out, and one that is a link to somewhere else."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    asked = retrain(tmp_path / out)
    assert run_folder(asked, (tmp_path / "lab",)) is None
    delete_run(asked, (tmp_path / "lab",))
    assert (tmp_path / out).is_dir()


def test_neither_are_the_reports_that_many_jobs_write_nor_a_network(tmp_path: Path) -> None:
    out = str(tmp_path / "lab" / "suite")
    homes = (tmp_path / "lab",)
    assert run_folder(order("gesture-train", "suite", "run", "l1", "--out", out, "--model", "m"), homes) is None
    assert run_folder(order("gesture-train", "retrain", "hands", "--out", out), homes) is None
    assert run_folder(order("gesture-train", "retrain", "hands", "--model", "m", "--out"), homes) is None
