"""Finds the methods and tasks by looking into their folders, and says which go together. Loads no torch."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

from training.errors import RecipeError
from training.pruning import evidence, methods, tasks
from training.pruning.claim import Evidence
from training.pruning.extra import need_extra
from training.pruning.method import AnyMethod, PruneMethod
from training.pruning.types import Effect, Family, Task
from training.pruning.zoo.tasks import zoo_task

ON_HUB = "hf:"  # before a folder of transformers or a name on its hub
ADDRESSES = "hf:NAME[@TEXT], timm:NAME[@DATA[@PIXELS]], torchvision:NAME[@DATA[@PIXELS]], FILE.onnx, FILE.pt"

T = TypeVar("T")


def all_methods() -> dict[str, AnyMethod]:
    """Every method by name."""
    return _discover(methods, "METHOD", PruneMethod)


def all_tasks() -> dict[str, Task]:
    """Every task by name."""
    return _discover(tasks, "TASK", Task)


def find_method(name: str) -> AnyMethod:
    """The method of a name.

    Raises:
        RecipeError: There is none.
    """
    found = all_methods()
    if name not in found:
        raise RecipeError(f"There is no method {name!r}; there are {', '.join(found)}.")
    return found[name]


def find_task(name: str, families: frozenset[Family] = frozenset()) -> Task:
    """The task of a name, or the one around a network from outside that an address names.

    Args:
        families: What is looked for, which decides where nobody can tell what `hf:` names.

    Raises:
        TrainingError: There is none, what an address names is not there, or the extra that it needs is missing.
    """
    if name.startswith(ON_HUB):
        need_extra()
        return _on_hub(name, families)
    found = all_tasks()
    if name in found:
        return found[name]
    if task := zoo_task(name):
        return task
    raise RecipeError(f"There is no task {name!r}; there are {', '.join(found)} and {ADDRESSES}.")


def all_evidence() -> dict[str, Evidence]:
    """What is to be shown about each paper, by the name of its method."""
    return _discover(evidence, "EVIDENCE", Evidence)


def find_evidence(name: str) -> Evidence:
    """What is to be shown about the paper of a method.

    Raises:
        RecipeError: Nothing is.
    """
    found = all_evidence()
    if name not in found:
        raise RecipeError(f"There is no evidence on {name!r}; there is on {', '.join(found)}.")
    return found[name]


def _on_hub(word: str, families: frozenset[Family]) -> Task:
    """The task around what `hf:` names: a pipeline where there is an index of one, else a language model."""
    from training.pruning.diffusion.layout import is_pipeline, is_pipeline_here

    name = word.removeprefix(ON_HUB).partition("@")[0]
    # The hub is asked only where that decides something.
    found = is_pipeline_here(name) if families == {Family.LANGUAGE} else is_pipeline(name)
    if found and families and Family.DIFFUSION not in families:
        kinds = ", ".join(sorted(family.value for family in families))
        raise RecipeError(
            f"{name} is a diffusion pipeline, and what is to prune it takes networks of the kinds {kinds}."
        )
    if found or (found is None and families == {Family.DIFFUSION}):
        from training.pruning.diffusion.hub import hub_task as pipeline_task

        return pipeline_task(word)
    from training.pruning.language.hub import hub_task

    return hub_task(word)


def misfit(method: AnyMethod, task: Task) -> str | None:
    """Why a method cannot prune a task, in one sentence; None if it can."""
    if task.family in method.families:
        return None
    if task.family is Family.GRAPH:
        return f"{task.name} is a graph without modules of torch, which {method.name} works on; spa and obspa prune it."
    fitting = ", ".join(sorted(family.value for family in method.families))
    return f"{method.name} prunes networks of the kinds {fitting}, and {task.name} is {task.family.value}."


def amount_for(method: AnyMethod, pruning_ratio: float | None, sparsity: float | None) -> float:
    """How much a method is to remove, from what was said on the command line.

    Raises:
        RecipeError: The wrong one of the two was said, or it is no share.
    """
    said = {Effect.SMALLER: pruning_ratio, Effect.SPARSER: sparsity}
    mine = said.pop(method.effect)
    (other_effect, other) = said.popitem()
    if other is not None:
        raise RecipeError(
            f"{method.name} removes {method.removes} and takes a {method.effect.value}, not a {other_effect.value}."
        )
    amount = method.usual_amount if mine is None else mine
    if not 0 <= amount < 1:
        raise RecipeError(f"{method.effect.value} is a share, 0 to below 1; got {amount}.")
    return amount


def _discover(package: ModuleType, constant: str, kind: type[T]) -> dict[str, T]:
    """The constant that each public module of a package ends in, by module name.

    Raises:
        TypeError: A module does not end in it.
    """
    found: dict[str, T] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("_"):
            continue
        full_name = f"{package.__name__}.{module.name}"
        entry = getattr(importlib.import_module(full_name), constant, None)
        if not isinstance(entry, kind):
            raise TypeError(f"{full_name} must end in `{constant} = {kind.__name__}(...)`.")
        found[module.name] = entry
    return found
