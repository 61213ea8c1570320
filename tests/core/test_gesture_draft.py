from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from own_pictures import recording

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.own_pictures import Take, Verdict

PICTURES = recording(count=3, verdict=Verdict.OPEN)
DRAFT = Draft("spider", "Spider", "20260101-120000", PICTURES[:3])


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "draft")
    assert folder.read() is None
    folder.begin(DRAFT)
    assert folder.read() == DRAFT
    assert DRAFT.has(Take.SHOWN)
    assert not DRAFT.has(Take.OTHER)
    folder.keep(PICTURES[3:], 3)
    assert folder.read() == replace(DRAFT, pictures=PICTURES)


def test_a_correction_is_kept_at_once(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "draft")
    folder.begin(DRAFT)
    corrected = replace(PICTURES[1], boxes=(), verdict=Verdict.REJECTED)
    folder.correct(1, corrected)
    draft = folder.read()
    assert draft is not None
    assert draft.pictures == (PICTURES[0], corrected, PICTURES[2])


def test_a_picture_that_was_being_written_when_the_power_went_is_not_there(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "draft")
    folder.begin(DRAFT)
    (tmp_path / "draft" / "0003.jpg").write_bytes(b"half a pict")
    assert folder.read() == DRAFT


def test_a_new_draft_replaces_the_old_one_and_none_is_left_of_a_discarded_one(tmp_path: Path) -> None:
    folder = DraftFolder(tmp_path / "draft")
    folder.begin(DRAFT)
    folder.begin(replace(DRAFT, pictures=PICTURES[:1]))
    draft = folder.read()
    assert draft is not None
    assert len(draft.pictures) == 1
    folder.discard()
    folder.discard()
    assert folder.read() is None
    assert not (tmp_path / "draft").exists()


@pytest.mark.parametrize("name", ["draft.json", "0001.json"])
def test_of_a_damaged_draft_nothing_is_made(tmp_path: Path, name: str) -> None:
    folder = DraftFolder(tmp_path / "draft")
    folder.begin(DRAFT)
    (tmp_path / "draft" / name).write_text('{"take": 3}', encoding="utf-8")
    assert folder.read() is None


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "draft").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OwnGestureError, match=r"cannot be (kept|removed)"):
        DraftFolder(tmp_path / "draft").begin(DRAFT)
