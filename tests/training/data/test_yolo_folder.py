"""Folders in YOLO's layout are found and read, and what is wrong with one is said in a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.data.yolo_folder import label_file, labelled_pictures, picture_files, read_folder, read_labels, resolve
from training.errors import DataError


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GESTURE_DATA", raising=False)


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    assert resolve(str(tmp_path)) == tmp_path


def test_a_name_is_looked_for_under_gesture_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hands_of_mine").mkdir()
    monkeypatch.setenv("GESTURE_DATA", str(tmp_path))
    assert resolve("hands_of_mine") == tmp_path / "hands_of_mine"
    with pytest.raises(DataError, match=f"no data at feet, nor in {tmp_path}; give a folder"):
        resolve("feet")


def test_without_the_setting_that_is_said() -> None:
    with pytest.raises(DataError, match="no data at feet, and GESTURE_DATA is not set; give a folder"):
        resolve("feet")


def test_names_may_be_a_list_or_numbered(tmp_path: Path) -> None:
    for text in ("names: [palm, fist]", "names: {1: fist, 0: palm}"):
        (tmp_path / "data.yaml").write_text(f"{text}\ntrain: images/a\nval: [images/b, images/c]\n", encoding="utf-8")
        folder = read_folder(tmp_path)
        assert folder.names == ("palm", "fist")
        assert folder.splits == {
            "train": (tmp_path / "images/a",),
            "val": (tmp_path / "images/b", tmp_path / "images/c"),
        }


@pytest.mark.parametrize("text", ["train: images/train", "[1, 2]", "", "names: 3", "names: [a\n"])
def test_a_description_without_sense_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "data.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"data\.yaml cannot be understood"):
        read_folder(tmp_path)


def test_a_folder_without_a_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"no data.yaml in {tmp_path}"):
        read_folder(tmp_path)


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"data\.yaml cannot be read: Not a directory"):
        read_folder(tmp_path / "file")


def test_what_is_no_text_is_told_by_name(tmp_path: Path) -> None:
    for name in ("data.yaml", "one.txt"):
        (tmp_path / name).write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"data\.yaml cannot be understood"):
        read_folder(tmp_path)
    with pytest.raises(DataError, match=r"one\.txt is no text; label the picture again"):
        read_labels(tmp_path / "one.txt")


def test_the_labels_of_a_picture_lie_beside_it() -> None:
    # Only the last folder of that name: the first may be anywhere on the way to the data.
    assert label_file(Path("images/mine/images/train/a.b.jpg")) == Path("images/mine/labels/train/a.b.txt")
    assert label_file(Path("plain/a.png")) == Path("plain/a.txt")


def test_pictures_come_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt", "c.webp"):
        (tmp_path / name).touch()
    assert [path.name for path in picture_files((tmp_path,))] == ["a.png", "b.JPG", "c.webp"]
    with pytest.raises(DataError, match=r"nowhere that data\.yaml names does not exist"):
        list(picture_files((tmp_path / "nowhere",)))


def test_labels_are_five_numbers_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("0 0.5 0.5 0.1 0.2\n\n 12 1e-1 0 1 1 \n", encoding="utf-8")
    np.testing.assert_allclose(read_labels(path), [[0, 0.5, 0.5, 0.1, 0.2], [12, 0.1, 0, 1, 1]], rtol=1e-6)
    assert read_labels(tmp_path / "none.txt").shape == (0, 5)


def test_a_split_must_be_there_and_have_pictures(folder: Path, tmp_path: Path) -> None:
    assert len(labelled_pictures(read_folder(folder), "val")) == 6
    with pytest.raises(DataError, match="has no split 'night'; it has train, val, test"):
        labelled_pictures(read_folder(folder), "night")
    (tmp_path / "data.yaml").write_text("names: [palm]\ntrain: .\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"'train' of .* has no pictures"):
        labelled_pictures(read_folder(tmp_path), "train")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("names: [a, b\n", "line 2 is no YAML"), ("train: images\n", "it lacks 'names'"), ("- a\n", "no table of YAML")],
)
def test_a_description_that_makes_no_sense_gives_one_short_sentence(tmp_path, text, reason):
    (tmp_path / "data.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=reason) as caught:
        read_folder(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_split_may_be_a_list_of_pictures(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("names: [palm]\ntrain: [few.txt, images]\n", encoding="utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "b.jpg").write_bytes(b"")
    (tmp_path / "few.txt").write_text(f"{tmp_path / 'far' / 'a.png'}\n\nimages/c.jpg\n", encoding="utf-8")
    found = list(picture_files(read_folder(tmp_path).splits["train"]))
    assert found == [tmp_path / "far" / "a.png", tmp_path / "images" / "c.jpg", tmp_path / "images" / "b.jpg"]


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.txt that data\.yaml names does not exist"):
        list(picture_files((tmp_path / "none.txt",)))
