"""What a run that teaches left and right is to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from training.errors import RecipeError
from training.recipe import checked


@dataclass(frozen=True, slots=True)
class HandednessRecipe:
    """One run. Paths are taken as they are or under GESTURE_DATA; the table also beside the recipe."""

    name: str = "handedness"
    data: str = "hands"  # YOLO-layout folder
    table: str = "handedness.csv"  # which of its hands are left
    epochs: int = 16
    batch: int = 64
    learning_rate: float = 0.003
    final_rate: float = 0.02  # share of the learning rate left at the end of the cosine
    weight_decay: float = 0.05
    smoothing: float = 0.04  # share of doubt in every answer: some of them are wrong
    check_every: int = 5  # epochs between checkpoints
    seed: int = 0
    threads: int = 1


def read_handedness_recipe(path: Path, changes: Mapping[str, object]) -> HandednessRecipe:
    """Read a recipe and change some of its values.

    Raises:
        RecipeError: The file is missing, is not TOML, or names something that a recipe does not have.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8")) | dict(changes)
    except OSError as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"The recipe {path} is not TOML: {error}.") from None
    usable = checked(values, HandednessRecipe(), str(path))
    return replace(HandednessRecipe(), **usable)  # type: ignore[arg-type]
