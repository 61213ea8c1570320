"""Without the extra one is told what to install."""

from __future__ import annotations

import importlib.util

import pytest

from training.errors import RecipeError
from training.pruning.extra import need_extra
from training.pruning.registry import find_task


def test_what_is_there_is_taken():
    need_extra()


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        RecipeError, match=r"need transformers and peft and diffusers and scikit-learn; install the extra"
    ):
        find_task("hf:anything")


def test_what_only_some_of_it_needs_is_named_too(monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "datasets" else there(name))
    need_extra()
    with pytest.raises(RecipeError, match=r"need datasets; install the extra"):
        need_extra("datasets")
