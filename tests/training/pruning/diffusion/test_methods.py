"""LD-Pruner in the suite's frame: every arm prunes, proves it, and writes what can be read, seen and heard."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tiny_diffusion import untrained

from training.errors import RecipeError, TrainingError
from training.pruning.diffusion.generate import pixel_distance
from training.pruning.diffusion.lesson import LATENT, TINY_KEPT, export_pipeline, latent_lesson
from training.pruning.diffusion.saved import load_unet
from training.pruning.hardware import Hardware
from training.pruning.judging import squared_error
from training.pruning.methods.ld_pruner import METHOD
from training.pruning.registry import find_method
from training.pruning.run import RunRequest, run
from training.pruning.sounds import SoundFormat
from training.pruning.types import Examples, Family, Precision, Split, Task, TrainingPlan

ARMS = [arm.name for arm in METHOD.arms]
USUAL = dataclasses.replace(METHOD.settings, samples=3, pictures=2, recover=1.0)


def build(width):
    network = untrained()
    network.sound = SoundFormat(bands=16, columns=16)
    return network


def load():
    """A few pictures of slopes."""
    slopes = torch.linspace(-1, 1, 16)[None, None, None] * torch.linspace(-1, 1, 12)[:, None, None, None]
    split = Split(slopes.expand(12, 1, 16, 16).contiguous(), torch.zeros(12, dtype=torch.long))
    return Examples(split, split)


SLOPES = Task(
    name="slopes",
    title="Slopes",
    family=Family.DIFFUSION,
    data="slopes",
    score_name="FD-pixels",
    is_higher_better=False,
    plan=TrainingPlan(epochs=1, batch=6, learning_rate=1e-3, optimizer="adamw", clip=1.0),
    keep_dense=TINY_KEPT,
    build=build,
    load=load,
    loss=squared_error,
    score=pixel_distance,
    lesson=dataclasses.replace(latent_lesson(LATENT), prepare=lambda *_: None),
    export=export_pipeline,
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One folder for all arms, so that they share the dense network."""
    return tmp_path_factory.mktemp("suite")


def run_arm(arm, folder, amount=0.3, task=SLOPES, **changes):
    settings = dataclasses.replace(USUAL, **changes)
    request = RunRequest(METHOD, task, amount, (arm,), (0,), task.plan, settings, folder, True, 0)
    (line,) = run(request, lambda _: None)
    return line


def table(line, folder):
    """The fate of every operator by name, as the written list has it."""
    path = (folder / line.checkpoint).with_suffix("")
    rows = (folder / f"{path.parent.name}" / f"{path.name}-operators.txt").read_text().splitlines()[1:]
    return {row.split()[3].rstrip(":"): row.split()[2] for row in rows}


@pytest.mark.parametrize("arm", ARMS)
def test_an_arm_prunes_and_writes_a_pipeline(arm, out):
    line = run_arm(arm, out)
    assert 0.6 < line.evidence["unet_params_left"] < 0.8
    assert 0 < line.evidence["operators_removed"] < line.evidence["operators"] == 18
    assert line.evidence["operators_that_stay"] == 2
    assert line.pruned["params"] < line.dense["params"]
    assert line.pruned["macs"] < line.dense["macs"]
    assert line.unrecovered_score > 0
    folder = (out / line.checkpoint).with_suffix("")
    gone = {name for name, fate in table(line, out).items() if fate != "stays"}
    assert set(load_unet(folder).config.removed_operators) == gone
    assert len(gone) == line.evidence["operators_removed"]


def test_low_scores_go_and_high_ones_where_that_is_wanted(out):
    low, high = (table(run_arm(arm, out), out) for arm in ("both", "highest"))
    assert {name for name in low if low[name] != "stays"} != {name for name in high if high[name] != "stays"}
    assert list(low)[:18] == list(high)[17::-1]


def test_random_weights_take_the_places_where_that_is_wanted(out):
    assert set(table(run_arm("pointwise", out), out).values()) == {"stays", "pointwise"}


def test_a_method_for_all_networks_takes_a_denoiser_too(tmp_path):
    method = find_method("gradual")
    settings = dataclasses.replace(method.settings, every=1)
    plan = dataclasses.replace(SLOPES.plan, epochs=3)
    request = RunRequest(method, SLOPES, 0.5, ("sparse",), (0,), plan, settings, tmp_path, False, 0)
    (line,) = run(request, lambda _: None)
    assert line.reached == pytest.approx(0.5, abs=0.02)


def test_before_and_after_stand_side_by_side(out):
    line = run_arm("both", out)
    stem = (out / line.checkpoint).with_suffix("").name
    sheet = cv2.imdecode(np.fromfile(out / "networks" / f"{stem}-sheet.png", np.uint8), cv2.IMREAD_GRAYSCALE)
    assert sheet.shape[0] > 3 * 64
    heard = {path.name.removeprefix(f"{stem}-") for path in (out / "networks").glob(f"{stem}-*.wav")}
    assert heard == {f"{row}_{column}.wav" for row in ("dense", "pruned", "recovered") for column in (0, 1)}


def test_the_same_seed_gives_the_same(out, tmp_path):
    assert run_arm("both", tmp_path).pruned == run_arm("both", out).pruned


def test_networks_that_are_compared_share_all_but_the_denoiser(tmp_path):
    made = []

    def prune(bench, request, settings):
        made.append(METHOD.prune(bench, request, settings))
        return made[0]

    settings, method = dataclasses.replace(USUAL, recover=0.0), dataclasses.replace(METHOD, prune=prune)
    run(RunRequest(method, SLOPES, 0.3, ("both",), (0,), SLOPES.plan, settings, tmp_path, True, 0), lambda _: None)
    masked, cut = made[0].proof
    assert masked.vae is cut.vae is made[0].network.vae
    assert len({id(one.unet) for one in (masked, cut, made[0].network)}) == 3


def test_without_recovery_nothing_is_trained(tmp_path):
    line = run_arm("both", tmp_path, recover=0.0, pictures=0)
    assert line.unrecovered_score is None
    assert not list(tmp_path.rglob("*sheet.png"))


def test_a_text_network_is_pruned_in_half_precision_and_in_fine_operators(tmp_path):
    task = dataclasses.replace(SLOPES, build=lambda width: untrained("text"), keep_dense=(*TINY_KEPT, "text"))
    line = run_arm("magnitude", tmp_path, 0.05, task, precision="bfloat16", operators="fine", recover=0.0)
    assert line.evidence["operators"] > 60
    coarse = run_arm("both", tmp_path, 0.3, task, precision="bfloat16", recover=0.0, samples=2)
    assert coarse.pruned["params"] < coarse.dense["params"]


@pytest.mark.parametrize("kind", ["plain", "text"])
def test_a_run_in_half_precision_trains_in_the_whole_and_writes_the_half(kind, tmp_path):
    task = dataclasses.replace(SLOPES, build=lambda width: untrained(kind))
    settings, low = dataclasses.replace(USUAL, samples=2), Hardware("cpu", Precision.BFLOAT16)
    (line,) = run(
        RunRequest(METHOD, task, 0.3, ("both",), (0,), task.plan, settings, tmp_path, True, 0, low), lambda _: None
    )
    assert (line.precision, line.steps) == ("bfloat16", 4)
    assert line.pruned["score"] != line.unrecovered_score
    folder = (tmp_path / line.checkpoint).with_suffix("")
    weights = load_file(folder / "unet" / "diffusion_pytorch_model.safetensors")
    assert {value.dtype for value in weights.values()} == {torch.bfloat16}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"operators": "huge"}, "no size of operators 'huge'; there are block, fine"),
        ({"precision": "float8"}, "one of float32, bfloat16, not 'float8'"),
        ({"samples": 1}, "samples from 2"),
        ({"recover": -1.0}, "recover is a share"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(changes, sentence, tmp_path):
    with pytest.raises(RecipeError, match=sentence):
        run_arm("both", tmp_path, **changes)


def test_too_little_memory_is_told_before_anything_is_scored(tmp_path, monkeypatch):
    monkeypatch.setattr("training.pruning.diffusion.memory.free_bytes", lambda _device: 1000)
    with pytest.raises(RecipeError, match=r"GiB of memory and 0\.0 GiB are free"):
        run_arm("both", tmp_path)


def test_memory_that_runs_out_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(*_arguments):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("training.pruning.diffusion.score.latent_scores", full)
    with pytest.raises(TrainingError, match="not enough for pruning slopes"):
        run_arm("both", tmp_path)
