"""Says what to install where a library of the extra `suite` is not. Loads none of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from training.errors import RecipeError

PACKAGES = ("transformers", "peft")


def need_extra() -> None:
    """Make sure that the libraries for language models are there.

    Raises:
        RecipeError: They are not.
    """
    need_packages("Language models", PACKAGES)


def need_packages(what: str, packages: Sequence[str]) -> None:
    """Make sure that what something needs is there.

    Args:
        packages: By the names they are imported by.

    Raises:
        RecipeError: One is not.
    """
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(f"{what} need {names}; install the extra: pip install -e '.[train,suite]'.")
