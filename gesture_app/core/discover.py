"""Finds what a folder offers: every module of a package, and the constant that each one ends in."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, constant: str, kind: type[T]) -> dict[str, T]:
    """Import every public module of a package and collect its constant, keyed by module name.

    Modules whose name starts with an underscore are helpers and are left alone.

    Raises:
        TypeError: A module lacks the constant, or it is of another type; the message says what to write.
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
