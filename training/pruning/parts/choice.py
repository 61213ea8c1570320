"""Turns a word of a recipe into the choice it names, and refuses numbers that methods share and that make no sense."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from training.errors import RecipeError

E = TypeVar("E", bound=Enum)


def choose(kind: type[E], word: str, what: str) -> E:
    """The member of an enumeration whose value is the word.

    Raises:
        RecipeError: There is none.
    """
    for member in kind:
        if member.value == word:
            return member
    raise RecipeError(f"There is no {what} {word!r}; there are {', '.join(str(member.value) for member in kind)}.")


def check_batches(count: int) -> None:
    """Raises RecipeError for no batches at all."""
    if count < 1:
        raise RecipeError(f"settings.batches is a number of batches, 1 or more; got {count}.")
