"""A suite recipe changes the training and the method's settings, and nothing else."""

from __future__ import annotations

import pytest

from training.errors import RecipeError
from training.pruning.methods.gradual import GradualSettings
from training.pruning.recipe import changed_plan, changed_settings, read_changes
from training.pruning.types import TrainingPlan


@pytest.fixture
def recipe(tmp_path):
    """Writes a recipe."""

    def write(text):
        path = tmp_path / "recipe.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_command_line_has_the_last_word(recipe):
    path = recipe("[training]\nepochs = 3\nbatch = 8\n[settings]\nallocation = 'erk'\n")
    changes = read_changes(path, {"training.epochs": 5, "settings.every": 2})
    plan = changed_plan(TrainingPlan(), changes)
    assert (plan.epochs, plan.batch) == (5, 8)
    assert changed_settings(GradualSettings(), changes) == GradualSettings(allocation="erk", every=2)


def test_without_a_recipe_nothing_changes():
    assert changed_plan(TrainingPlan(), read_changes(None, {})) == TrainingPlan()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[train]\nepochs = 3", r"tables training and settings, not 'train'"),
        ("epochs = 3", r"tables training and settings, not 'epochs'"),
        ("[training\n", "is not TOML"),
    ],
)
def test_a_recipe_of_another_kind_is_refused(recipe, text, reason):
    with pytest.raises(RecipeError, match=reason):
        read_changes(recipe(text), {})


def test_a_recipe_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(RecipeError, match="There is no recipe at"):
        read_changes(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("word", "value", "reason"),
    [
        ("training.epoch", 1, r"\[training\]: there is no 'epoch'; there are batch"),
        ("training.epochs", "many", "epochs must be int, not 'many'"),
        ("training.epochs", 0, "epochs and batch are at least 1"),
        ("training.warmup", 0, "warmup from 0 to 1"),
        ("training.learning_rate", float("nan"), "learning_rate above 0"),
        ("training.momentum", -1, "momentum is 0 to below 1, not -1"),
        ("training.momentum", 1.0, "momentum is 0 to below 1, not 1"),
        ("training.weight_decay", -0.1, r"weight_decay is 0 or more, not -0\.1"),
        ("training.weight_decay", float("inf"), "weight_decay is 0 or more, not inf"),
        ("training.clip", -1, "clip is 0 or more, not -1"),
        ("training.limit", -5, "limit is 0 or more, not -5"),
        ("training.optimizer", "magic", "no optimizer 'magic'; there are sgd, adamw"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(word, value, reason):
    with pytest.raises(RecipeError, match=reason):
        changed_plan(TrainingPlan(), read_changes(None, {word: value}))


def test_a_word_without_its_table_is_refused():
    with pytest.raises(RecipeError, match=r"--set takes training\.NAME=VALUE or settings\.NAME=VALUE, not 'epochs'"):
        read_changes(None, {"epochs": 3})


def test_a_setting_that_there_is_not_is_answered_with_those_that_there_are():
    with pytest.raises(RecipeError, match=r"\[settings\]: there is no 'q'; there are allocation, begin"):
        changed_settings(GradualSettings(), read_changes(None, {"settings.q": 1}))
