"""A setting explains itself, and is understood alike from text and from TOML."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import Kind, Row, expectation, from_text, from_toml, rows_of, setting, to_text, to_toml
from gesture_app.core.types import Command


@dataclass(frozen=True, slots=True)
class Kitchen:
    """One setting of each kind."""

    is_warm: bool = setting("Warm", "Whether the oven is on.", default=False)
    spoons: int = setting("Spoons", "How many.", default=2, limits=(0, 9))
    litres: float = setting("Water", "How much.", default=1.5, unit="l", limits=(0, 10))
    cook: str = setting("Cook", "Who cooks.", default="me")
    dish: str = setting("Dish", "What there is.", default="soup", choices=("soup", "stew"))
    guests: tuple[str, ...] = setting("Guests", "Who comes.", default=())
    radio: Command | None = setting("Radio", "What it does.", default=None)
    table: int = 4  # no setting


ROWS = {row.name: row for row in rows_of(Kitchen, "kitchen")}


def test_every_field_made_with_setting_is_a_row_in_order() -> None:
    assert [row.key for row in rows_of(Kitchen, "kitchen")] == [
        "kitchen.is_warm",
        "kitchen.spoons",
        "kitchen.litres",
        "kitchen.cook",
        "kitchen.dish",
        "kitchen.guests",
        "kitchen.radio",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("is_warm", Kind.SWITCH, "yes or no"),
        ("spoons", Kind.WHOLE, "a whole number from 0 to 9"),
        ("litres", Kind.NUMBER, "a number from 0 to 10 l"),
        ("cook", Kind.TEXT, "text"),
        ("dish", Kind.CHOICE, "one of soup, stew"),
        ("guests", Kind.TEXTS, "texts separated by commas"),
    ],
)
def test_a_row_knows_its_kind_and_what_it_accepts(name: str, kind: Kind, expected: str) -> None:
    assert ROWS[name].kind is kind
    assert expectation(ROWS[name]) == expected


def test_the_choices_of_an_enum_are_its_values() -> None:
    assert ROWS["radio"].kind is Kind.CHOICE
    assert ROWS["radio"].is_optional
    assert ROWS["radio"].choices == tuple(command.value for command in Command)


@pytest.mark.parametrize(
    ("name", "value", "text", "toml"),
    [
        ("is_warm", True, "yes", True),
        ("spoons", 3, "3", 3),
        ("litres", 2.0, "2.0", 2.0),
        ("cook", "you", "you", "you"),
        ("guests", ("Ann", "Bo"), "Ann, Bo", ["Ann", "Bo"]),
        ("radio", Command.MUTE, "mute", "mute"),
    ],
)
def test_a_value_survives_text_and_toml(name: str, value: object, text: str, toml: object) -> None:
    row = ROWS[name]
    assert from_text(row, text) == value
    assert from_toml(row, toml) == value
    assert to_text(from_text(row, text)) == text
    assert to_toml(from_toml(row, toml)) == toml


def test_nothing_is_written_as_default_and_has_no_toml() -> None:
    assert to_text(None) == "default"
    assert from_text(ROWS["radio"], "default") is None
    with pytest.raises(ValueError, match="leave the key out"):
        to_toml(None)


@pytest.mark.parametrize(
    ("name", "raw"), [("litres", True), ("spoons", 1.0), ("guests", ["Ann", 1]), ("guests", "Ann")]
)
def test_a_value_of_another_type_is_refused(name: str, raw: object) -> None:
    with pytest.raises(SettingsError, match=f"kitchen.{name} must be"):
        from_toml(ROWS[name], raw)


def test_a_whole_number_does_for_a_number() -> None:
    value = from_toml(ROWS["litres"], 2)
    assert (value, type(value)) == (2.0, float)


def test_a_choice_may_itself_be_called_default() -> None:
    row = Row("a.b", Kind.CHOICE, "other", rows_of(Model, "a")[0].about)
    assert from_text(row, "default") == "default"


@dataclass(frozen=True, slots=True)
class Model:
    """A choice that is called like the word for taking back."""

    b: str = setting("Model", "Which one.", default="other", choices=("default", "other"))
