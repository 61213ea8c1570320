"""What cannot be learned from is left out, or refused in a sentence before a night is spent on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_training import write_folder

from training.errors import DataError
from training.retrain.pictures import look_over, notes_on, summary


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of one's own, to be broken: 18 pictures in every split."""
    return write_folder(tmp_path / "data", count=18)


def test_a_good_folder_is_usable_as_it_is(root: Path) -> None:
    looked = look_over(str(root))
    assert [len(looked.usable[split]) for split in ("train", "val")] == [18, 18]
    assert looked.hands("train", "val") == {"palm": 12, "fist": 12, "no_gesture": 12}
    assert summary([looked])["left_out"] == 0


def test_pictures_that_would_teach_something_false_are_left_out_and_told(root: Path) -> None:
    (root / "labels" / "train" / "000.txt").unlink()
    (root / "labels" / "train" / "001.txt").write_text("0 0.5 0.5", encoding="utf-8")
    (root / "images" / "val" / "002.png").write_bytes(b"")
    looked = look_over(str(root))
    assert {picture.path.name for picture in looked.usable["train"]}.isdisjoint({"000.png", "001.png"})
    assert [len(looked.usable[split]) for split in ("train", "val")] == [16, 17]
    told = summary([looked])
    assert told["left_out"] == 3
    assert told["faults"] == {"missing_label": 1, "bad_label": 1, "unreadable": 1}
    assert "3 pictures are left out because they or their labels cannot be used." in notes_on([looked], ())


def test_a_box_that_sticks_out_is_told_and_used(root: Path) -> None:
    (root / "labels" / "train" / "000.txt").write_text("0 0.9 0.5 0.4 0.5", encoding="utf-8")
    looked = look_over(str(root))
    assert summary([looked])["faults"] == {"outside": 1}
    assert len(looked.usable["train"]) == 18


def test_a_folder_that_is_wrong_as_a_whole_is_refused(root: Path) -> None:
    for split in ("train", "val"):
        for path in (root / "labels" / split).iterdir():
            path.write_text("9 0.5 0.5 0.4 0.5", encoding="utf-8")
    with pytest.raises(DataError, match=r"36 of 36 pictures of .* because: box 1: class 9; data.yaml has 0 to 2; `"):
        look_over(str(root))


def test_too_few_hands_are_refused(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "few", count=4)
    with pytest.raises(DataError, match=r"Only 8 pictures of .* show a labelled hand, and 10 are needed"):
        look_over(str(root))


def test_a_folder_without_pictures_to_train_on_is_refused(root: Path) -> None:
    (root / "data.yaml").write_text("names: [palm, fist, no_gesture]\nval: images/val\n", encoding="utf-8")
    with pytest.raises(DataError, match="names no pictures to train on; add a line such as `train: images/train`"):
        look_over(str(root))


def test_gestures_of_which_there_are_few_or_none_are_told(root: Path) -> None:
    notes = notes_on([look_over(str(root))], ("palm", "rock"))
    assert notes == [
        "No hand shows rock, so that cannot be learned.",
        "Few hands show palm (12); more of them would help most.",
    ]
