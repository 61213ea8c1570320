"""Verdicts are read without the suite, and nonsense in their file hurts nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.lab.verdicts import Verdict, read_verdicts
from gesture_app.core.paths import verdicts_file


def test_a_verdict_is_read_by_the_methods_name(tmp_path: Path) -> None:
    (tmp_path / "verdicts.json").write_text('{"spa": "partly", "ap": "splendid"}')
    assert read_verdicts(tmp_path / "verdicts.json") == {"spa": Verdict.PARTLY}


def test_the_file_that_came_along_is_understood_to_its_last_word() -> None:
    assert verdicts_file().is_file()
    assert len(read_verdicts(verdicts_file())) == verdicts_file().read_text().count(":")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"spa": 1, "ap": "splendid"}'])
def test_what_cannot_be_understood_is_no_verdict(tmp_path: Path, text: str) -> None:
    (tmp_path / "verdicts.json").write_text(text)
    assert read_verdicts(tmp_path / "verdicts.json") == {}
    assert read_verdicts(tmp_path / "none.json") == {}
