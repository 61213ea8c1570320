"""Says what to install where the libraries for language models and diffusion pipelines are not. Loads none of them."""

from __future__ import annotations

import importlib.util

from training.errors import RecipeError

# What is imported, and what pip calls it.
PACKAGES = {
    "transformers": "transformers",
    "peft": "peft",
    "diffusers": "diffusers",
    "sklearn": "scikit-learn",
}


def need_extra() -> None:
    """Make sure that the extra `suite` is there.

    Raises:
        RecipeError: It is not.
    """
    missing = [package for name, package in PACKAGES.items() if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(
            f"Language models and diffusion pipelines need {names}; install the extra: pip install -e '.[train,suite]'."
        )
