"""What several commands share."""

from __future__ import annotations

import pytest

from training.cli import build_parser
from training.commands._command import changes_from, counted
from training.errors import RecipeError


def test_values_are_what_toml_says_and_text_otherwise() -> None:
    words = ["epochs=3", "slim=0.5", "data=my hands", "name='x'", 'extra=["a", "b"]', "augment.mosaic=1", "weights="]
    assert changes_from(words) == {
        "epochs": 3,
        "slim": 0.5,
        "data": "my hands",
        "name": "x",
        "extra": ["a", "b"],
        "augment.mosaic": 1,
        "weights": "",
    }


def test_a_value_may_hold_an_equals_sign() -> None:
    assert changes_from(["data=a=b"]) == {"data": "a=b"}


def test_a_word_without_a_value_is_refused() -> None:
    with pytest.raises(RecipeError, match="--set takes KEY=VALUE, not 'epochs'"):
        changes_from(["epochs"])


def test_one_thing_is_no_many():
    assert [counted(number, "job") for number in (0, 1, 2)] == ["0 jobs", "1 job", "2 jobs"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("sweep recipe --dense d --out o --timing-runs -1", "--timing-runs: a whole number of at least 0 is wanted"),
        ("retrain folder --out o --epochs -1", "--epochs: a whole number of at least 0 is wanted, not '-1'"),
        ("extend folder --out o --pictures many", "--pictures: a whole number of at least 1 is wanted, not 'many'"),
        ("val default --input-px 100", "--input-px: a network takes a multiple of 32 pixels, not '100'"),
        ("export default --out o --title t --input-px 0", "--input-px: a network takes a multiple of 32 pixels"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_its_option(line, says, capsys):
    with pytest.raises(SystemExit, match="2"):
        build_parser().parse_args(line.split())
    assert says in capsys.readouterr().err
