"""Puts tables between their markers in README, so that every figure there comes from a report."""

from __future__ import annotations

import re
from pathlib import Path

from training.errors import DataError


def shown_table(readme: str, name: str) -> str:
    """What README has between the markers of a table.

    Raises:
        DataError: README has no such markers.
    """
    return _between(readme, name)[2]


def with_table(readme: str, name: str, table: str) -> str:
    """README with the table between its markers replaced.

    Raises:
        DataError: README has no such markers.
    """
    found = _between(readme, name)
    return readme[: found.start(2)] + table + readme[found.end(2) :]


def write_readme(text: str, path: Path) -> None:
    """Write README, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _between(readme: str, name: str) -> re.Match[str]:
    """The table with its markers."""
    found = re.search(rf"(<!-- table:{name} -->\n)(.*?)(<!-- /table:{name} -->)", readme, re.DOTALL)
    if found is None:
        raise DataError(f"README.md has no <!-- table:{name} --> markers.")
    return found
