from __future__ import annotations

import pytest

from gesture_app.commands.render import COMMAND
from gesture_app.core.errors import AppError, UsageError


def test_it_writes_pictures_with_their_labels(call, tmp_path):
    out = tmp_path / "drawn"
    assert call(COMMAND, out, "--count", 2, "--seed", 3) == (0, [f"2 pictures in {out}"])
    pictures = sorted(path.stem for path in (out / "images" / "train").iterdir())
    assert len(pictures) == 2
    assert pictures == sorted(path.stem for path in (out / "labels" / "train").iterdir())


@pytest.mark.parametrize("nonsense", [("--count", "0"), ("--seed", "-1")])
def test_numbers_that_make_no_sense_are_refused(call, tmp_path, nonsense):
    with pytest.raises(UsageError, match="at least"):
        call(COMMAND, tmp_path / "drawn", *nonsense)


def test_a_place_that_cannot_be_written_is_one_sentence(call, tmp_path):
    (tmp_path / "plain").write_text("a file, no folder")
    with pytest.raises(AppError, match="cannot be written"):
        call(COMMAND, tmp_path / "plain" / "drawn")
