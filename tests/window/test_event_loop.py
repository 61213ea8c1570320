"""Garbage while the window's event loop runs."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from gesture_app.window.event_loop import collecting_here

MANY = 100_000  # new objects, after far fewer of which Python collects


@pytest.fixture
def python_collects() -> Iterator[None]:
    """As it does in a program; the tests with widgets forbid it."""
    gc.enable()
    yield
    gc.disable()


def leave(died_in: list[int]) -> None:
    """Leave an object that only the collector can destroy, and have the thread noted that does."""
    left = QObject()
    left.itself = left
    weakref.finalize(left, lambda: died_in.append(threading.get_ident()))


def allocate(kept: list[list[int]]) -> None:
    """What makes Python collect, in a thread of its own."""
    worker = threading.Thread(target=lambda: kept.extend([number] for number in range(MANY)))
    worker.start()
    worker.join()


@pytest.mark.usefixtures("python_collects")
def test_what_a_window_leaves_is_destroyed_in_its_own_thread_however_much_others_allocate(qtbot) -> None:
    died_in: list[int] = []
    kept: list[list[int]] = []
    with collecting_here():
        leave(died_in)
        allocate(kept)
        assert died_in == []
        qtbot.waitUntil(lambda: bool(died_in))
    assert died_in == [threading.get_ident()]
    assert gc.isenabled()


@pytest.mark.usefixtures("python_collects")
def test_python_by_itself_would_destroy_it_in_the_thread_that_allocates(qtbot) -> None:
    died_in: list[int] = []
    leave(died_in)
    allocate([])
    assert died_in != [threading.get_ident()]
