"""Every file of training/commands is a command, and errors are a sentence and an exit code."""

from __future__ import annotations

import importlib
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training import commands
from training.cli import FAILED, INTERRUPTED, MISUSED, build_parser, keep_to_this_machine, main, subcommands
from training.commands import (
    ablate,
    data,
    export,
    finetune,
    fit,
    layers,
    prune,
    quantize,
    repairs,
    report,
    retrain,
    suite,
    sweep,
    table,
    val,
)
from training.commands._command import Subcommand

MODULES = (
    ablate,
    data,
    export,
    finetune,
    fit,
    layers,
    prune,
    quantize,
    repairs,
    report,
    retrain,
    suite,
    sweep,
    table,
    val,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_file_is_a_command_of_its_name(module) -> None:
    assert subcommands()[module.__name__.rpartition(".")[2]] is module.COMMAND


@pytest.mark.parametrize("name", subcommands())
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"{subcommands()[name].help[1:]}." in capsys.readouterr().out


def test_a_file_without_its_constant_is_told_what_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty_handed.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(commands, "__path__", [str(tmp_path)])
    with pytest.raises(TypeError, match="empty_handed must end in `COMMAND = Subcommand"):
        subcommands()


def test_a_recipe_that_is_not_there_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "none.toml"), "--out", str(tmp_path / "run")]) == MISUSED
    assert capsys.readouterr().err == f"gesture-train: There is no recipe at {tmp_path / 'none.toml'}.\n"


def test_data_that_is_not_there_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GESTURE_DATA", raising=False)
    assert main(["data", "check", str(tmp_path / "none")]) == FAILED
    assert capsys.readouterr().err.startswith("gesture-train: There is no data at")


def test_a_folder_in_the_place_of_a_recipe_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path), "--out", str(tmp_path / "run")]) == MISUSED
    assert capsys.readouterr().err == f"gesture-train: The recipe {tmp_path} cannot be read: Is a directory.\n"


def test_whoever_stops_reading_is_not_complained_about() -> None:
    words = [sys.executable, "-m", "training", "suite", "list"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == FAILED


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_args: object) -> int:
        raise KeyboardInterrupt

    stopped = {"stop": Subcommand("stop", lambda _parser: None, interrupted)}
    monkeypatch.setattr("training.cli.subcommands", lambda: stopped)
    assert main(["stop"]) == INTERRUPTED
    assert capsys.readouterr().err == ""


def test_no_command_is_misuse() -> None:
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args([])
    assert end.value.code == MISUSED


def test_libraries_tell_nobody_about_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YOLO_OFFLINE")
    monkeypatch.delitem(sys.modules, "openvino_telemetry")
    assert main(["data", "check", str(folder)]) == 0
    assert os.environ["YOLO_OFFLINE"] == "true"
    with pytest.raises(ImportError):
        importlib.import_module("openvino_telemetry")


def test_a_choice_to_be_online_is_respected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOLO_OFFLINE", "false")
    assert main(["data", "check", str(folder)]) == 0
    assert os.environ["YOLO_OFFLINE"] == "false"


def test_the_settings_that_ultralytics_makes_for_itself_are_not_talked_of(caplog):
    keep_to_this_machine()
    with caplog.at_level("INFO", logger="ultralytics"):
        logging.getLogger("ultralytics").info("Creating new Ultralytics Settings v0.0.8 file")
        logging.getLogger("ultralytics").info("anything else")
    assert "Creating" not in caplog.text
