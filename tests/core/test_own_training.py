from __future__ import annotations

import shlex
from pathlib import Path

from gesture_app.core.own_training import OwnPlaces, training_lines

PLACES = OwnPlaces(
    Path("/d/own"), Path("/d/draft"), Path("/c/g.toml"), Path("/with space/rehearse"), Path("/d/models/own")
)


def test_the_lines_can_be_typed_as_they_are() -> None:
    draw, teach = (
        shlex.split(line) for line in training_lines([Path("/d/own/a"), Path("/d/own/b")], PLACES).splitlines()
    )
    assert draw == ["gesture-app", "render", "/with space/rehearse", "--count", "300"]
    assert teach[:5] == ["gesture-train", "extend", "--data", "/d/own/a", "/d/own/b"]
    assert teach[5:] == ["--rehearse", "/with space/rehearse", "--out", "/d/models/own"]
