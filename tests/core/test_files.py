"""Files are either whole or as they were."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gesture_app.core.files import replace_atomically, set_aside, write_atomically


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "a.txt"
    write_atomically(path, "grüezi\n")
    assert path.read_bytes() == "grüezi\n".encode()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, fail)
    monkeypatch.setattr(Path, step, fail, raising=False)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.glob("*a.txt*")) == [path]


def test_setting_aside_never_overwrites_what_was_set_aside_before(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for content in ("one", "two"):
        path.write_text(content)
        set_aside(path)
    assert not path.exists()
    assert (tmp_path / "a.damaged-1.toml").read_text() == "one"
    assert (tmp_path / "a.damaged-2.toml").read_text() == "two"


def test_something_else_may_write_the_file_under_a_name_that_ends_alike(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    path.write_text("old")
    replace_atomically(path, lambda part: part.write_text(part.suffix))
    assert path.read_text() == ".svg"
    assert list(tmp_path.iterdir()) == [path]


def test_what_something_else_does_not_write_to_its_end_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    path.write_text("old")

    def fail(part: Path) -> None:
        part.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space"):
        replace_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
