"""A pruned network learns from the dense one, and comes out as it would have without: a network of its own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import torch
from tiny_training import NAMES, recipe_values, tiny_network
from torch import Tensor
from ultralytics.nn.distill_model import FeatureHook
from ultralytics.nn.tasks import DetectionModel

from training.channels.criterion import Criterion
from training.data.loader import load_data
from training.errors import RecipeError
from training.recipe import Recipe, make_recipe
from training.yolo.checkpoint import labels_of, load_network, save_network
from training.yolo.fit import fit
from training.yolo.heard import Heard
from training.yolo.prune import count_params, prune
from training.yolo.trainer import TEACHER_FILE, StructureTrainer, overrides_for


class StoppedError(Exception):
    """What stops a run here."""


@pytest.fixture
def recipe(folder: Path, tmp_path: Path):
    """Gives the recipe of a run of a cut network, distilled from the whole one at some weight."""
    whole = tiny_network()
    save_network(whole, tmp_path / "dense.pt")
    prune(whole, Criterion.RANDOM, 0.5)
    save_network(whole, tmp_path / "cut.pt")

    def make(distill: float, **changes: object) -> Recipe:
        files = {"weights": str(tmp_path / "cut.pt"), "teacher": str(tmp_path / "dense.pt")}
        return make_recipe(recipe_values(folder, distill=distill, optimizer="MuSGD", **files | changes), "test")

    return make


def figures_in(run: Path) -> list[dict[str, str]]:
    """The lines of results.csv, one for each epoch."""
    with (run / "results.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def weights_of(checkpoint: Path) -> dict[str, Tensor]:
    return dict(load_network(checkpoint).state_dict())


def test_the_teacher_changes_what_is_learned(recipe, tmp_path: Path) -> None:
    plain, taught, strictly = (
        weights_of(fit(recipe(distill, epochs=2), tmp_path / f"run_{distill}")) for distill in (0.0, 6.0, 60.0)
    )
    name = "model.0.conv.weight"
    assert not torch.equal(plain[name], taught[name])
    assert not torch.equal(taught[name], strictly[name])
    assert float(figures_in(tmp_path / "run_6.0")[0]["train/dis_loss"]) > 0
    assert "train/dis_loss" not in figures_in(tmp_path / "run_0.0")[0]


def test_the_network_is_left_without_its_teacher(recipe, tmp_path: Path) -> None:
    last = fit(recipe(6.0), tmp_path / "run")
    before, after = load_network(tmp_path / "cut.pt"), load_network(last)
    assert isinstance(after, DetectionModel)
    assert labels_of(after) == list(NAMES)
    shapes = [{name: value.shape for name, value in net.state_dict().items()} for net in (before, after)]
    assert shapes[0] == shapes[1]
    hooks = [hook for module in after.modules() for hook in module._forward_hooks.values()]
    assert not any(isinstance(hook, FeatureHook) for hook in hooks)
    prune(after, Criterion.RANDOM, 0.5)
    assert count_params(after) < count_params(before)


def test_the_teacher_itself_learns_nothing_and_is_not_made_slim(recipe, tmp_path: Path) -> None:
    slim, run = recipe(6.0, slim=0.5), tmp_path / "run"
    teacher = load_network(tmp_path / "dense.pt")
    save_network(teacher, run / TEACHER_FILE)
    data = load_data(slim, torch.device("cpu"))
    trainer = StructureTrainer(slim, data, overrides_for(slim, run, None))
    trainer.model = trainer.get_model(weights=load_network(tmp_path / "cut.pt"))
    trainer.train()
    after = trainer.model.teacher_model.state_dict()
    assert all(torch.equal(after[name], value) for name, value in teacher.state_dict().items())


def test_a_distilled_run_that_was_stopped_goes_on(recipe, tmp_path: Path) -> None:
    def stop(heard: Heard) -> None:
        if heard.is_scored and heard.epoch == 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        fit(recipe(6.0, epochs=2), tmp_path / "run", hear=stop)
    (tmp_path / "dense.pt").unlink()  # the run has its own copy
    fit(recipe(6.0, epochs=2), tmp_path / "run", resumes=True)
    losses = [float(line["train/dis_loss"]) for line in figures_in(tmp_path / "run")]
    assert len(losses) == 2
    assert min(losses) > 0


def test_weights_that_are_passed_on_can_teach(recipe, folder: Path, tmp_path: Path) -> None:
    described = DetectionModel(str(folder / "tiny.yaml"), nc=len(NAMES), verbose=False)
    described.names = dict(enumerate(NAMES))
    save_network(described, tmp_path / "dense.safetensors")
    fit(recipe(6.0, teacher=str(tmp_path / "dense.safetensors")), tmp_path / "run")
    assert float(figures_in(tmp_path / "run")[0]["train/dis_loss"]) > 0


def test_there_must_be_a_teacher(recipe, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"tiny distils \(distill = 6\) from no teacher; name one"):
        fit(recipe(6.0, teacher=""), tmp_path / "run")


def test_a_teacher_without_weight_is_not_asked(tmp_path: Path) -> None:
    assert "distill_model" not in overrides_for(Recipe(teacher="dense"), tmp_path, None)
