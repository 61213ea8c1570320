"""A table of README stands between its markers, and nothing else is touched."""

from __future__ import annotations

import pytest

from training.errors import DataError
from training.readme import shown_table, with_table, write_readme

README = "above\n<!-- table:models -->\nold\nolder\n<!-- /table:models -->\nbelow\n"


def test_the_table_stands_between_its_markers_only():
    assert with_table(README, "models", r"new \1" + "\n") == README.replace("old\nolder", r"new \1")
    assert shown_table(README, "models") == "old\nolder\n"


@pytest.mark.parametrize("readme", ["above\nbelow\n", README.replace("/table", "end")])
def test_markers_that_are_missing_are_named(readme):
    with pytest.raises(DataError, match="no <!-- table:models --> markers"):
        with_table(readme, "models", "new\n")


def test_it_is_written_whole(tmp_path):
    write_readme("text", tmp_path / "README.md")
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
