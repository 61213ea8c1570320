"""A run trains, keeps the structure it was given, and goes on after being killed as if nothing had happened."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from own_pictures import LABEL, recording
from tiny_training import NAMES, SIDE_PX, recipe_values, tiny_network, write_folder, write_recipe
from torch import nn

from gesture_app.core.gesture_folder import arrange
from gesture_app.core.gesture_folder import write_folder as write_own_folder
from training.channels.criterion import Criterion
from training.cli import main
from training.errors import CheckpointError, DataError
from training.recipe import make_recipe
from training.yolo.checkpoint import labels_of, load_network, save_network
from training.yolo.fit import fit
from training.yolo.prune import count_params, prune
from training.yolo.slimming import batch_norms

ROOT = Path(__file__).parents[3]
PATIENCE_S = 200.0  # for another process, on a machine that does other things


def recipe(folder: Path, **changes: object):
    return make_recipe(recipe_values(folder, **changes), "test")


def epochs_in(run: Path) -> list[int]:
    """The epochs that results.csv tells of."""
    with (run / "results.csv").open(encoding="utf-8") as file:
        return [int(row["epoch"]) for row in csv.DictReader(file)]


def pruned_checkpoint(path: Path) -> nn.Module:
    """A network whose widths no description gives back."""
    network = tiny_network()
    prune(network, Criterion.RANDOM, 0.5)
    save_network(network, path)
    return network


def test_the_command_leaves_a_checkpoint_and_facts(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert main(["fit", str(write_recipe(tmp_path / "r.toml", folder)), "--out", str(run), "--set", "epochs=2"]) == 0
    facts = json.loads((run / "facts.json").read_text(encoding="utf-8"))
    assert facts["epochs"] == 2
    assert set(facts["val"]) == {"precision", "recall", "mAP50", "mAP50-95"}
    assert labels_of(load_network(run / "weights" / "last.pt")) == list(NAMES)
    assert epochs_in(run) == [1, 2]
    assert list(run.rglob("*.part")) == []


def test_the_folder_of_an_own_gesture_is_learned_from_as_it_was_recorded(folder: Path, tmp_path: Path) -> None:
    own, classes = tmp_path / LABEL, (*NAMES, LABEL)
    write_own_folder(own, LABEL, "Spider", classes, arrange(recording(), classes, "s"))
    recipe_file = write_recipe(tmp_path / "r.toml", folder)
    assert main(["fit", str(recipe_file), "--out", str(tmp_path / "run"), "--set", f"data={own}"]) == 0
    assert labels_of(load_network(tmp_path / "run" / "weights" / "last.pt")) == list(classes)


def test_finetuning_keeps_the_structure_of_a_pruned_network(folder: Path, tmp_path: Path) -> None:
    """By itself, ultralytics would build the full network again and copy what fits."""
    before = pruned_checkpoint(tmp_path / "pruned.pt")
    command = ["finetune", str(write_recipe(tmp_path / "r.toml", folder)), "--out", str(tmp_path / "fine")]
    assert main([*command, "--weights", str(tmp_path / "pruned.pt")]) == 0
    after = load_network(tmp_path / "fine" / "weights" / "last.pt")
    assert count_params(after) == count_params(before) < 0.6 * count_params(tiny_network())
    shapes = [{name: value.shape for name, value in net.state_dict().items()} for net in (before, after)]
    assert shapes[0] == shapes[1]
    weights = [net.model[0].conv.weight for net in (before, after)]
    assert not torch.equal(*weights)
    # It was trained on from these weights, not anew: a few small steps.
    torch.testing.assert_close(*weights, rtol=0, atol=0.05)


def test_a_network_for_other_gestures_keeps_its_widths(tmp_path: Path) -> None:
    other = write_folder(tmp_path / "other", names=("palm", "fist"))
    before = pruned_checkpoint(tmp_path / "pruned.pt")
    last = fit(recipe(other, weights=str(tmp_path / "pruned.pt")), tmp_path / "run")
    after = load_network(last)
    assert labels_of(after) == ["palm", "fist"]
    assert after.model[0].conv.weight.shape == before.model[0].conv.weight.shape
    assert after(torch.zeros(1, 3, SIDE_PX, SIDE_PX))[0].shape[1] == 4 + 2


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    path, run = write_recipe(tmp_path / "r.toml", folder, epochs=60), tmp_path / "run"
    command = [sys.executable, "-m", "training", "fit", str(path), "--out", str(run)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline_s = time.monotonic() + PATIENCE_S
        while not (run / "weights" / "last.pt").is_file():
            assert process.poll() is None, "the run ended before it wrote a checkpoint"
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    saved = torch.load(run / "weights" / "last.pt", map_location="cpu", weights_only=False)
    assert saved["epoch"] + 1 < 60
    # What the run was to be is kept in its folder; a shorter end keeps the test short.
    shorten(run, saved, epochs=saved["epoch"] + 3)
    assert main(["fit", str(path), "--out", str(run), "--resume"]) == 0
    facts = json.loads((run / "facts.json").read_text(encoding="utf-8"))
    assert facts["epochs"] == saved["epoch"] + 3
    assert epochs_in(run)[-1] == saved["epoch"] + 3
    assert list(run.rglob("*.part")) == []


def shorten(run: Path, saved: dict, epochs: int) -> None:
    """Let a stopped run end earlier than planned."""
    saved["train_args"]["epochs"] = epochs
    torch.save(saved, run / "weights" / "last.pt")
    values = json.loads((run / "recipe.json").read_text(encoding="utf-8"))
    (run / "recipe.json").write_text(json.dumps(values | {"epochs": epochs}), encoding="utf-8")


def test_resuming_a_finished_run_trains_no_more(folder: Path, tmp_path: Path) -> None:
    last = fit(recipe(folder), tmp_path / "run")
    written_at_ns = last.stat().st_mtime_ns
    assert fit(recipe(folder), tmp_path / "run", resumes=True) == last
    assert last.stat().st_mtime_ns == written_at_ns


def test_there_must_be_something_to_resume(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_recipe(tmp_path / "r.toml", folder)
    assert main(["fit", str(path), "--out", str(tmp_path / "run"), "--resume"]) == 1
    assert (
        capsys.readouterr().err
        == f"gesture-train: {tmp_path / 'run'} is not the folder of a run: it has no recipe.json.\n"
    )


def test_weights_that_are_not_there_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no checkpoint at .*nowhere\.pt"):
        fit(recipe(folder, weights=str(tmp_path / "nowhere.pt")), tmp_path / "run")


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no data at nowhere"):
        fit(recipe(Path("nowhere")), tmp_path / "run")


def test_slimming_pulls_scales_down_by_about_what_was_said(folder: Path, tmp_path: Path) -> None:
    save_network(tiny_network(), tmp_path / "start.pt")
    means = {}
    for slim in (0.0, 0.4):
        last = fit(
            recipe(folder, weights=str(tmp_path / "start.pt"), slim=slim, epochs=2, learning_rate=1e-4),
            tmp_path / f"slim_{slim}",
        )
        # Not the averaged weights, which lag behind: a short run has hardly moved them.
        saved = torch.load(last, map_location="cpu", weights_only=False)
        network = saved["model"] or saved["ema"]
        means[slim] = torch.cat([norm.weight.detach().float() for norm in batch_norms(network)]).mean().item()
    assert means[0.0] == pytest.approx(1, abs=0.02)
    assert means[0.0] - means[0.4] == pytest.approx(0.4, rel=0.3)
