"""An ablation is a file: adding an arm is adding a few lines, and what would be no fair comparison is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import RecipeError
from training.yolo.arms import Arm, Cut, chosen, read_arms

SHIPPED = Path(__file__).parents[3] / "training" / "recipes" / "ablation_on_a_cpu.toml"
RECIPE = """\
epochs = 4
without = ["train_composite"]
[augment]
mosaic = 0.0
paste = 0.25
[cut]
pruning_ratio = 0.3
"""


def read(folder: Path, arms: str, **changes: object) -> dict[str, Arm]:
    path = folder / "a.toml"
    path.write_text(f"{RECIPE}{arms}", encoding="utf-8")
    return {arm.name: arm for arm in read_arms(path, changes)}


def test_the_base_is_always_there_and_first(tmp_path: Path) -> None:
    arms = read(tmp_path, "[arms.other]\nsays = 'less'\nbalance = 0\n[arms.base]\nsays = 'as it is'\n")
    assert list(arms) == ["base", "other"]
    assert arms["base"].says == "as it is"
    assert list(read(tmp_path, "")) == ["base"]


def test_an_arm_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    arms = read(tmp_path, "[arms.much]\nsays = 'x'\nwithout = []\naugment.mosaic = 1.0\ncut.steps = 2\n")
    base, much = arms["base"], arms["much"]
    assert (much.recipe.without, much.recipe.augment.mosaic, much.recipe.augment.paste) == ((), 1.0, 0.25)
    assert (much.recipe.epochs, base.recipe.without) == (4, ("train_composite",))
    assert (base.cut, much.cut) == (Cut(pruning_ratio=0.3), Cut(pruning_ratio=0.3, steps=2))
    assert (base.changes, much.changes) == ({}, {"without": [], "augment.mosaic": 1.0, "cut.steps": 2})


def test_what_is_set_is_set_for_all_arms(tmp_path: Path) -> None:
    arms = read(tmp_path, "[arms.other]\nsays = 'x'\nbalance = 0\n", **{"epochs": 8, "cut.criterion": "l1"})
    assert {(arm.recipe.epochs, arm.cut.criterion) for arm in arms.values()} == {(8, "l1")}


def test_steps_leave_together_what_one_step_leaves() -> None:
    cut, left = Cut(pruning_ratio=0.6, steps=3), 1.0
    for number in (1, 2, 3):
        left *= 1 - cut.step_ratio(number)
        assert left == pytest.approx(1 - 0.2 * number)
    assert Cut(pruning_ratio=0.6).step_ratio(1) == pytest.approx(0.6)


def test_arms_are_chosen_by_name(tmp_path: Path) -> None:
    arms = list(read(tmp_path, "[arms.a]\nsays = 'x'\n[arms.b]\nsays = 'x'\n").values())
    assert [arm.name for arm in chosen(arms, [])] == ["base", "a", "b"]
    assert [arm.name for arm in chosen(arms, ["b", "base"])] == ["base", "b"]
    with pytest.raises(RecipeError, match="There is no arm c; there are base, a, b"):
        chosen(arms, ["b", "c"])


@pytest.mark.parametrize(
    ("arms", "says"),
    [
        ("[arms.a]\nbalance = 0", r"\[arms\.a\]: an arm has a name of letters and one sentence, `says`"),
        ("[arms.'../a']\nsays = 'x'", "an arm has a name of letters"),
        ("[arms.a]\nsays = 'x'\nbalanse = 0", r"\[arms\.a\]: there is no 'balanse'"),
        ("[arms.a]\nsays = 'x'\nepochs = 9", "epochs must be the same for all arms"),
        ("[arms.a]\nsays = 'x'\ncut.repair = 'glue'", "cut.repair is one of nothing, batch norms measured anew, least"),
        ("[arms.a]\nsays = 'x'\ncut.criterion = 'glue'", "cut.criterion is one of slimming, l1, .*, not 'glue'"),
        ("[arms.a]\nsays = 'x'\ncut.steps = 0", "cut.steps must be 1 or more"),
        ("[arms.a]\nsays = 'x'\ncut.steps = 3", "4 epochs cannot be shared by 3 steps"),
        ("[arms.a]\nsays = 'x'\ncut.depth = 3", r"\[arms\.a\], cut: there is no 'depth'"),
        ("[arms.a]\nsays = 'x'\nminutes = 3", "set minutes to 0"),
        ("[arms.base]\nsays = 'x'\nbalance = 0", "the arm base is what nothing is changed of"),
        ("[arms]\na = 3", r"\[arms\.a\] must be a table"),
    ],
)
def test_what_is_no_comparison_is_refused(tmp_path: Path, arms: str, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        read(tmp_path, arms)


def test_the_shipped_arms_are_those_that_the_table_is_about() -> None:
    arms = {arm.name: arm for arm in read_arms(SHIPPED, {})}
    assert [name for name, arm in arms.items() if not arm.changes] == ["base"]
    assert arms["least_squares"].changes == {"cut.repair": "least squares"}
    assert arms["two_steps"].changes == {"cut.steps": 2}
    assert set(arms) >= {"distilled", "mosaic", "pasted_hands", "composites", "as_they_come"}
