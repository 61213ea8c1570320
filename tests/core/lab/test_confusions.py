"""What a detector confuses: shares of rows, changes beside another detector, and the pictures behind a cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lab_confusions import BOX, facts, write

from gesture_app.core.errors import LabError
from gesture_app.core.lab.confusions import ConfusionsWish, labelled_folders, read_confusions

PALM, FIST, NOTHING = range(3)


def test_the_command_is_the_one_that_is_run() -> None:
    wish = ConfusionsWish(Path("a b.onnx"), Path("/data/hands"), "test", Path("out.json"))
    assert wish.arguments == ("val", "a b.onnx", "--data", "/data/hands", "--split", "test", "--confusions", "out.json")
    typed = "gesture-train val '/x/a b/model.onnx' --data /data/hands --split test --confusions 'confusions-a b.json'"
    assert replace(wish, model=Path("/x/a b/model.onnx"), out=Path("/tmp/gone.json")).command == typed


def test_every_row_is_told_in_shares_of_its_hands(tmp_path: Path) -> None:
    found = read_confusions(write(tmp_path / "a.json", facts(tmp_path)))
    assert [found.share((PALM, column)) for column in range(3)] == [0.8, 0.1, 0.1]
    assert found.of(PALM) == 10
    assert found.share((FIST, FIST)) == 1.0
    empty = read_confusions(write(tmp_path / "b.json", facts(tmp_path, ((0, 0, 0), (0, 4, 0), (0, 0, 0)))))
    assert empty.share((PALM, PALM)) == 0.0


def test_behind_a_cell_are_its_pictures_where_they_lie(tmp_path: Path) -> None:
    found = read_confusions(write(tmp_path / "a.json", facts(tmp_path / "data")))
    (mistaken,) = found.sightings[PALM, FIST]
    assert mistaken.picture == tmp_path / "data" / "images" / "val" / "0_1_0.png"
    assert (mistaken.truth, mistaken.box, mistaken.score) == (tuple(BOX), tuple(BOX), 0.9)
    (missed,) = found.sightings[PALM, NOTHING]
    assert (missed.box, missed.score) == (None, None)
    (made_up,) = found.sightings[NOTHING, PALM]
    assert made_up.truth is None


def test_only_changes_that_are_more_than_chance_are_marked(tmp_path: Path) -> None:
    first = read_confusions(write(tmp_path / "a.json", facts(tmp_path, ((80, 10, 10), (0, 4, 0), (0, 0, 0)))))
    second = read_confusions(write(tmp_path / "b.json", facts(tmp_path, ((90, 9, 1), (0, 4, 0), (0, 0, 0)))))
    assert second.change(first, (PALM, PALM)) == pytest.approx(0.1)
    assert second.change(first, (PALM, FIST)) == 0.0
    assert second.change(first, (PALM, NOTHING)) == pytest.approx(-0.09)


def test_only_what_was_shown_the_same_is_compared(tmp_path: Path) -> None:
    first = read_confusions(write(tmp_path / "a.json", facts(tmp_path)))
    for other, is_so in (({}, True), ({"split": "test"}, False), ({"data": "/elsewhere"}, False)):
        assert read_confusions(write(tmp_path / "b.json", facts(tmp_path) | other)).is_comparable(first) is is_so


@pytest.mark.parametrize("damage", [{"counts": [[1]]}, {"pictures": []}, {"cells": 5}, {"min_iou": "much"}])
def test_a_file_of_something_else_is_refused(tmp_path: Path, damage: dict) -> None:
    with pytest.raises(LabError, match="could not be read"):
        read_confusions(write(tmp_path / "a.json", facts(tmp_path) | damage))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError):
        read_confusions(tmp_path / "none.json")


def test_folders_of_labelled_pictures_are_found(tmp_path: Path) -> None:
    for name in ("hands", "drawn", "text"):
        (tmp_path / name).mkdir()
    for name in ("hands", "drawn"):
        (tmp_path / name / "data.yaml").write_text("names: [palm]")
    assert labelled_folders([tmp_path, tmp_path / "hands", tmp_path / "none"]) == [
        tmp_path / "drawn", tmp_path / "hands", tmp_path / "hands"]  # fmt: skip
