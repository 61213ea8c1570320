from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.lab.gallery_folder import all_names, save_pictures, saved_in
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take
from gesture_app.core.types import Box

NAMES = ("palm", "fist")


def pictures(count: int, first: int = 0, label: str = "fist") -> list[tuple[str, OwnPicture]]:
    box = LabelledBox(label, Box(16, 16, 48, 48), 0.9)
    picture = OwnPicture(Take.SHOWN, 0.0, (64, 64), b"jpeg", (box,))
    return [(f"stamp_{number:04d}", picture) for number in range(first, first + count)]


def files(folder: Path, split: str) -> list[str]:
    return sorted(path.stem for path in (folder / "images" / split).iterdir())


def test_every_fifth_picture_validates_and_each_has_its_labels(tmp_path: Path) -> None:
    saved = save_pictures(tmp_path, NAMES, pictures(10))
    assert (saved.train, saved.val) == (8, 2)
    assert len(files(tmp_path, "train")) == 8
    for split in ("train", "val"):
        for name in files(tmp_path, split):
            text = (tmp_path / "labels" / split / f"{name}.txt").read_text()
            assert text == "1 0.500000 0.500000 0.500000 0.500000\n"


def test_more_pictures_are_added_and_none_changes_sides(tmp_path: Path) -> None:
    save_pictures(tmp_path, NAMES, pictures(2))
    before = files(tmp_path, "val")
    saved = save_pictures(tmp_path, NAMES, pictures(10, first=1, label="palm"))
    assert (saved.train, saved.val) == (9, 2)
    assert set(before) <= set(files(tmp_path, "val"))
    assert (tmp_path / "labels" / "val" / f"{before[0]}.txt").read_text().startswith("0 ")  # judged otherwise
    assert saved_in(tmp_path) == saved


def test_a_network_with_more_gestures_adds_them_behind(tmp_path: Path) -> None:
    save_pictures(tmp_path, NAMES, pictures(2))
    save_pictures(tmp_path, ("surfer", "palm"), pictures(1, first=2, label="surfer"))
    assert "names: [palm, fist, surfer]" in (tmp_path / "data.yaml").read_text()
    assert (tmp_path / "labels" / "train" / "stamp_0002.txt").read_text().startswith("2 ")


def test_a_single_picture_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="judge another one"):
        save_pictures(tmp_path / "new", NAMES, pictures(1))
    assert not (tmp_path / "new").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("names: [cat]")
    with pytest.raises(LabError, match="holds other pictures"):
        save_pictures(tmp_path, NAMES, pictures(2))
    (tmp_path / "disagreements.json").write_text("{")
    with pytest.raises(LabError, match="cannot be understood"):
        save_pictures(tmp_path, NAMES, pictures(2))
    assert not (tmp_path / "images").exists()


def test_the_labels_of_the_first_network_come_first() -> None:
    assert all_names([("palm", "fist"), ("fist", "surfer")]) == ("palm", "fist", "surfer")
