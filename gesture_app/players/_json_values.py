"""Reads answers in JSON that may hold anything."""

from __future__ import annotations

from collections.abc import Mapping


def mapping_of(value: object) -> Mapping[str, object]:
    """An object as it is; anything else holds nothing."""
    return value if isinstance(value, dict) else {}


def number_of(value: object) -> float | None:
    """A number, but no truth value."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text_of(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value else None
