"""What is missing is found without importing it, and one line installs it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.extras import MODULES, has_module, install_words, missing_extras, typed
from training.pruning.extra import PACKAGES

REQUIRES = ["numpy>=1", 'torch>=2.6; extra == "train"', "onnx >= 1 ; extra == 'train'", "peft>=0.21; extra == 'suite'"]


def no_package(_name: str) -> list[str]:
    raise metadata.PackageNotFoundError


def test_each_family_asks_for_what_it_needs() -> None:
    assert missing_extras(Family.DETECTOR, lambda _: False) == ("train",)
    assert missing_extras(Family.LANGUAGE, lambda _: False) == ("train", "suite")
    assert missing_extras(Family.LANGUAGE, lambda name: name in MODULES["train"]) == ("suite",)
    assert missing_extras(Family.CNN, lambda name: name != "torch") == ("train",)
    assert missing_extras(Family.CNN, lambda _: True) == ()


def test_the_line_installs_what_the_extra_names() -> None:
    words = install_words(["train"], lambda _: REQUIRES)
    assert words == ("pip", "install", "torch>=2.6", "onnx>=1")
    assert typed(words, "/a b/python") == "'/a b/python' -m pip install 'torch>=2.6' 'onnx>=1'"


@pytest.mark.parametrize("required", [no_package, lambda _: None])
def test_without_metadata_the_extra_is_named(required: object) -> None:
    assert install_words(["train"], required) == ("pip", "install", "gesture-app[train]")  # type: ignore[arg-type]


def test_the_project_has_these_extras() -> None:
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert set(MODULES) <= set(tomllib.loads(text)["project"]["optional-dependencies"])


def test_the_suite_asks_for_the_same() -> None:
    """Otherwise a job that the page offers would be refused when it begins."""
    assert set(MODULES["suite"]) == set(PACKAGES)


def test_looking_imports_nothing() -> None:
    code = (
        "import sys; from gesture_app.core.lab.extras import has_module, missing_extras, Family\n"
        "missing_extras(Family.LANGUAGE)\n"
        "print(has_module('json'), has_module('no_such_module'), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]
    assert has_module("json")
