"""Turns a word of a recipe into the choice it names."""

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
