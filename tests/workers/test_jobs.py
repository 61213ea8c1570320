from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import AppError, ModelError
from gesture_app.workers.jobs import Jobs

LIMIT_S = 60.0  # ends a test that hangs


class Listener(QObject):
    """Remembers what arrived, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[tuple[str, object]] = []
        self.threads: list[threading.Thread] = []

    @Slot(str, object)
    def take(self, topic: str, result: object) -> None:
        self.results.append((topic, result))
        self.threads.append(threading.current_thread())


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def test_results_come_back_in_order_on_the_thread_that_asked(jobs: Jobs, qtbot: QtBot) -> None:
    listener = Listener()
    jobs.done.connect(listener.take)
    jobs.start("name", lambda: threading.current_thread().name)
    jobs.start("sum", lambda: 1 + 1)
    qtbot.waitUntil(lambda: len(listener.results) == 2, timeout=2000)
    assert listener.results == [("name", "jobs_0"), ("sum", 2)]
    assert set(listener.threads) == {threading.main_thread()}


def test_a_job_that_fails_says_why_and_the_next_one_runs(jobs: Jobs, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ModelError("The model is broken; pick another.")

    failures = Listener()
    jobs.failed.connect(failures.take)
    with qtbot.waitSignal(jobs.done, timeout=2000) as done:
        jobs.start("model", fail)
        jobs.start("other", lambda: 2)
    assert done.args == ["other", 2]
    ((topic, error),) = failures.results
    assert topic == "model"
    assert str(error) == "The model is broken; pick another."


def test_a_mistake_in_a_job_is_logged_and_told_and_the_next_one_runs(
    jobs: Jobs, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    failures = Listener()
    jobs.failed.connect(failures.take)
    with qtbot.waitSignal(jobs.done, timeout=2000) as done:
        jobs.start("lab library", lambda: {}["run"])
        jobs.start("other", lambda: 2)
    assert done.args == ["other", 2]
    ((topic, error),) = failures.results
    assert topic == "lab library"
    assert isinstance(error, AppError)
    assert str(error).startswith("The app made a mistake (KeyError: 'run')")
    assert "'lab library'" in caplog.text


def test_closing_forgets_what_has_not_begun(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Jobs()
    gate, began = threading.Event(), threading.Event()
    ran = []

    def wait() -> None:
        began.set()
        gate.wait(LIMIT_S)

    jobs.start("first", wait)
    jobs.start("second", lambda: ran.append("second"))
    assert began.wait(LIMIT_S)
    finish = jobs.finish
    monkeypatch.setattr(jobs, "finish", lambda: (gate.set(), finish()))  # the first one ends when closing waits for it
    jobs.close()
    assert ran == []


def test_finishing_does_what_has_not_begun(qapp: object) -> None:
    jobs = Jobs()
    ran: list[str] = []
    for name in ("first", "second"):
        jobs.start(name, partial(ran.append, name))
    jobs.finish()
    jobs.finish()
    assert ran == ["first", "second"]
