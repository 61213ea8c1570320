"""Who is scored on is written into the run's folder, and never was learned from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_training import NAMES, write_folder, write_picture

from training.data.split import SplitBy
from training.data.yolo_folder import labelled_pictures, read_folder
from training.errors import DataError
from training.retrain.lists import chosen_split, split_note, unscored, write_lists
from training.retrain.pictures import look_over


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "data", count=18)


def describe(root: Path, *splits: str) -> None:
    """Change what data.yaml says of the splits."""
    (root / "data.yaml").write_text("\n".join((f"names: [{', '.join(NAMES)}]", *splits)), encoding="utf-8")


def test_the_folders_own_split_is_kept_and_its_files_are_not_touched(root: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    looked = look_over(str(root))
    split = chosen_split(looked)
    told = write_lists(looked, split, tmp_path / "run" / "data")
    assert (split.by, told["train"], told["val"]) == (SplitBy.GIVEN, 18, 18)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    lists = read_folder(tmp_path / "run" / "data")
    assert lists.names == NAMES
    assert {picture.path.parent for picture in labelled_pictures(lists, "val")} == {root / "images" / "val"}
    assert all(len(picture.boxes) == 1 for picture in labelled_pictures(lists, "train"))


def test_where_there_is_none_one_is_chosen_of_all_gestures(root: Path) -> None:
    describe(root, "train: images/train")
    looked = look_over(str(root))
    split = chosen_split(looked)
    assert split.by is SplitBy.STRETCHES
    assert not set(split.train) & set(split.val)
    assert unscored(looked, split) == []
    assert split_note(looked, split).endswith("to score on, parted by stretches of each recording.")


def test_a_split_that_training_has_seen_is_none(root: Path) -> None:
    describe(root, "train: images/train", "val: images/train")
    split = chosen_split(look_over(str(root)))
    assert split.by is SplitBy.STRETCHES
    assert not set(split.train) & set(split.val)


def test_pictures_on_both_sides_are_scored_on_only(root: Path) -> None:
    describe(root, "train: [images/train, images/val]", "val: images/val")
    split = chosen_split(look_over(str(root)))
    assert (split.by, len(split.train), len(split.val)) == (SplitBy.GIVEN, 18, 18)


def test_a_split_without_hands_is_refused(root: Path) -> None:
    for path in (root / "labels" / "val").iterdir():
        path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"No picture to score on of .* shows a hand; label more pictures"):
        chosen_split(look_over(str(root)))


def test_names_with_signs_of_yaml_survive(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "odd", count=12)
    (root / "data.yaml").write_text('names: ["a: b", "c, #d"]\ntrain: images/train\n', encoding="utf-8")
    for number in range(12):
        write_picture(root, "train", f"{number:03d}", (96, 64), [(number % 2, 0.5, 0.5, 0.4, 0.5)])
    looked = look_over(str(root))
    write_lists(looked, chosen_split(looked), tmp_path / "lists")
    assert read_folder(tmp_path / "lists").names == ("a: b", "c, #d")
