"""training suite groups and cut: what can go from a file, and the file without it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx_graphs import Net

from training.cli import FAILED, MISUSED, main
from training.pruning.graph.model import read_graph

SHIPPED = Path(__file__).parents[3] / "assets/models/float/model.onnx"


@pytest.fixture
def file(tmp_path: Path) -> str:
    net = Net("n", 3, "h", "w")
    strange = net.add("CumSum", net.conv("x", 3, 5), net.constant(np.array(1)))
    onnx.save(net.proto(net.conv(net.add("Relu", net.conv(strange, 5, 16, 3)), 16, 4)), tmp_path / "net.onnx")
    return str(tmp_path / "net.onnx")


@pytest.fixture
def plain(tmp_path: Path) -> str:
    net = Net("n", 3, "h", "w")
    onnx.save(net.proto(net.conv(net.add("Relu", net.conv("x", 3, 16, 3)), 16, 4)), tmp_path / "plain.onnx")
    return str(tmp_path / "plain.onnx")


def test_groups_are_listed_with_what_is_kept_and_why(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suite", "groups", file]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("1 group, 16 channels\n")
    assert "an operator without a rule: " in shown
    assert shown.endswith("operators without a rule: CumSum (1)\n")


def test_groups_of_the_gesture_network_are_told_to_another_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suite", "groups", str(SHIPPED), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unknown"] == {}
    assert len(found["groups"]) > 50
    assert all({"channels", "width", "places"} == set(group) for group in found["groups"])


def test_a_file_is_cut_and_repaired_without_data(
    plain: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "small.onnx"
    assert main(["suite", "cut", plain, "--out", str(out), "--pruning-ratio", "0.5", "--noise", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["channels_before"], said["channels_after"]) == (16, 8)
    assert (
        sum(array.size for array in read_graph(out).parameters.values() if array.dtype.kind == "f")
        == said["params_after"]
    )


def test_a_cut_without_repair_says_so(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suite", "cut", file, "--out", str(tmp_path / "small.onnx"), "--pruning-ratio", "0.5"]) == 0
    assert "not repaired: give --data FOLDER or --noise" in capsys.readouterr().err


def test_a_file_is_repaired_with_training_pictures(folder: Path, plain: str, tmp_path: Path) -> None:
    command = ["suite", "cut", plain, "--out", str(tmp_path / "small.onnx"), "--pruning-ratio", "0.5"]
    assert main([*command, "--data", str(folder)]) == 0
    assert (tmp_path / "small.onnx").is_file()


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["groups", "none.onnx"], FAILED, "There is no model at none.onnx."),
        (["groups", "FILE", "--shape", "x=1,3,eight"], MISUSED, "--shape takes INPUT=N,C,H,W with whole numbers"),
        (["cut", "FILE", "--out", ".", "--pruning-ratio", "0.1"], MISUSED, "--out names the folder ."),
        (["cut", "FILE", "--out", "o.onnx", "--pruning-ratio", "1.5"], MISUSED, "0 to below 1; got 1.5"),
        (["cut", "FILE", "--out", "o.onnx", "--pruning-ratio", "0.5", "--round-to", "0"], MISUSED, "1 or more; got 0"),
    ],
)
def test_what_makes_no_sense_is_told(words, code, text, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suite", *(file if word == "FILE" else word for word in words)]) == code
    assert text in capsys.readouterr().err


def test_an_input_that_there_is_not_is_refused(tmp_path, capsys):
    assert main(["suite", "groups", str(SHIPPED), "--shape", "foo=1,3,64,64"]) == 2
    assert "has no input foo; it has " in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["cut", str(SHIPPED), "--pruning-ratio", "0.5", "--out", "a"], ["dnr", "tiny_shapes"]]
)
def test_a_seed_below_zero_is_refused(words, capsys):
    assert main(["suite", *words, "--seed", "-1"]) == 2
    assert "--seed is 0 or more, not -1." in capsys.readouterr().err
