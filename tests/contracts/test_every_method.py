"""What every pruning method and every task promise; a new file of either is tested without a line here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from training.errors import RecipeError
from training.pruning.registry import all_methods, all_tasks, amount_for, find_method, find_task, misfit
from training.pruning.types import Effect

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
METHODS, TASKS = all_methods(), all_tasks()
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def test_looking_through_them_loads_no_torch():
    code = (
        "import sys; from training.pruning.registry import all_methods, all_tasks\n"
        "all_methods(), all_tasks()\n"
        "print(sorted({'torch', 'cv2', 'onnxruntime', 'openvino'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@every_method
def test_a_method_is_named_as_its_file_and_names_its_paper(method):
    assert METHODS[method.name] is method
    assert method.title[0].isupper()
    assert re.search(r"\d{4}", method.paper)


@every_method
def test_a_method_has_its_row_in_readme(method):
    rows = [row for row in README.splitlines() if row.startswith(f"| `{method.name}` |")]
    assert len(rows) == 1
    paper = re.search(r"arXiv:[\d.]+", method.paper)
    assert paper is None or paper[0].removeprefix("arXiv:") in rows[0]


@every_method
def test_a_method_fits_a_task_and_refuses_the_others_with_a_sentence(method):
    assert any(misfit(method, task) is None for task in TASKS.values())
    for task in TASKS.values():
        reason = misfit(method, task)
        assert reason is None or (reason.endswith(".") and method.name in reason)


@every_method
def test_a_method_takes_its_own_amount_only(method):
    said = {Effect.SMALLER: (0.5, None), Effect.SPARSER: (None, 0.5)}
    wrong = said[Effect.SPARSER if method.effect is Effect.SMALLER else Effect.SMALLER]
    assert amount_for(method, *said[method.effect]) == 0.5
    assert amount_for(method, None, None) == method.usual_amount
    with pytest.raises(RecipeError, match=f"takes a {method.effect.value}"):
        amount_for(method, *wrong)


@every_method
@pytest.mark.parametrize("amount", [-0.1, 1.0, float("nan")])
def test_an_amount_that_is_no_share_is_refused(method, amount):
    said = (amount, None) if method.effect is Effect.SMALLER else (None, amount)
    with pytest.raises(RecipeError, match="is a share, 0 to below 1"):
        amount_for(method, *said)


@every_method
def test_arms_have_names_of_their_own(method):
    names = [arm.name for arm in method.arms]
    assert names
    assert len(set(names)) == len(names)
    assert "all" not in names


@every_task
def test_a_task_is_named_as_its_file(task):
    assert TASKS[task.name] is task
    assert task.title[0].isupper()


def test_an_unknown_name_is_answered_with_those_that_there_are():
    with pytest.raises(RecipeError, match=r"no method 'magic'; there are .*gradual"):
        find_method("magic")
    with pytest.raises(RecipeError, match=r"no task 'magic'; there are .*tiny_shapes"):
        find_task("magic")
