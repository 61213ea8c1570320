"""Whether settings make sense together; what each may be by itself, its own row says."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import Value
from gesture_app.core.sections import Settings
from gesture_app.core.settings_keys import find_row, get_value, with_typed_value

# The first may not be above the second.
_IN_ORDER = (
    ("engine.stay_score", "engine.enter_score"),
    ("engine.repeat_fastest_ms", "engine.repeat_ms"),
)
# These may not be the same.
_DIFFERENT = (("engine.arming_gesture", "engine.disarming_gesture"),)


def check_sense(settings: Settings) -> None:
    """Complain of the first two settings that contradict each other.

    Raises:
        SettingsError: There are such; the sentence names both with their values.
    """
    for _, sentence in _contradictions(settings):
        raise SettingsError(sentence)


def without_contradictions(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """The settings with every two that contradict each other back at their defaults, and a sentence for each pair."""
    faults = []
    for keys, sentence in _contradictions(settings):
        faults.append(f"{sentence[:-1]}; both are as by default.")
        for key in keys:
            settings = with_typed_value(settings, key, find_row(key).default)
    return settings, tuple(faults)


def _contradictions(settings: Settings) -> Iterator[tuple[tuple[str, str], str]]:
    """Two settings, and the sentence that says why they do not go together."""
    for low, high in _IN_ORDER:
        lower, upper = _number(get_value(settings, low)), _number(get_value(settings, high))
        if lower > upper:
            yield (low, high), f"{low} ({lower:g}) may not be above {high} ({upper:g})."
    for one, other in _DIFFERENT:
        if (value := get_value(settings, one)) == get_value(settings, other):
            yield (one, other), f"{one} and {other} may not be the same ({value})."


def _number(value: Value) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)
