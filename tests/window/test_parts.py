from __future__ import annotations

import sys

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.paths import settings_file
from gesture_app.core.player import PlayerInfo
from gesture_app.core.settings import PlayerSettings, Settings, load_settings
from gesture_app.window.parts import window_parts


def test_the_drawn_hand_is_always_offered() -> None:
    offered = {info.spec: info.title for info in window_parts(Settings()).offer_sources()}
    assert offered["rendered"] == "Drawn hand"
    assert "webcam" in offered


def test_every_gesture_of_the_vocabulary_can_be_drawn() -> None:
    parts = window_parts(Settings())
    for label in parts.vocabulary:
        assert parts.draw_gesture(label, 32)[..., 3].any()


def test_what_the_command_line_changed_for_this_run_is_not_saved() -> None:
    parts = window_parts(Settings(player=PlayerSettings("dry_run")))
    parts.save({"ui.theme": "dark"})
    saved, _ = load_settings(settings_file())
    assert saved.ui.theme == "dark"
    assert saved.player.spec == PlayerSettings().spec


def test_a_value_that_makes_no_sense_is_not_saved() -> None:
    with pytest.raises(SettingsError):
        window_parts(Settings()).save({"ui.theme": "pink"})


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere players are found another way")
def test_auto_finds_what_speaks_the_desktops_language_and_no_pretence() -> None:
    is_found = window_parts(Settings()).is_found_by_auto
    assert is_found(PlayerInfo("mpris:vlc", "VLC"))
    assert not is_found(PlayerInfo("dry_run", "Dry run"))
