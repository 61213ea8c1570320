from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app import app
from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture, TriggerMode
from gesture_app.core.own_vocabulary import add_new, add_own, merged, read_own, remove_own
from gesture_app.core.paths import own_vocabulary_file
from gesture_app.core.types import Command

SPIDER = Gesture("spider", "Spider", "")


def test_what_is_added_is_read_again_and_goes_again(tmp_path: Path) -> None:
    path = tmp_path / "gestures.toml"
    assert read_own(path) == {}
    bound = Gesture("gun", "Gun", "", Command.NEXT, TriggerMode.REPEAT, hold_ms=700, amount=2.0, cooldown_ms=300)
    add_own(path, SPIDER)
    add_own(path, bound)
    assert read_own(path) == {"spider": SPIDER, "gun": bound}
    remove_own(path, "gun")
    remove_own(path, "spider")
    remove_own(path, "spider")
    assert read_own(path) == {}


def test_what_a_network_knows_and_nobody_else_gets_a_title(tmp_path: Path) -> None:
    path = tmp_path / "gestures.toml"
    add_own(path, SPIDER)
    own = add_new(path, ("palm", "spider", "little_finger"), {"palm": Gesture("palm", "Open palm", "palm")})
    assert own == read_own(path) == {"spider": SPIDER, "little_finger": Gesture("little_finger", "Little finger", "")}


def test_where_nothing_is_new_no_file_is_written(tmp_path: Path) -> None:
    assert add_new(tmp_path / "gestures.toml", ("palm",), {"palm": SPIDER}) == {}
    assert not (tmp_path / "gestures.toml").exists()


def test_a_gesture_that_came_along_cannot_be_redefined() -> None:
    palm = Gesture("palm", "Open palm", "palm")
    assert merged({"palm": palm}, {"palm": SPIDER, "spider": SPIDER}) == {"palm": palm, "spider": SPIDER}


def test_the_app_knows_what_the_user_has_added() -> None:
    add_own(own_vocabulary_file(), SPIDER)
    assert list(app.load_vocabulary())[-1] == "spider"


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gestures.toml"
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(SettingsError, match=str(path)):
        read_own(path)
