"""What a setting is: a typed field that can explain itself, be read from text or TOML and be checked.

A settings section is a frozen dataclass whose fields are made with `setting()`. Everything that shows or changes
settings (the settings page, `gesture-app config`, the settings file, the docs) walks over `rows_of(section)`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from gesture_app.core.errors import SettingsError

T = TypeVar("T")
Value = bool | int | float | str | Enum | tuple[str, ...] | tuple[float, ...] | None

UNSET = "default"  # the text that takes a setting back to its default
WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class Kind(Enum):
    """What sort of value a setting holds, hence which widget edits it; the value says it to a person."""

    SWITCH = "yes or no"
    WHOLE = "a whole number"
    NUMBER = "a number"
    TEXT = "text"
    CHOICE = "one of the choices"
    TEXTS = "texts separated by commas"
    NUMBERS = "4 numbers separated by commas"


KINDS: dict[object, Kind] = {
    bool: Kind.SWITCH,
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    str: Kind.TEXT,
    tuple[str, ...]: Kind.TEXTS,
    tuple[float, float, float, float]: Kind.NUMBERS,
}
NUMBERS_COUNT = 4  # of Kind.NUMBERS, which says so: there are only rectangles


@dataclass(frozen=True, slots=True)
class About:
    """What a field tells a person about itself."""

    title: str
    help: str  # one sentence
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()  # of a text; those of an Enum are its values
    step: int = 1  # a whole number must be a multiple of it


@dataclass(frozen=True, slots=True)
class Row:
    """One setting, as a list of settings shows it."""

    key: str  # "engine.cooldown_ms"
    kind: Kind
    default: Value
    about: About
    enum: type[Enum] | None = None  # of a CHOICE whose values are not plain text
    is_optional: bool = False  # None means "as it would be without this setting"

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that a CHOICE accepts."""
        return self.about.choices if self.enum is None else tuple(str(member.value) for member in self.enum)

    @property
    def name(self) -> str:
        """The field's name, without its section."""
        return self.key.rpartition(".")[2]


def setting(
    title: str,
    explanation: str,
    *,
    default: T,
    unit: str = "",
    limits: tuple[float, float] | None = None,
    choices: tuple[str, ...] = (),
    step: int = 1,
) -> T:
    """A dataclass field that is a setting."""
    minimum, maximum = limits or (None, None)
    about = About(title, explanation, unit, minimum, maximum, choices, step)
    return dataclasses.field(default=default, metadata={"about": about})


def rows_of(section: type, prefix: str) -> tuple[Row, ...]:
    """The settings of one section, in the order of its fields; fields that are no settings are left out."""
    hints = typing.get_type_hints(section)
    fields = [field for field in dataclasses.fields(section) if "about" in field.metadata]
    return tuple(_row(f"{prefix}.{field.name}", hints[field.name], field) for field in fields)


def _row(key: str, hint: object, field: dataclasses.Field[typing.Any]) -> Row:
    """Describe one field by its annotation."""
    is_optional = isinstance(hint, types.UnionType)
    if is_optional:
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    about: About = field.metadata["about"]
    enum = hint if isinstance(hint, type) and issubclass(hint, Enum) else None
    kind = Kind.CHOICE if enum or about.choices else KINDS[hint]
    return Row(key, kind, field.default, about, enum, is_optional)


def from_text(row: Row, text: str) -> Value:
    """Understand what a person typed for a setting.

    Raises:
        SettingsError: It is of another type or out of range; the sentence says what is expected.
    """
    words = text.strip()
    if words == UNSET and words not in row.choices:
        return row.default
    try:
        return from_toml(row, _parsed(row, words))
    except ValueError:
        raise SettingsError(f"{row.key} must be {expectation(row)}, not {words!r}.") from None


def _parsed(row: Row, text: str) -> object:
    """Turn text into what TOML would hold; a ValueError where it cannot be."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    match row.kind:
        case Kind.SWITCH:
            return WORDS.get(text.lower(), text)
        case Kind.WHOLE:
            return int(text)
        case Kind.NUMBER:
            return float(text)
        case Kind.TEXTS:
            return parts
        case Kind.NUMBERS:
            return [float(part) for part in parts]
        case Kind.TEXT | Kind.CHOICE:
            return text


def from_toml(row: Row, raw: object) -> Value:
    """Check a value read from TOML and give it its type.

    Raises:
        SettingsError: It is of another type or out of range; the sentence says what is expected.
    """
    value = _typed(row, raw)
    if value is None or not (_is_within(row.about, value) and _is_whole(row, value)):
        raise SettingsError(f"{row.key} must be {expectation(row)}, not {raw!r}.")
    return value


def _typed(row: Row, raw: object) -> Value:
    """The raw value in the row's type; None where it is of another type."""
    match row.kind, raw:
        case Kind.SWITCH, bool():
            return raw
        case ((Kind.WHOLE | Kind.NUMBER | Kind.NUMBERS), bool()):
            return None
        case Kind.WHOLE, int():
            return raw
        case Kind.NUMBER, (int() | float()):
            return float(raw)
        case Kind.TEXT, str():
            return raw
        case Kind.CHOICE, str() if raw in row.choices:
            return raw if row.enum is None else row.enum(raw)
        case Kind.TEXTS, list() if all(isinstance(part, str) for part in raw):
            return tuple(raw)
        case Kind.NUMBERS, list() if all(type(part) in (int, float) for part in raw):
            return tuple(float(part) for part in raw) if len(raw) == NUMBERS_COUNT else None
    return None


def _is_within(about: About, value: Value) -> bool:
    """Whether every number lies between minimum and maximum; a NaN lies nowhere."""
    if about.minimum is None or about.maximum is None:
        return True
    numbers = value if isinstance(value, tuple) else (value,)
    return all(isinstance(number, int | float) and about.minimum <= number <= about.maximum for number in numbers)


def _is_whole(row: Row, value: Value) -> bool:
    """Whether a rectangle has an inside, and a whole number is of the right multiples."""
    match row.kind, value:
        case Kind.NUMBERS, (float(left), float(top), float(right), float(bottom)):
            return left < right and top < bottom
        case Kind.WHOLE, int():
            return value % row.about.step == 0
    return True


def to_toml(value: Value) -> bool | int | float | str | list[str] | list[float]:
    """What TOML stores for a value that is not None."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return list(value)  # type: ignore[return-value]  # a tuple is all texts or all numbers
    if value is None:
        raise ValueError("TOML has no word for None; leave the key out")
    return value


def to_text(value: Value) -> str:
    """How a value is written for a person; `from_text` reads it back."""
    if value is None:
        return UNSET
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def expectation(row: Row) -> str:
    """What a setting accepts, as the end of a sentence: "a whole number from 0 to 5000 ms"."""
    if row.kind is Kind.CHOICE:
        return f"one of {', '.join(row.choices)}"
    unit = f" {row.about.unit}" if row.about.unit else ""
    kind = str(row.kind.value) if row.about.step == 1 else f"a multiple of {row.about.step}"
    words = kind
    if row.about.minimum is not None and row.about.maximum is not None:
        words = f"{kind} from {row.about.minimum:g} to {row.about.maximum:g}{unit}"
    return words if row.kind is not Kind.NUMBERS else f"{words}: left, top, right, bottom"
