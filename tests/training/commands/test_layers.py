"""training layers: one file or two, as a table or as one JSON object, also where torch is not installed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
from onnx_graphs import Net

from training.cli import EXTRA, FAILED, MISUSED, main

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Nothing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Nothing())
from training.cli import main
sys.exit(main(sys.argv[1:]))
"""


def write_net(path: Path, *widths: int) -> str:
    """A row of convolutions."""
    net = Net("n", 3, "h", "w")
    tensor, before = "x", 3
    for width in widths:
        tensor, before = net.add("Relu", net.conv(tensor, before, width, 3)), width
    onnx.save(net.proto(tensor), path)
    return str(path)


def run_without(missing: set[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT.format(missing=sorted(missing)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])


def test_two_networks_are_told_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write_net(tmp_path / "a.onnx", 16, 32, 8), write_net(tmp_path / "b.onnx", 8, 16, 8)
    assert main(["layers", files[0], "--against", files[1], "--shape", "x=1,3,32,32", "--runs", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["threads"], told["pairs"]) == (3, 2, [[0, 0], [1, 1], [2, 2]])
    one, other = told["networks"]
    assert [layer["channels"] for layer in one["layers"]] == [16, 32, 8]
    assert [layer["channels"] for layer in other["layers"]] == [8, 16, 8]
    assert one["inputs"] == {"x": [1, 3, 32, 32]}
    assert one["groups"] == {"1": 16, "2": 32}
    assert [layer["group"] for layer in one["layers"]] == [1, 2, None]
    assert one["macs"] == sum(layer["macs"] for layer in one["layers"]) > other["macs"] > 0
    assert one["time_ms"] == pytest.approx(sum(layer["time_ms"] for layer in one["layers"]) + one["rest_ms"])


def test_one_network_is_told_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", write_net(tmp_path / "a.onnx", 16, 8), "--runs", "0"]) == 0
    head, first, _, total = capsys.readouterr().out.splitlines()
    assert head.split() == ["layer", "operator", "group", "channels", "params", "MACs", "ms"]
    assert first.split()[1:] == ["Conv", "1", "16", "448", f"{16 * 27 * 224 * 224:,}", "-"]
    assert total.endswith(f"a.onnx: 2 layers, 1,608 parameters, {(16 * 27 + 8 * 144) * 224 * 224:,} MACs")


def test_a_layer_of_one_network_only_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write_net(tmp_path / "a.onnx", 16, 16, 8), write_net(tmp_path / "b.onnx", 16, 8)
    assert main(["layers", files[0], "--against", files[1], "--runs", "0"]) == 0
    channels = [row.split()[3:6] for row in capsys.readouterr().out.splitlines()[1:4]]
    assert channels.count(["16", ">", "-"]) == 1
    assert channels[2] == ["8", ">", "8"]


def test_a_shipped_network_is_found_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", "float", "--shape", "images=1,3,64,64", "--runs", "0", "--json"]) == 0
    (network,) = json.loads(capsys.readouterr().out)["networks"]
    assert network["file"].endswith("float/model.onnx")


def test_what_is_wrong_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_net(tmp_path / "a.onnx", 4)
    (tmp_path / "cat.onnx").write_text("miaow")
    for arguments, code, words in (
        ([str(tmp_path / "none.onnx")], FAILED, "There is no model at"),
        ([file, "--against", str(tmp_path / "cat.onnx")], FAILED, "cat.onnx is not a sound ONNX file"),
        ([file, "--runs", "-1"], MISUSED, "--runs is at least 0"),
        ([file, "--shape", "x=1,3"], FAILED, "cannot run"),
        ([file, "--shape", "x=big"], MISUSED, "--shape takes"),
    ):
        assert main(["layers", *arguments]) == code
        said = capsys.readouterr().err
        assert words in said
        assert said.count("\n") == 1 or "cannot run" in words


def test_torch_is_not_needed(tmp_path: Path) -> None:
    file = write_net(tmp_path / "a.onnx", 8, 4)
    done = run_without(set(EXTRA) - {"onnx"}, "layers", file, "--runs", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["networks"][0]["layers"]) == 2


def test_what_is_missing_is_named_with_what_to_type() -> None:
    done = run_without(set(EXTRA), "val", "float")
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith("gesture-train: This needs torch, which is not installed; install the extra `train`")


def test_without_onnx_one_is_told_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert main(["layers", "float"]) == MISUSED
    assert capsys.readouterr().err.endswith("type: pip install onnx\n")
