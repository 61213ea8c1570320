"""Recipes say everything about a run; what they cannot say is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import RecipeError
from training.handedness.recipe import read_handedness_recipe
from training.recipe import CLOSING, Recipe, make_recipe, read_recipe
from training.yolo.arms import read_arms

READERS = {
    "handedness": read_handedness_recipe,
    "ablation_on_a_cpu": lambda path, changes: read_arms(path, changes)[0].recipe,
}
RECIPES = sorted((Path(__file__).parents[2] / "training" / "recipes").glob("*.toml"))


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 2


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_every_recipe_loads_and_opens_with_its_command(path: Path) -> None:
    assert READERS.get(path.stem, read_recipe)(path, {}).name == path.stem
    head = path.read_text(encoding="utf-8").partition("\nname =")[0].splitlines()
    assert any(line.startswith("#   python -m training") and f"training/recipes/{path.name}" in line for line in head)


def written(folder: Path, text: str) -> Path:
    path = folder / "r.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_recipe_leaves_out_is_as_usual(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, 'name = "mine"\nslim = 1\nextra = ["a"]\n[augment]\nmosaic = 1\n'), {})
    assert (recipe.name, recipe.slim, recipe.extra, recipe.epochs) == ("mine", 1.0, ("a",), Recipe().epochs)
    assert isinstance(recipe.slim, float)
    assert (recipe.augment.mosaic, recipe.augment.paste) == (1.0, Recipe().augment.paste)
    assert recipe.closing == CLOSING


def test_changes_win_and_reach_into_tables(tmp_path: Path) -> None:
    path = written(tmp_path, "epochs = 9\n[augment]\nmosaic = 0.1\n")
    recipe = read_recipe(path, {"epochs": 2, "augment.mosaic": 0.9, "closing.flip": 0.0})
    assert (recipe.epochs, recipe.augment.mosaic, recipe.closing.flip) == (2, 0.9, 0.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("epochz = 3", "there is no 'epochz'; there are architecture, augment, balance"),
        ("[augment]\nmozaic = 1", r"\[augment\]: there is no 'mozaic'; there are decoy, flip"),
        ("augment = 3", r"\[augment\] must be a table"),
        ("epochs = 'many'", "epochs must be int, not 'many'"),
        ("epochs = 2.5", "epochs must be int, not 2.5"),
        ("epochs = [3]", r"epochs must be int, not \[3\]"),
        ("epochs =", "is not TOML"),
    ],
)
def test_what_a_recipe_does_not_have_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        read_recipe(written(tmp_path, text), {})


def test_a_recipe_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no recipe at"):
        read_recipe(tmp_path / "none.toml", {})


def test_a_word_where_a_list_belongs_is_refused() -> None:
    with pytest.raises(RecipeError, match="extra must be a list, not 'runs/rendered'"):
        make_recipe({"extra": "runs/rendered"}, "test")


def test_a_change_of_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="epochs"):
        read_recipe(written(tmp_path, "epochs = 3"), {"epochs.mosaic": 1})


def test_a_closing_table_changes_what_it_names_only() -> None:
    recipe = make_recipe({"closing": {"flip": 0.0}}, "test")
    assert (recipe.closing.flip, recipe.closing.mosaic) == (0.0, CLOSING.mosaic)
