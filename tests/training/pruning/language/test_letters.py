"""Tiny language models of one text differ in their network and in nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from training.pruning.language.letters import LENGTH, LETTERS, letter_task
from training.pruning.tasks import tiny_llama_shakespeare, tiny_opt_shakespeare
from training.pruning.types import Family

DIFFERENT = {"name", "title", "build", "load", "size"}


def test_a_task_builds_the_network_it_was_given_for_all_letters():
    asked = []
    task = letter_task("tiny", "Tiny", lambda width, letters: asked.append((width, letters)))
    task.build(0.5)
    assert asked == [(0.5, LETTERS)]
    assert (task.name, task.title, task.family) == ("tiny", "Tiny", Family.LANGUAGE)


def test_the_tasks_are_learned_and_judged_alike():
    one, other = tiny_llama_shakespeare.TASK, tiny_opt_shakespeare.TASK
    names = {field.name for field in dataclasses.fields(one)} - DIFFERENT
    assert {name for name in names if getattr(one, name) != getattr(other, name)} == set()


@pytest.mark.parametrize("task", [tiny_llama_shakespeare.TASK, tiny_opt_shakespeare.TASK], ids=lambda task: task.name)
def test_the_size_is_known_without_training(task):
    size = task.size()
    assert size.length == LENGTH
    assert 1e6 < size.params < 1.3e6
