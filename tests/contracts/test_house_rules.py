"""The rules of CONTRIBUTING.md that a machine can check; each test lists the files that break one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_LINES = 400
MAX_FUNCTION_LINES = 40

FORBIDDEN = [
    pytest.param(r"\b(TODO|FIXME|XXX)\b", id="nothing is put off: file an issue"),
    pytest.param(r"except Exception\b|except:", id="no bug is swallowed: catch what can happen"),
    pytest.param(r"['\"\s]/(home|root|Users|work)/", id="no file knows one machine: take paths as arguments"),
]


def texts(*folders: str) -> dict[str, str]:
    """Every Python file of these folders with its text, keyed by its path in the repository."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


PACKAGES = texts("gesture_app", "training")
MODULES = {name: text for name, text in PACKAGES.items() if not name.endswith("__init__.py")}
TESTS = texts("tests")


def long_functions(text: str) -> list[str]:
    """The functions that do not fit on a screen."""
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= MAX_FUNCTION_LINES]


def dotted(name: str) -> str:
    """The name that an import uses."""
    return name.removesuffix(".py").replace("/", ".")


@cache
def imported(text: str) -> frozenset[str]:
    """Everything that a file imports, by its full name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def is_helper(name: str, tested: set[str]) -> bool:
    """Whether a tested module of the same folder imports this one."""
    folder = Path(name).parent
    neighbours = (text for other, text in MODULES.items() if Path(other).parent == folder and dotted(other) in tested)
    return any(dotted(name) in imported(text) for text in neighbours)


def test_no_file_is_long() -> None:
    assert [name for name, text in (MODULES | TESTS).items() if len(text.splitlines()) > MAX_LINES] == []


def test_no_function_is_long() -> None:
    assert {name: found for name, text in MODULES.items() if (found := long_functions(text))} == {}


def test_every_file_opens_with_what_it_is_for() -> None:
    assert [name for name, text in MODULES.items() if not ast.get_docstring(ast.parse(text))] == []


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_a_bad_habit_is_nowhere(pattern: str) -> None:
    others = {name: text for name, text in (PACKAGES | TESTS).items() if name != "tests/contracts/test_house_rules.py"}
    assert [name for name, text in others.items() if re.search(pattern, text)] == []


def test_importing_a_package_does_nothing() -> None:
    assert [name for name, text in PACKAGES.items() if name.endswith("__init__.py") and text] == []


def test_every_module_has_a_test() -> None:
    """Its own, or that of the module in the same folder which it helps."""
    tested = {name for text in TESTS.values() for name in imported(text)}
    untested = {name for name in MODULES if dotted(name) not in tested and not name.endswith("__main__.py")}
    while helpers := {name for name in untested if is_helper(name, tested)}:
        untested -= helpers
        tested |= {dotted(name) for name in helpers}
    assert sorted(untested) == []


def test_workers_know_no_widget() -> None:
    workers = {name: text for name, text in MODULES.items() if name.startswith("gesture_app/workers/")}
    assert [name for name, text in workers.items() if re.search(r"\bQt(Widgets|Gui)\b", text)] == []
