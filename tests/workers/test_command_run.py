"""A command runs as a process of its own; what it prints comes back, and it can be ended."""

from __future__ import annotations

import sys

import pytest

from gesture_app.workers.command_run import CommandRun


@pytest.fixture
def run(qapp):
    run = CommandRun()
    yield run
    run.close()


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module that a process can run."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def written(text: str) -> str:
        (tmp_path / "errand.py").write_text(text)
        return "errand"

    return written


def test_what_it_prints_comes_back_with_its_last_complaint(run, module, qtbot):
    name = module("import sys; print('figures', sys.argv[1]); print('a\\nthe reason', file=sys.stderr); sys.exit(3)")
    with qtbot.waitSignal(run.ended, timeout=20_000) as ended:
        run.start(name, ["7"])
        assert run.is_running
    assert ended.args == [3, "figures 7\n", "the reason"]
    assert not run.is_running


def test_one_that_listens_to_nobody_is_ended_all_the_same(run, module, qtbot):
    name = module(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    run.start(name, [])
    qtbot.wait(300)
    with qtbot.waitSignal(run.ended, timeout=10_000) as ended:
        run.cancel()
    assert ended.args[0] != 0


def test_two_at_once_are_a_mistake(run, module):
    name = module("import time; time.sleep(60)")
    run.start(name, [])
    with pytest.raises(RuntimeError, match="running already"):
        run.start(name, [])


def test_after_closing_nobody_is_told(run, module, qtbot):
    run.start(module("import time; time.sleep(60)"), [])
    with qtbot.assertNotEmitted(run.ended, wait=50):
        run.close()
        run.close()
    assert not run.is_running


def test_a_process_that_cannot_begin_is_told(run, qtbot, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with qtbot.waitSignal(run.ended, timeout=5000) as ended:
        run.start("errand", [])
    assert ended.args[0] == 1
    assert ended.args[2]
