"""Says what to install where the libraries for language models are not. Loads none of them."""

from __future__ import annotations

import importlib.util

from training.errors import RecipeError

PACKAGES = ("transformers", "peft")


def need_extra(*more: str) -> None:
    """Make sure that the extra `suite` is there.

    Args:
        more: Packages of it that only some of what it is for needs.

    Raises:
        RecipeError: It is not.
    """
    missing = [name for name in (*PACKAGES, *more) if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(f"Language models need {names}; install the extra: pip install -e '.[train,suite]'.")
