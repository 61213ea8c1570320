"""Profiles: which bindings are in force for the player that is being controlled."""

from __future__ import annotations

from collections.abc import Mapping

from gesture_app.core.bindings import BindingChange, Bindings, changed, default_bindings
from gesture_app.core.gestures import Gesture
from gesture_app.core.sections import Profile, Settings


def profile_for(settings: Settings, player_title: str) -> Profile | None:
    """The first profile that names a part of the player's title; None where none does."""
    title = player_title.casefold()
    for profile in settings.profiles.values():
        if any(part.casefold() in title for part in profile.players if part):
            return profile
    return None


def bindings_for(vocabulary: Mapping[str, Gesture], settings: Settings, player_title: str = "") -> Bindings:
    """The bindings in force for a player: the vocabulary's, the user's changes, and those of its profile."""
    bindings = default_bindings(vocabulary, settings.engine.hold_ms)
    profile = profile_for(settings, player_title)
    for changes in (settings.bindings, profile.bindings if profile else {}):
        bindings = _with_changes(bindings, changes)
    return bindings


def _with_changes(bindings: Bindings, changes: Mapping[str, BindingChange]) -> Bindings:
    """Apply the changes to the gestures they name; a gesture that no network knows is left out."""
    return Bindings(
        changed(binding, changes[binding.gesture]) if binding.gesture in changes else binding for binding in bindings
    )
