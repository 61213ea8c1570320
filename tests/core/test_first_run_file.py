from __future__ import annotations

import json
from pathlib import Path

import pytest

from gesture_app.core.drift import Conditions
from gesture_app.core.first_run_file import Memory, read_memory, write_memory

KEPT = Memory(Conditions(light=120.5, hand=0.3), offered_at_s=1.7e9)


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "first_run.json"
    write_memory(file, KEPT)
    assert read_memory(file) == KEPT
    assert [path.name for path in file.parent.iterdir()] == ["first_run.json"]


def test_without_a_file_nothing_is_remembered(tmp_path: Path) -> None:
    assert read_memory(tmp_path / "none.json") == Memory()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="cut off"),
        pytest.param("[]", id="no object"),
        pytest.param('{"gesture_app_first_run": 99, "conditions": {}}', id="a later version"),
        pytest.param('{"gesture_app_first_run": 1, "conditions": []}', id="conditions of another kind"),
        pytest.param("\udcff", id="no text at all"),
    ],
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "first_run.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_memory(file) == Memory()


@pytest.mark.parametrize("value", ["bright", True, None, float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_left_out(tmp_path: Path, value: object) -> None:
    file = tmp_path / "first_run.json"
    write_memory(file, KEPT)
    document = json.loads(file.read_text(encoding="utf-8"))
    document["conditions"]["light"] = value
    file.write_text(json.dumps(document), encoding="utf-8")
    assert read_memory(file).conditions == Conditions(hand=0.3)
