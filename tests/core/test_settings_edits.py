from __future__ import annotations

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import (
    Profile,
    Settings,
    differences,
    with_changes,
    with_profile,
    with_profile_renamed,
    with_value,
    without_profile,
)
from gesture_app.core.settings_edits import check_fits

PODCAST = with_profile(Settings(), "podcast", ["Pocket Casts", "gpodder"])


def retyped(before: Settings, after: Settings) -> Settings:
    """`before` with all its differences from `after` typed into it."""
    for key, text in differences(before, after).items():
        before = with_value(before, key, text)
    return before


def test_equal_settings_do_not_differ() -> None:
    assert differences(Settings(), Settings()) == {}


def test_a_change_is_told_as_a_person_would_type_it() -> None:
    changed = with_changes(Settings(), ["engine.cooldown_ms=500", "ui.sounds=yes", "bindings.palm.command=mute"])
    assert differences(Settings(), changed) == {
        "engine.cooldown_ms": "500",
        "ui.sounds": "yes",
        "bindings.palm.command": "mute",
    }


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(["engine.zone=0, 0, 0.5, 1", "engine.enter_score=0.7"], id="numbers"),
        pytest.param(["player.ignored=a, b", "player.pinned=x"], id="texts"),
        pytest.param(["bindings.fist.command=stop", "bindings.fist.mode=toggle"], id="a binding"),
        pytest.param(["profiles.tv.players=vlc", "profiles.tv.bindings.palm.enabled=no"], id="a profile"),
    ],
)
def test_differences_lead_there_and_back(changes: list[str]) -> None:
    changed = with_changes(Settings(), changes)
    assert retyped(Settings(), changed) == changed
    assert differences(retyped(changed, Settings()), Settings()) == {}


def test_a_removed_profile_takes_all_it_held_back_to_the_defaults() -> None:
    settings = with_value(PODCAST, "profiles.podcast.bindings.palm.hold_ms", "900")
    assert differences(settings, without_profile(settings, "podcast")) == {
        "profiles.podcast.players": "",
        "profiles.podcast.bindings.palm.hold_ms": "default",
    }


def test_a_renamed_profile_keeps_its_place_and_what_it_holds() -> None:
    settings = with_profile(PODCAST, "tv", ["vlc"])
    renamed = with_profile_renamed(settings, "podcast", "talk")
    assert list(renamed.profiles) == ["talk", "tv"]
    assert renamed.profiles["talk"].players == ("Pocket Casts", "gpodder")
    assert with_profile_renamed(settings, "tv", "tv") == settings


@pytest.mark.parametrize("name", ["", "a.b", " tv", "podcast"])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="name"):
        with_profile(PODCAST, name, ["vlc"])


def test_a_profile_for_no_player_is_refused() -> None:
    with pytest.raises(SettingsError, match="is for no player"):
        with_profile(Settings(), "tv", [])
    check_fits(Profile("talk", tracks=("/episode/",)))
