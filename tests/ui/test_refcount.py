"""PySide6 must not lose references to None and True.

6.12.0 does on Python 3.11 and older: each void call and each emit takes one away, and a window with 60 frames a second
aborts after seconds with `Fatal Python error: bool_dealloc`. pyproject.toml keeps that release out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal

CALLS = 100  # few enough to fail before the interpreter, out of references, aborts
NOISE = 10  # it takes and returns a few references itself meanwhile


class Emitter(QObject):
    """Sends what the app sends all day."""

    nothing_said = Signal()
    yes_said = Signal(bool)


def references_lost(constant: object, call: Callable[[], object]) -> int:
    """How many references to the constant are gone after many calls."""
    before = sys.getrefcount(constant)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(constant)


@pytest.mark.parametrize("constant", [None, True, False])
def test_emitting_takes_no_references(constant: bool | None) -> None:
    emitter = Emitter()
    assert references_lost(constant, emitter.nothing_said.emit) < NOISE
    assert references_lost(constant, lambda: emitter.yes_said.emit(True)) < NOISE


@pytest.mark.parametrize("constant", [None, True, False])
def test_a_call_that_returns_nothing_takes_no_references(constant: bool | None) -> None:
    emitter = Emitter()
    assert references_lost(constant, lambda: emitter.setObjectName("hand")) < NOISE
