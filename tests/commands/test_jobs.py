"""`gesture-app jobs`: the queue without a window, with real processes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import psutil
import pytest

from gesture_app import cli
from gesture_app.commands.jobs import COMMAND
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobState
from gesture_app.core.paths import jobs_folder
from gesture_app.workers.job_processes import is_alive

LIMIT_S = 110.0  # the machine may be busy
LONG = ("gesture-app", "soak", "--minutes", "60", "--player", "dry_run", "--json")

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("brisk_jobs"), pytest.mark.timeout(300)]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def asked(*words: str) -> str:
        assert cli.main(["jobs", *words]) == 0
        return capsys.readouterr().out

    return asked


def wait_until_it_is(state: JobState, key: str) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while JobFolder(jobs_folder(), is_alive).job(key).state is not state:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def test_a_command_is_queued_run_in_the_background_and_forgotten(ask: Callable[..., str]) -> None:
    assert ask("list") == ""
    key = ask("add", "--title", "All models", "--", "gesture-app", "models", "--json").strip()
    wait_until_it_is(JobState.DONE, key)
    assert "All models" in ask("list")
    listed = json.loads(ask("list", "--json"))
    assert (listed["key"], listed["state"], listed["code"]) == (key, "done", 0)
    assert listed["command"] == "gesture-app models"  # as a person types it
    ask("remove", key)
    assert ask("list") == ""


def test_a_job_that_runs_is_cancelled_and_resumed(ask: Callable[..., str]) -> None:
    key = ask("add", *LONG).strip()
    wait_until_it_is(JobState.RUNNING, key)
    ask("cancel", key)
    wait_until_it_is(JobState.CANCELLED, key)
    ask("resume", key)
    wait_until_it_is(JobState.RUNNING, key)
    runner = JobFolder(jobs_folder(), is_alive).job(key).standing.runner
    ask("cancel", key)
    wait_until_it_is(JobState.CANCELLED, key)
    psutil.Process(runner.pid).wait(LIMIT_S)


def test_what_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert COMMAND.help
    for words, reason in (
        (("add",), "needs a command"),
        (("add", "rm", "-r"), "nothing else"),
        (("cancel", "x"), "no job"),
    ):
        assert cli.main(["jobs", *words]) in (cli.FAILED, cli.MISUSED)
        assert reason in capsys.readouterr().err
