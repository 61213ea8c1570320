"""Profiles: which bindings are in force for the player that is being controlled, and for what it plays."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gesture_app.core.bindings import BindingChange, Bindings, changed, default_bindings
from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture, postures
from gesture_app.core.sections import EngineSettings, Profile, Settings
from gesture_app.core.types import PlayerState


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What profiles look at."""

    player: str = ""  # its title
    track: tuple[str, ...] = ()  # what the player tells of it: identity, address, genres


def now_playing(state: PlayerState, player_title: str) -> NowPlaying:
    """Whom gestures control, and what plays there."""
    told = (state.track, state.address, *state.genres)
    return NowPlaying(player_title, tuple(text for text in told if text))


def profile_for(settings: Settings, playing: NowPlaying) -> Profile | None:
    """The first profile that names a part of what the player tells of its track, else of the player's title.

    The track counts first, because a player that plays music and podcasts has the same title for both.
    """
    profiles = settings.profiles.values()
    by_track = (profile for profile in profiles if _is_part(profile.tracks, playing.track))
    by_player = (profile for profile in profiles if _is_part(profile.players, [playing.player]))
    return next(itertools.chain(by_track, by_player), None)


def named_profile(settings: Settings, name: str) -> Profile:
    """The profile of this name.

    Raises:
        SettingsError: There is none; the sentence lists those there are.
    """
    if name not in settings.profiles:
        there = f"there are: {', '.join(settings.profiles)}" if settings.profiles else "there are none yet"
        raise SettingsError(f"There is no profile {name}; {there}.")
    return settings.profiles[name]


def _is_part(parts: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether any of these parts is in any of these texts, in capitals or not."""
    folded = [text.casefold() for text in texts]
    return any(part.casefold() in text for part in parts if part for text in folded)


def bindings_for(vocabulary: Mapping[str, Gesture], settings: Settings, playing: NowPlaying = NowPlaying()) -> Bindings:
    """The bindings in force while this plays."""
    return bindings_in(vocabulary, settings, profile_for(settings, playing))


def bindings_in(vocabulary: Mapping[str, Gesture], settings: Settings, profile: Profile | None) -> Bindings:
    """The bindings of a profile: the vocabulary's, the user's changes, and those of the profile, if there is one.

    A change to a gesture that is not in the vocabulary, or is an idle hand, has no effect; see `check_gestures`.
    """
    bindings = default_bindings(vocabulary, settings.engine.hold_ms)
    for changes in (settings.bindings, profile.bindings if profile else {}):
        bindings = _with_changes(
            bindings, {label: changes[label] for label in changes if _can_order(vocabulary, label)}
        )
    return bindings


def check_gestures(vocabulary: Mapping[str, Gesture], settings: Settings) -> None:
    """Complain of a gesture that does not exist or means nothing: of one that is bound, or chosen to be held up.

    Raises:
        SettingsError: There is one; the sentence names the nearest gesture, or all of them.
    """
    able = [label for label in vocabulary if _can_order(vocabulary, label)]
    bound = {label for profile in settings.profiles.values() for label in profile.bindings} | settings.bindings.keys()
    for label in sorted(bound.difference(able)):
        hint = _hint(label, able)
        raise SettingsError(f"There is no gesture {label} that could mean something; {hint}")
    held = [label for label in postures(vocabulary) if label in able]
    for label in sorted(_chosen_to_hold(settings.engine).difference(held)):
        hint = _hint(label, held)
        raise SettingsError(f"There is no gesture {label} to hold up; {hint}")


def _hint(label: str, able: Sequence[str]) -> str:
    near = difflib.get_close_matches(label, able, n=1)
    return f"did you mean {near[0]}?" if near else f"there are: {', '.join(able)}."


def _chosen_to_hold(engine: EngineSettings) -> set[str]:
    """What somebody chose to arm, disarm or swipe with; a vocabulary of one's own may lack the usual ones."""
    usual = EngineSettings()
    chosen = {engine.arming_gesture, engine.disarming_gesture, engine.swipe_gesture}
    return chosen - {usual.arming_gesture, usual.disarming_gesture, usual.swipe_gesture}


def _can_order(vocabulary: Mapping[str, Gesture], label: str) -> bool:
    return label in vocabulary and not vocabulary[label].is_idle


def _with_changes(bindings: Bindings, changes: Mapping[str, BindingChange]) -> Bindings:
    return Bindings(
        changed(binding, changes[binding.gesture]) if binding.gesture in changes else binding for binding in bindings
    )
