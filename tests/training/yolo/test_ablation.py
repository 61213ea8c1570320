"""Every arm of an ablation is cut, tuned and scored on val with every seed, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from tiny_training import tiny_network, write_recipe

from training.cli import main
from training.recipe import Recipe
from training.yolo import ablation
from training.yolo.ablation import part_of
from training.yolo.checkpoint import load_network, save_network

ARMS = """
[cut]
pruning_ratio = 0.5
[arms.base]
says = "as it is"
[arms.least_squares]
says = "least squares"
cut.repair = "least squares"
[arms.distilled]
says = "with a teacher"
distill = 6.0
[arms.two_steps]
says = "in two steps"
cut.steps = 2
"""


class StoppedError(Exception):
    """What stops an ablation here."""


@pytest.fixture
def command(folder: Path, tmp_path: Path) -> list[str]:
    """The command for a tiny ablation with one seed."""
    save_network(tiny_network(), tmp_path / "dense.pt")
    path = write_recipe(tmp_path / "a.toml", folder, epochs=2, seed=5)
    path.write_text(path.read_text(encoding="utf-8") + ARMS, encoding="utf-8")
    words = ["ablate", str(path), "--dense", str(tmp_path / "dense.pt"), "--out", str(tmp_path / "cells")]
    return [*words, "--report", str(tmp_path / "r.jsonl"), "--val-pictures", "3", "--seeds", "1"]


def rows_in(folder: Path) -> dict[str, dict]:
    lines = (folder / "r.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["arm"]: row for row in map(json.loads, lines)}


def same(first: Path, second: Path) -> bool:
    """Whether two checkpoints hold the same numbers."""
    one, other = (load_network(path).state_dict() for path in (first, second))
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_an_arm_is_a_change_of_the_same_cut(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--only", "base", "distilled", "least_squares"]) == 0
    rows = rows_in(tmp_path)
    assert list(rows) == ["base", "least_squares", "distilled"]
    assert rows["distilled"]["changes"] == {"distill": 6.0}
    assert {(row["seed"], row["budget"]["pictures"], row["budget"]["val_pictures"]) for row in rows.values()} == {
        (5, 16, 3)
    }
    assert 0 < rows["base"]["left"]["macs"] < 0.75
    assert "test" not in rows["base"]
    cells = {name: tmp_path / "cells" / name / "seed_5" / "step_1" for name in rows}
    assert same(cells["base"] / "pruned.pt", cells["distilled"] / "pruned.pt")
    assert not same(cells["base"] / "pruned.pt", cells["least_squares"] / "pruned.pt")
    last = "fine/weights/last.pt"
    assert not same(cells["base"] / last, cells["distilled"] / last)
    assert "| `distilled` | with a teacher |" in capsys.readouterr().err


def test_a_cut_in_two_steps_is_tuned_after_each_on_as_many_pictures_in_all(command: list[str], tmp_path: Path) -> None:
    assert main([*command, "--only", "base", "two_steps"]) == 0
    rows, cell = rows_in(tmp_path), tmp_path / "cells" / "two_steps" / "seed_5"
    assert rows["two_steps"]["budget"] == rows["base"]["budget"]
    epochs = [
        json.loads((cell / step / "fine" / "facts.json").read_text(encoding="utf-8"))["epochs"]
        for step in ("step_1", "step_2")
    ]
    assert epochs == [1, 1]
    first, second = (load_network(cell / step / "pruned.pt") for step in ("step_1", "step_2"))
    sizes = [network.model[0].conv.out_channels for network in (tiny_network(), first, second)]
    assert sizes[0] >= sizes[1] >= sizes[2]
    assert abs(rows["two_steps"]["left"]["params"] - rows["base"]["left"]["params"]) < 0.15


def test_finished_cells_are_left_alone_and_a_stopped_one_goes_on(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--only", "base"]) == 0
    trained = tmp_path / "cells" / "two_steps" / "seed_5" / "step_1" / "fine" / "weights" / "last.pt"

    def stop(*_anything: object) -> None:
        raise StoppedError

    with monkeypatch.context() as patch:
        patch.setattr(ablation, "predict", stop)
        with pytest.raises(StoppedError):
            main([*command, "--only", "two_steps"])
    written_ns = trained.stat().st_mtime_ns
    capsys.readouterr()
    assert main([*command, "--only", "base", "two_steps"]) == 0
    assert capsys.readouterr().err.startswith("base, seed 5: already there\n")
    assert trained.stat().st_mtime_ns == written_ns
    assert list(rows_in(tmp_path)) == ["base", "two_steps"]


@pytest.mark.parametrize(
    ("words", "says"),
    [(["--only", "none"], "There is no arm none; there are base"), (["--seeds", "0"], "--seeds must be 1 or more")],
)
def test_what_cannot_be_made_is_misuse(
    command: list[str], words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, *words]) == 2
    assert says in capsys.readouterr().err


def test_parts_of_a_tuning_are_the_whole_together() -> None:
    whole = Recipe(epochs=32, close_epochs=8, warmup_epochs=1.0)
    part = part_of(whole, 2, 7, "dense.pt")
    assert (part.epochs, part.close_epochs, part.warmup_epochs, part.seed, part.teacher) == (16, 4, 0.5, 7, "dense.pt")
    assert part_of(Recipe(teacher="other.pt"), 1, 7, "dense.pt").teacher == "other.pt"
