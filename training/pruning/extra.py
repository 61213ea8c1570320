"""Says what to install where the libraries for language models are not. Loads none of them."""

from __future__ import annotations

import importlib.util

from training.errors import RecipeError

PACKAGES = ("transformers", "peft", "diffusers", "sklearn")


def need_extra() -> None:
    """Make sure that the extra `suite` is there.

    Raises:
        RecipeError: It is not.
    """
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(f"Language models need {names}; install the extra: pip install -e '.[train,suite]'.")
