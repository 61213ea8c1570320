"""Takes specs apart: `pictures:FOLDER?seconds=1.5` is a kind, a body and options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from gesture_app.core.errors import SourceError


def is_named(spec: str, name: str) -> bool:
    """Whether a spec begins with the name of a kind."""
    return spec == name or spec.startswith((f"{name}:", f"{name}?"))


def split_spec(spec: str, name: str, known: Collection[str] = ()) -> tuple[str, Mapping[str, float]]:
    """What follows the name of the kind, and the options after a question mark.

    Raises:
        SourceError: An option is not known or is no number.
    """
    body, _, query = spec.partition("?")
    if is_named(body, name):
        body = body[len(name) :].removeprefix(":")
    options = {}
    for key, text in parse_qsl(query, keep_blank_values=True):
        if key not in known:
            raise SourceError(f"The source {spec} has an option {key}; there are: {', '.join(known) or 'none'}.")
        try:
            options[key] = float(text)
        except ValueError:
            raise SourceError(f"The option {key} of the source {spec} must be a number, not {text!r}.") from None
    return body, options
