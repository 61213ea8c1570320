"""Edits of settings as a whole: what changed from one to another, and profiles that are made, renamed and removed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import to_text
from gesture_app.core.sections import Profile, Settings
from gesture_app.core.settings_keys import all_rows, get_value


def differences(before: Settings, after: Settings) -> dict[str, str]:
    """What a person would have to type, by the setting's key, to make `after` out of `before`."""
    keys = {row.key: None for row in (*all_rows(before), *all_rows(after))}  # a set that keeps its order
    return {key: to_text(get_value(after, key)) for key in keys if get_value(before, key) != get_value(after, key)}


def with_profile(settings: Settings, name: str, players: Sequence[str]) -> Settings:
    """The settings with one more profile, for the players whose titles contain one of these parts.

    Raises:
        SettingsError: The name cannot be used, or no player is named, so that nothing would ever follow the profile.
    """
    _check_name(settings, name)
    profile = Profile(name, tuple(players))
    check_fits(profile)
    return _with_profiles(settings, [*settings.profiles.values(), profile])


def without_profile(settings: Settings, name: str) -> Settings:
    """The settings without a profile."""
    return _with_profiles(settings, [profile for profile in settings.profiles.values() if profile.name != name])


def with_profile_renamed(settings: Settings, name: str, wanted: str) -> Settings:
    """The settings with a profile called otherwise; it keeps its place, because the first that fits is taken.

    Raises:
        SettingsError: The name cannot be used.
    """
    if wanted == name:
        return settings
    _check_name(settings, wanted)
    profiles = settings.profiles.values()
    return _with_profiles(
        settings,
        [dataclasses.replace(profile, name=wanted) if profile.name == name else profile for profile in profiles],
    )


def check_fits(profile: Profile) -> None:
    """Complain of a profile that would never be followed.

    Raises:
        SettingsError: It names no player and no track.
    """
    if not profile.players and not profile.tracks:
        raise SettingsError(
            f"The profile {profile.name} is for no player; name a part of a player's title, such as spotify."
        )


def _check_name(settings: Settings, name: str) -> None:
    """Complain of a name that is taken, or could not stand in the key of a setting."""
    if not name or "." in name or name != name.strip():
        raise SettingsError(f"A profile cannot be called {name!r}; give it a name without dots.")
    if name in settings.profiles:
        raise SettingsError(f"There is a profile {name} already; choose another name.")


def _with_profiles(settings: Settings, profiles: Sequence[Profile]) -> Settings:
    return dataclasses.replace(settings, profiles={profile.name: profile for profile in profiles})
