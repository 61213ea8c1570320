from __future__ import annotations

import argparse
import subprocess
import sys

import pytest

from gesture_app import cli, commands
from gesture_app.commands._command import Subcommand
from gesture_app.core.discover import discover
from gesture_app.core.errors import PlayerError, UsageError

COMMANDS = discover(commands, "COMMAND", Subcommand)


@pytest.fixture
def run_command(monkeypatch):
    """Run `gesture-app probe`, a subcommand that does what the test says."""

    def run(behaviour):
        probe = Subcommand(help="probe", add_arguments=lambda parser: None, run=behaviour)
        monkeypatch.setattr(cli, "discover", lambda *_: {"probe": probe})
        return cli.main(["probe"])

    return run


def raising(error):
    def behave(args: argparse.Namespace) -> int:
        raise error

    return behave


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(PlayerError("VLC is gone; start it."), 1, id="something does not work"),
        pytest.param(UsageError("--count makes no sense."), 2, id="something makes no sense"),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(run_command, capsys, error, code):
    assert run_command(raising(error)) == code
    assert capsys.readouterr() == ("", f"gesture-app: {error}\n")


def test_interrupting_is_quiet(run_command, capsys):
    assert run_command(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_a_bug_is_not_hidden(run_command):
    with pytest.raises(ZeroDivisionError):
        run_command(lambda args: 1 // 0)


def test_the_exit_code_is_that_of_the_command(run_command):
    assert run_command(lambda args: 1) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: gesture-app {name}" in capsys.readouterr().out


def test_help_loads_nothing_that_is_slow():
    code = (
        "import contextlib, sys\n"
        "from gesture_app.cli import build_parser\n"
        "build_parser().format_help()\n"
        "print(sorted({'cv2', 'openvino', 'onnxruntime', 'PySide6', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_a_reader_who_goes_away_hears_no_complaint():
    command = [sys.executable, "-m", "gesture_app", "config", "get"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        assert process.wait(100) == 1
        assert process.stderr.read() == ""
