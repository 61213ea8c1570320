from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from own_pictures import LABEL, recording

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.gesture_folder import (
    arrange,
    copy_folder,
    delete_folder,
    label_text,
    own_folders,
    read_own_folder,
    write_folder,
)
from gesture_app.core.own_pictures import Take, Verdict

NAMES = ("palm", "fist", "no_gesture", LABEL)


def written(path: Path, stamp: str = "1") -> Path:
    write_folder(path, LABEL, "Spider", NAMES, arrange(recording(), NAMES, stamp))
    return path


def files(path: Path) -> dict[str, bytes]:
    return {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()}


def test_a_label_file_has_classes_and_shares_and_is_empty_where_no_hand_is() -> None:
    shown, *_, nothing = recording()
    assert label_text(shown, NAMES) == "3 0.229167 0.312500 0.375000 0.437500\n"
    assert label_text(nothing, NAMES) == ""


def test_each_recording_is_split_by_time_and_what_was_left_out_stays_out() -> None:
    pictures = list(recording())
    pictures[3] = replace(pictures[3], verdict=Verdict.REJECTED)
    names = [one.name for one in arrange(pictures, NAMES, "s")]
    assert len(names) == len(set(names)) == 39
    for take in Take:
        splits = {one.split for one in arrange(pictures, NAMES, "s") if take.value in one.name}
        assert len(splits) == 2


def test_too_few_pictures_are_refused_in_a_sentence() -> None:
    pictures = [replace(one, verdict=Verdict.REJECTED) if one.take is Take.OTHER else one for one in recording()]
    with pytest.raises(OwnGestureError, match="Only 0 pictures of what is not the gesture"):
        arrange(pictures, NAMES, "s")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    folder = read_own_folder(written(tmp_path / LABEL))
    assert (folder.label, folder.title, folder.names, folder.train, folder.val) == (LABEL, "Spider", NAMES, 32, 8)
    assert own_folders(tmp_path) == [folder]


def test_writing_twice_after_a_crash_is_as_if_once_and_more_recordings_join(tmp_path: Path) -> None:
    path = written(tmp_path / LABEL)
    once = files(path)
    assert files(written(path)) == once
    assert read_own_folder(written(path, "2")).train == 64


def test_no_picture_is_ever_without_its_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gesture_app.core.gesture_folder.write_bytes_atomically", fail)
    with pytest.raises(OwnGestureError, match="No space left"):
        written(tmp_path / LABEL)
    assert not list((tmp_path / LABEL / "images").rglob("*.jpg"))


def test_a_copy_is_whole_or_not_there(tmp_path: Path) -> None:
    path = written(tmp_path / LABEL)
    copy_folder(path, tmp_path / "copy")
    assert files(tmp_path / "copy") == files(path)
    with pytest.raises(OwnGestureError, match="is there already"):
        copy_folder(path, tmp_path / "copy")
    with pytest.raises(OwnGestureError, match="cannot be copied"):
        copy_folder(tmp_path / "nothing", tmp_path / "other")
    assert not list(tmp_path.glob(".*"))


def test_a_deleted_folder_is_gone(tmp_path: Path) -> None:
    path = written(tmp_path / LABEL)
    delete_folder(path)
    assert own_folders(tmp_path) == []
    with pytest.raises(OwnGestureError, match="cannot be removed"):
        delete_folder(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(None, "has no gesture.json", id="no card"),
        pytest.param("{", "cannot be understood", id="no JSON"),
        pytest.param("[]", "cannot be understood", id="not a card"),
        pytest.param('{"label": "../x", "title": "X", "names": ["../x"]}', "are no labels", id="a path as a label"),
        pytest.param('{"label": "x", "title": "X", "names": ["y"]}', "are no labels", id="not its own class"),
    ],
)
def test_what_is_no_folder_of_a_gesture_is_refused(tmp_path: Path, text: str | None, sentence: str) -> None:
    if text is not None:
        (tmp_path / "gesture.json").write_text(text, encoding="utf-8")
    with pytest.raises(OwnGestureError, match=sentence):
        read_own_folder(tmp_path)
    assert own_folders(tmp_path.parent) == []
