"""Every fault of a folder is found and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_training import SPLITS, write_folder

from training.data.check import check_folder
from training.errors import DataError

GOOD = "0 0.5 0.5 0.4 0.5"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of one's own, to be broken."""
    return write_folder(tmp_path / "data", count=3)


def label(root: Path) -> Path:
    return root / "labels" / "train" / "001.txt"


def picture(root: Path) -> Path:
    return root / "images" / "train" / "001.png"


def test_a_good_folder_has_no_faults(folder: Path) -> None:
    report = check_folder(folder)
    assert report.faults == ()
    assert report.pictures == dict.fromkeys(SPLITS, 6)
    assert report.boxes["val"] == {"palm": 2, "fist": 2, "no_gesture": 2}


@pytest.mark.parametrize(
    ("kind", "line", "says"),
    [
        ("outside", "0 0.9 0.5 0.4 0.5", "box 1 sticks out"),
        ("outside", f"{GOOD}\n0 0.5 0.1 0.4 0.5", "box 2 sticks out"),
        ("empty_box", "0 0.5 0.5 0 0.5", "box 1: 0 x 0.5"),
        ("empty_box", "0 0.5 0.5 0.4 -0.1", "box 1: 0.4 x -0.1"),
        ("unknown_class", "3 0.5 0.5 0.4 0.5", "class 3; data.yaml has 0 to 2"),
        ("unknown_class", "-1 0.5 0.5 0.4 0.5", "class -1"),
        ("unknown_class", "0.5 0.5 0.5 0.4 0.5", "class 0.5"),
        ("bad_label", "0 0.5 0.5 0.4", "line 1: expected class, x, y, width, height; found 4"),
        ("bad_label", f"{GOOD}\npalm 0.5 0.5 0.4 0.5", "line 2: 'palm 0.5 0.5 0.4 0.5' is not made of numbers"),
        ("bad_label", "0 nan 0.5 0.4 0.5", "line 1: '0 nan 0.5 0.4 0.5' is not made of numbers"),
        ("duplicate_box", f"{GOOD}\n{GOOD}", "twice"),
    ],
)
def test_a_bad_line_is_named(root: Path, kind: str, line: str, says: str) -> None:
    label(root).write_text(line, encoding="utf-8")
    (fault,) = check_folder(root).faults
    assert (fault.kind, fault.path) == (kind, label(root))
    assert says in fault.text


@pytest.mark.parametrize(
    ("kind", "spoil", "place"),
    [
        ("missing_label", lambda root: label(root).unlink(), picture),
        ("orphan_label", lambda root: picture(root).unlink(), label),
        ("unreadable", lambda root: picture(root).write_bytes(b"no picture"), picture),
        ("unreadable", lambda root: picture(root).write_bytes(b""), picture),
    ],
)
def test_a_bad_file_is_named(
    root: Path, kind: str, spoil: Callable[[Path], None], place: Callable[[Path], Path]
) -> None:
    spoil(root)
    (fault,) = check_folder(root).faults
    assert (fault.kind, fault.path) == (kind, place(root))


def test_all_faults_are_found_at_once(root: Path) -> None:
    label(root).write_text("9 0.5 0.5 0.4 0.5\n0 0.5 0.5 0 0", encoding="utf-8")
    picture(root).write_bytes(b"no picture")
    assert [fault.kind for fault in check_folder(root).faults] == ["unreadable", "unknown_class", "empty_box"]


def test_an_empty_label_file_means_no_hand(root: Path) -> None:
    label(root).write_text("\n", encoding="utf-8")
    report = check_folder(root)
    assert report.faults == ()
    assert report.boxes["train"] == {"palm": 1, "no_gesture": 1}


def test_a_box_may_stick_out_by_a_rounding_error(root: Path) -> None:
    label(root).write_text("0 0.2 0.5 0.401 0.5", encoding="utf-8")
    assert check_folder(root).faults == ()


def test_a_folder_without_pictures_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no data\.yaml"):
        check_folder(tmp_path)


def test_a_split_without_pictures_is_a_fault(tmp_path):
    write_folder(tmp_path / "tiny")
    for path in (tmp_path / "tiny/images/val").iterdir():
        path.unlink()
    (fault,) = [fault for fault in check_folder(tmp_path / "tiny").faults if fault.kind == "empty_split"]
    assert fault.text == "the split val has no pictures"
