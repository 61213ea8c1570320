"""Says what to install where libraries of the extra `suite` are not. Loads none of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

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
    need_packages(
        "Language models and diffusion pipelines",
        PACKAGES | {name: name.replace("_", "-") for name in more if name not in PACKAGES},
    )


def need_packages(what: str, wanted: Mapping[str, str]) -> None:
    """Make sure that what something needs is there.

    Args:
        wanted: What pip calls it, by the name it is imported by.

    Raises:
        RecipeError: One is not.
    """
    missing = [package for name, package in wanted.items() if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise RecipeError(f"{what} need {names}; install the extra: pip install -e '.[train,suite]'.")
