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


def need_extra(*more: str) -> None:
    """Make sure that the extra `suite` is there.

    Args:
        more: Packages of it that only some of what it is for needs.

    Raises:
        RecipeError: It is not.
    """
    wanted = PACKAGES | {name: name.replace("_", "-") for name in more if name not in PACKAGES}
    missing = [package for name, package in wanted.items() if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(
            f"Language models and diffusion pipelines need {names}; install the extra: pip install -e '.[train,suite]'."
        )
