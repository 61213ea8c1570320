"""What an ablation compares: a recipe, a cut, and arms that change a little of either, all in one TOML file.

The values of the recipe stand at the top, as in any recipe, those of the cut in `[cut]`, and each arm is a table:

    [arms.mosaic]
    says = "four pictures on two in five canvases"
    augment.mosaic = 0.4     # a value of the recipe
    cut.steps = 2            # a value of the cut
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.channels.criterion import Criterion
from training.errors import RecipeError
from training.recipe import Recipe, checked, make_recipe, read_values
from training.yolo.repairs import REPAIRS

BASE = "base"
# What would make the scores of two arms no match for each other, or is not theirs to say.
FIXED = ("name", "data", "input_px", "epochs", "epoch_pictures", "batch", "seed", "weights")


@dataclass(frozen=True, slots=True)
class Cut:
    """How a network is made smaller before it is tuned."""

    criterion: str = Criterion.TAYLOR.value
    pruning_ratio: float = 0.5  # share of channels to remove, over all steps
    repair: str = "batch norms measured anew"  # after each step
    steps: int = 1  # each takes the same share of all channels, and is followed by its share of the tuning

    def step_ratio(self, number: int) -> float:
        """The share to remove, in step `number` from 1, of the channels that the steps before it left."""
        left = 1 - self.pruning_ratio * (number - 1) / self.steps
        return self.pruning_ratio / self.steps / left


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to cut and tune."""

    name: str
    says: str  # what is changed, for a person
    changes: Mapping[str, object]  # by dotted key
    recipe: Recipe
    cut: Cut


def read_arms(path: Path, changes: Mapping[str, object]) -> tuple[Arm, ...]:
    """All arms of an ablation, `base` first.

    Args:
        changes: Values from the command line, for all arms; a dotted key reaches into a table ("cut.steps").

    Raises:
        RecipeError: The file makes no sense, or an arm changes what must be the same for all.
    """
    values = read_values(path, changes)
    cut, tables = (_table(values.pop(key, {}), f"{path}, [{key}]") for key in ("cut", "arms"))
    base = {BASE: {"says": "nothing"}, **tables}
    arms = tuple(
        _arm(name, _table(table, f"{path}, [arms.{name}]"), (values, cut), path) for name, table in base.items()
    )
    if arms[0].changes:
        raise RecipeError(f"{path}: the arm {BASE} is what nothing is changed of; change the recipe itself.")
    return arms


def chosen(arms: Sequence[Arm], names: Sequence[str]) -> list[Arm]:
    """The arms of these names, in the order of the file; all if none is named.

    Raises:
        RecipeError: There is no arm of some name.
    """
    known = [arm.name for arm in arms]
    if unknown := set(names) - set(known):
        raise RecipeError(f"There is no arm {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    return [arm for arm in arms if arm.name in names or not names]


def _arm(
    name: str, table: Mapping[str, object], base: tuple[Mapping[str, object], Mapping[str, object]], path: Path
) -> Arm:
    """The arm of one table over the values of the recipe and the cut."""
    origin = f"{path}, [arms.{name}]"
    says = table.get("says")
    if not isinstance(says, str) or not name.isidentifier():
        raise RecipeError(f"{origin}: an arm has a name of letters and one sentence, `says`.")
    changed = {key: value for key, value in table.items() if key not in ("says", "cut")}
    if fixed := [key for key in FIXED if key in changed]:
        raise RecipeError(f"{origin}: {', '.join(fixed)} must be the same for all arms; change the recipe itself.")
    cut_changed = _table(table.get("cut", {}), f"{origin}, cut")
    recipe = make_recipe(_over(base[0], changed), origin)
    cut = _cut({**base[1], **cut_changed}, origin)
    if recipe.minutes:
        raise RecipeError(f"{origin}: arms are trained on as many pictures, not for as long; set minutes to 0.")
    if recipe.epochs % cut.steps:
        raise RecipeError(f"{origin}: {recipe.epochs} epochs cannot be shared by {cut.steps} steps of the cut.")
    return Arm(name, says, dict(_dotted({**changed, "cut": cut_changed})), recipe, cut)


def _cut(values: Mapping[str, object], origin: str) -> Cut:
    """A cut from plain values, checked."""
    cut = dataclasses.replace(Cut(), **checked(values, Cut(), f"{origin}, cut"))  # type: ignore[arg-type]
    for key, known in (("criterion", [one.value for one in Criterion]), ("repair", list(REPAIRS))):
        if getattr(cut, key) not in known:
            raise RecipeError(f"{origin}: cut.{key} is one of {', '.join(known)}, not {getattr(cut, key)!r}.")
    if cut.steps < 1 or not 0 <= cut.pruning_ratio < 1:
        raise RecipeError(f"{origin}: cut.steps must be 1 or more and cut.pruning_ratio 0 to below 1.")
    return cut


def _over(values: Mapping[str, object], changed: Mapping[str, object]) -> dict[str, object]:
    """Values with some of them changed, also within tables."""
    merged = dict(values)
    for key, value in changed.items():
        old = values.get(key)
        merged[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _dotted(values: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Every value by its dotted key."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _table(value: object, origin: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RecipeError(f"{origin} must be a table.")
    return value
