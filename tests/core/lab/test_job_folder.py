"""The queue on disk: what is written there, how jobs stand, and what becomes of those whose runner was killed."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.files import write_atomically
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, JobStanding, JobState, LabJob, ProcessMark

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ORDER = JobOrder("Prune it", "prune", ("gesture-train", "suite", "list", "--json", "a b"), ("--resume",))
RUNNER = ProcessMark(7, 1.5)


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    return JobFolder(tmp_path / "jobs", lambda mark: mark == RUNNER)


def stand(folder: JobFolder, job: LabJob, state: JobState, **more: object) -> None:
    standing = JobStanding(state, NOW.timestamp(), started_at_s=NOW.timestamp(), **more)  # type: ignore[arg-type]
    folder.write(replace(job, standing=standing))


def test_a_job_is_read_as_it_was_added(folder: JobFolder) -> None:
    added = folder.add(ORDER, NOW)
    assert folder.jobs() == (added,)
    assert (added.order, added.state, added.order.shown) == (
        ORDER,
        JobState.QUEUED,
        "gesture-train suite list 'a b'",
    )
    assert tomllib.loads((added.folder / "job.toml").read_text())["created"] == "2026-11-30T12:00:00+00:00"


def test_the_turn_is_that_of_the_one_that_waits_longest(folder: JobFolder) -> None:
    later = folder.add(ORDER, NOW + timedelta(seconds=1))
    first, second = folder.add(ORDER, NOW), folder.add(ORDER, NOW)
    assert [job.key for job in folder.jobs()] == [first.key, second.key, later.key]
    assert first.key != second.key
    stand(folder, first, JobState.DONE)
    assert folder.next() == second


def test_only_programs_of_this_project_and_pip_are_run(folder: JobFolder) -> None:
    with pytest.raises(LabError, match="nothing else"):
        folder.add(JobOrder("Bad", "prune", ("rm", "-r")), NOW)
    job = folder.add(ORDER, NOW)
    path = job.folder / "job.toml"
    path.write_text(path.read_text().replace("gesture-train", "rm"))
    assert folder.jobs() == ()


def test_a_damaged_job_hides_no_other(folder: JobFolder) -> None:
    bad, good = folder.add(ORDER, NOW), folder.add(ORDER, NOW)
    for text in ("{", json.dumps({"state": "unheard of"}), json.dumps([])):
        (bad.folder / "state.json").write_text(text)
        assert folder.jobs() == (good,)


def test_one_that_waits_is_cancelled_at_once_and_can_be_resumed(folder: JobFolder) -> None:
    job = folder.add(ORDER, NOW)
    folder.cancel(job.key)
    assert folder.job(job.key).state is JobState.CANCELLED
    assert folder.next() is None
    resumed = folder.resume(job.key, NOW + timedelta(seconds=5))
    assert folder.next() == resumed
    assert resumed.order.words(is_resumed=resumed.standing.is_resumed) == ORDER.command


def test_a_job_that_had_begun_goes_on_with_what_its_order_says(folder: JobFolder) -> None:
    job = folder.add(ORDER, NOW)
    stand(folder, job, JobState.RUNNING, runner=ProcessMark(8, 1.0))
    assert folder.job(job.key).state is JobState.INTERRUPTED
    folder.resume(job.key, NOW)
    folder.cancel(job.key)
    resumed = folder.resume(job.key, NOW)
    assert resumed.order.words(is_resumed=resumed.standing.is_resumed) == (*ORDER.command, "--resume")


def test_one_that_runs_is_running_until_its_runner_says_otherwise(folder: JobFolder) -> None:
    job = folder.add(ORDER, NOW)
    stand(folder, job, JobState.RUNNING, runner=RUNNER)
    folder.cancel(job.key)
    assert folder.job(job.key).state is JobState.RUNNING
    assert folder.is_cancelled(job)
    with pytest.raises(LabError, match="nothing to resume"):
        folder.resume(job.key, NOW)
    with pytest.raises(LabError, match="running"):
        folder.remove(job.key)


def test_a_removed_job_leaves_nothing(folder: JobFolder) -> None:
    job = folder.add(ORDER, NOW)
    folder.remove(job.key)
    assert list(folder.place.iterdir()) == []
    with pytest.raises(LabError, match="no job"):
        folder.cancel(job.key)


def test_a_file_that_is_being_read_is_written_a_moment_later(
    folder: JobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where nothing replaces a file that somebody has open."""
    job = folder.add(ORDER, NOW)
    refusals = [PermissionError(), PermissionError()]

    def write(path: Path, text: str) -> None:
        if refusals:
            raise refusals.pop()
        write_atomically(path, text)

    monkeypatch.setattr("gesture_app.core.lab.job_folder.write_atomically", write)
    stand(folder, job, JobState.DONE)
    assert folder.job(job.key).state is JobState.DONE
    refusals += [PermissionError()] * 20
    with pytest.raises(PermissionError):
        stand(folder, job, JobState.FAILED)
