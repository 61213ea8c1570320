"""The way from a checkpoint to a model that the app runs: prune, sweep, export, table and report."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from made_up_cells import made_up
from made_up_sweep import made_up_row
from tiny_training import NAMES, tiny_network, write_recipe

from training.cli import main
from training.pruning.cells import cells_file, write_cells
from training.pruning.registry import all_evidence
from training.yolo.checkpoint import load_network, save_network
from training.yolo.export import read_facts
from training.yolo.prune import count_params
from training.yolo.sweep_table import markdown
from training.yolo.table import write_rows


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    save_network(tiny_network(), tmp_path / "tiny.pt")
    return tmp_path / "tiny.pt"


@pytest.mark.parametrize("criterion", ["taylor", "l1"])
def test_pruning_says_what_is_left(
    folder: Path, checkpoint: Path, tmp_path: Path, criterion: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["prune", str(checkpoint), "--recipe", str(write_recipe(tmp_path / "r.toml", folder))]
    command += ["--criterion", criterion, "--pruning-ratio", "0.5", "--out", str(tmp_path / "half.pt")]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["after"]["params"] == count_params(load_network(tmp_path / "half.pt")) < 0.6 * said["before"]["params"]
    assert said["macs"] == said["after"]["macs"] / said["before"]["macs"] < 0.75


def test_what_is_left_can_be_solved_for(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    command = ["prune", str(checkpoint), "--recipe", str(write_recipe(tmp_path / "r.toml", folder))]
    command += ["--criterion", "l1", "--pruning-ratio", "0.5"]
    assert main([*command, "--out", str(tmp_path / "plain.pt")]) == 0
    assert main([*command, "--out", str(tmp_path / "solved.pt"), "--reconstruct"]) == 0
    plain, solved = (load_network(tmp_path / f"{name}.pt").state_dict() for name in ("plain", "solved"))
    assert {name: value.shape for name, value in plain.items()} == {name: value.shape for name, value in solved.items()}
    assert not plain["model.1.conv.weight"].allclose(solved["model.1.conv.weight"], atol=1e-3)


def test_a_share_that_makes_no_sense_is_misuse(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["prune", str(checkpoint), "--recipe", str(write_recipe(tmp_path / "r.toml", folder))]
    assert main([*command, "--pruning-ratio", "1.2", "--out", str(tmp_path / "half.pt")]) == 2
    assert "0 to below 1; got 1.2" in capsys.readouterr().err
    assert not (tmp_path / "half.pt").exists()


def test_the_exported_model_comes_with_a_card_of_measured_figures(
    folder: Path, checkpoint: Path, tmp_path: Path
) -> None:
    (tmp_path / "about.toml").write_text('[licence]\nnetwork = "AGPL-3.0-only"\n', encoding="utf-8")
    out = tmp_path / "models" / "tiny"
    command = ["export", str(checkpoint), "--out", str(out), "--title", "Tiny", "--input-px", "64"]
    assert main([*command, "--data", str(folder), "--about", str(tmp_path / "about.toml")]) == 0
    card = tomllib.loads((out / "card.toml").read_text(encoding="utf-8"))
    assert (card["title"], card["labels"], card["input_px"]) == ("Tiny", list(NAMES), 64)
    assert {"map50", "map50_95", "precision", "recall", "f1", "params", "macs"} <= set(card["metrics"])
    assert card["licence"] == {"network": "AGPL-3.0-only"}
    assert read_facts(out / "model.onnx").names == NAMES


def test_a_description_that_is_not_there_is_found_before_the_work(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["export", str(checkpoint), "--out", str(tmp_path / "m"), "--title", "Tiny"]
    assert main([*command, "--about", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read as TOML" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


def test_a_sweep_makes_its_cells_once(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sweep", str(write_recipe(tmp_path / "r.toml", folder)), "--dense", str(checkpoint)]
    command += ["--out", str(tmp_path / "sweep"), "--only", "l1_50"]
    assert main(command) == 0
    cell = json.loads((tmp_path / "sweep" / "l1_50" / "cell.json").read_text(encoding="utf-8"))
    assert (cell["cell"]["criterion"], cell["cell"]["pruning_ratio"]) == ("l1", 0.5)
    assert {"val_not_tuned", "val", "test", "size"} <= set(cell)
    tuned = load_network(tmp_path / "sweep" / "l1_50" / "tuned.pt")
    assert cell["size"]["params"] == count_params(tuned) < 0.6 * count_params(tiny_network())
    capsys.readouterr()
    assert main(command) == 0
    assert capsys.readouterr().err.splitlines()[0] == "l1_50: already there"


def test_a_sweep_that_is_timed_is_a_report_and_a_chart(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    command = ["sweep", str(write_recipe(tmp_path / "r.toml", folder)), "--dense", str(checkpoint)]
    command += ["--out", str(tmp_path / "sweep"), "--report", str(tmp_path / "r.jsonl"), "--only", "dense", "l1_50"]
    assert main(command) == 0
    assert "latency" not in json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert main([*command, "--measure", "--timing-runs", "2"]) == 0
    lines = markdown(tmp_path / "r.jsonl").splitlines()
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| dense, trained on", "| l1 50 %"]
    assert lines[3].count(" ms ") == 3, "OpenVINO, ONNX Runtime and PyTorch"
    assert "PyTorch, p50 in ms" in (tmp_path / "r.svg").read_text(encoding="utf-8")


def test_a_report_is_put_into_readme(tmp_path: Path) -> None:
    figures = dict.fromkeys(("map50", "map50_95", "precision", "recall", "f1", "hand_accuracy"), 0.5)
    times = {engine: {"p50_ms": 1.0, "p95_ms": 2.0} for engine in ("openvino", "onnxruntime")}
    size = {"params": 1, "macs": 1, "macs_width_px": 64, "macs_height_px": 64, "file_bytes": 1}
    row = {"network": "n", "data": "d", "input_px": 64, "test": figures, "size": size, "latency": times}
    (tmp_path / "r.jsonl").write_text(json.dumps(row | {"latency_on": "x"}), encoding="utf-8")
    readme = tmp_path / "README.md"
    tables = "".join(
        f"<!-- table:{name} -->\n<!-- /table:{name} -->\n"
        for name in ("evidence", "sweep", "repairs", "ablation", "models")
    )
    readme.write_text(f"# Top\n{tables}end\n", encoding="utf-8")
    evidence = all_evidence()["gradual"]
    write_cells(made_up(evidence), cells_file(tmp_path, evidence.method))
    words = ["--report", str(tmp_path / "r.jsonl"), "--evidence", str(tmp_path), "--readme", str(readme)]
    write_rows([made_up_row("l1_50", "cut", 1e9, (10.0,))], tmp_path / "s.jsonl")
    words += ["--peers", str(tmp_path / "nowhere"), "--sweep", str(tmp_path / "s.jsonl")]
    words += ["--repairs", str(tmp_path / "nowhere"), "--ablation", str(tmp_path / "nowhere")]
    for _ in range(2):
        assert main(["report", *words]) == 0
        text = readme.read_text(encoding="utf-8")
        assert text.count("| n | 64x64 | 0.500 |") == 1
        assert text.count("| l1 50 % | 320 |") == 1
        assert text.count("| gradual |") == len(evidence.claims)
        assert text.startswith("# Top\n")
        assert text.endswith("<!-- /table:models -->\nend\n")
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".part") == []


@pytest.mark.parametrize("word", ["tiny.pt", "=tiny.pt", "tiny="])
def test_networks_of_a_table_have_names(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", word]) == 2
    said = f"gesture-train: Networks are given as NAME=CHECKPOINT or NAME=CHECKPOINT@PX, not {word!r}.\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("side", ["big", "0", "430"])
def test_networks_of_a_table_see_what_they_can_take(side: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", f"tiny=tiny.pt@{side}"]) == 2
    assert f"a multiple of 32 pixels, not {side!r} (tiny=tiny.pt@{side})" in capsys.readouterr().err


def test_a_table_is_measured_at_the_sizes_that_are_asked_for(
    folder: Path, checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.yolo.onnx_model.RUNS", 3)
    monkeypatch.setattr("training.yolo.onnx_model.WARM_UP", 1)
    words = [f"small={checkpoint}@64", f"large={checkpoint}@96"]
    assert main(["table", *words, "--data", str(folder), "--out", str(tmp_path / "r.jsonl")]) == 0
    small, large = (json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines())
    assert (small["input_px"], large["input_px"]) == (64, 96)
    assert small["size"]["params"] == large["size"]["params"]
    assert large["size"]["macs"] == small["size"]["macs"] * (96 * 64) / (64 * 64)
