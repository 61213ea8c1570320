"""What a suite recipe changes: a TOML file with the tables [training] and [settings], and words on the command line.

[training]          # of types.TrainingPlan
epochs = 20

[settings]          # of the method, as `gesture-train suite show METHOD` lists them
allocation = "erk"
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from training.errors import RecipeError
from training.pruning.types import Optimizer, TrainingPlan
from training.recipe import checked

TABLES = ("training", "settings")
S = TypeVar("S")

Changes = dict[str, dict[str, object]]  # by table, then by name


def read_changes(path: Path | None, words: Mapping[str, object]) -> Changes:
    """What a recipe and the command line change; the command line has the last word.

    Raises:
        RecipeError: The file cannot be read, or names a table that there is not.
    """
    tables: Changes = {name: {} for name in TABLES}
    for name, table in (_read(path) if path else {}).items():
        if name not in TABLES or not isinstance(table, dict):
            raise RecipeError(f"{path}: a suite recipe has the tables {' and '.join(TABLES)}, not {name!r}.")
        tables[name] |= table
    for key, value in words.items():
        table_name, _, name = key.rpartition(".")
        if table_name not in TABLES:
            raise RecipeError(f"--set takes training.NAME=VALUE or settings.NAME=VALUE, not {key!r}.")
        tables[table_name][name] = value
    return tables


def changed_plan(plan: TrainingPlan, changes: Changes) -> TrainingPlan:
    """A training plan with what a recipe changes.

    Raises:
        RecipeError: A name or value is wrong.
    """
    new = dataclasses.replace(plan, **checked(changes["training"], plan, "[training]"))  # type: ignore[arg-type]
    if new.optimizer not in (known := [kind.value for kind in Optimizer]):
        raise RecipeError(f"[training]: there is no optimizer {new.optimizer!r}; there are {', '.join(known)}.")
    if new.epochs < 1 or new.batch < 1 or not 0 < new.warmup < 1 or not 0 < new.learning_rate < math.inf:
        raise RecipeError("[training]: epochs and batch are at least 1, learning_rate above 0, warmup from 0 to 1.")
    if not 0 <= new.momentum < 1:
        raise RecipeError(f"[training]: momentum is 0 to below 1, not {new.momentum:g}.")
    for name in ("weight_decay", "clip", "limit"):
        if not 0 <= (value := getattr(new, name)) < math.inf:
            raise RecipeError(f"[training]: {name} is 0 or more, not {value:g}.")
    return new


def changed_settings(settings: S, changes: Changes) -> S:
    """A method's settings with what a recipe changes.

    Raises:
        RecipeError: A name or value is wrong.
    """
    values = checked(changes["settings"], settings, "[settings]")  # type: ignore[arg-type]
    return dataclasses.replace(settings, **values)  # type: ignore[type-var]


def _read(path: Path) -> dict[str, object]:
    """The tables of a file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"There is no recipe at {path}.") from None
    except OSError as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"The recipe {path} is not TOML: {error}.") from None
