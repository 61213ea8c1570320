"""A file that somebody else writes is read line by line, each once."""

from __future__ import annotations

from pathlib import Path

from gesture_app.core.lab.growing_file import GrowingFile, told_apart


def test_each_whole_line_comes_once(tmp_path: Path) -> None:
    path = tmp_path / "printed.txt"
    file = GrowingFile(path)
    assert file.lines() == []
    path.write_text('{"event": "started"}\nno JSON\n[1]\n{"event": "pro')
    assert told_apart(file.lines()) == (({"event": "started"},), ("no JSON", "[1]"))
    assert file.lines() == []
    with path.open("a") as more:
        more.write('gress"}\n')
    assert told_apart(file.lines()) == (({"event": "progress"},), ())
