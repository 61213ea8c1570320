"""What Spotify's Web API says: the state of the player, what it allows, and why it refuses."""

from __future__ import annotations

import http.client
from collections.abc import Mapping

from gesture_app.core.errors import PlayerError
from gesture_app.core.types import Command, Playback, PlayerState
from gesture_app.players._json_values import mapping_of, number_of, text_of
from gesture_app.players._spotify_access import SIGN_IN

FULL = 100  # what Spotify calls full volume
MS_PER_S = 1000
USUAL_PAUSE_S = 5.0  # after too many requests, where Spotify does not say how long

VOLUME_COMMANDS = frozenset({Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SET_VOLUME, Command.MUTE})

# What Spotify calls an action that it does not allow at the moment, and the commands that need it.
ACTIONS: Mapping[str, frozenset[Command]] = {
    "skipping_next": frozenset({Command.NEXT}),
    "skipping_prev": frozenset({Command.PREVIOUS}),
    "seeking": frozenset({Command.SEEK_FORWARD, Command.SEEK_BACK}),
}
# Spotify also disallows to pause what is paused; that is no lack of the player.
ALWAYS = frozenset({Command.PLAY_PAUSE, Command.PLAY, Command.PAUSE})

NO_DEVICE = "Spotify plays on no device; start something on one of yours and try again."


class TokenRefusedError(PlayerError):
    """Spotify does not take the token; a new one may help."""


def read_playback(answer: Mapping[str, object]) -> PlayerState:
    """Turn the answer about the playback into a state."""
    item, device = mapping_of(answer.get("item")), mapping_of(answer.get("device"))
    volume = number_of(device.get("volume_percent"))
    position_ms, length_ms = number_of(answer.get("progress_ms")), number_of(item.get("duration_ms"))
    is_playing = answer.get("is_playing")
    playback = Playback.PLAYING if is_playing else Playback.PAUSED
    return PlayerState(
        playback=playback if isinstance(is_playing, bool) else Playback.UNKNOWN,
        volume=None if volume is None else volume / FULL,
        is_muted=None if volume is None else volume == 0,
        position_s=None if position_ms is None else position_ms / MS_PER_S,
        length_s=None if not length_ms else length_ms / MS_PER_S,
        track=text_of(item.get("uri")),
        title=text_of(item.get("name")),
    )


def read_commands(answer: Mapping[str, object]) -> frozenset[Command]:
    """What the device and the track allow."""
    device = mapping_of(answer.get("device"))
    if device.get("is_restricted") is True:
        return frozenset()
    disallowed = mapping_of(mapping_of(answer.get("actions")).get("disallows"))
    allowed = (commands for action, commands in ACTIONS.items() if disallowed.get(action) is not True)
    has_volume = device.get("supports_volume") is not False and number_of(device.get("volume_percent")) is not None
    return ALWAYS.union(*allowed, VOLUME_COMMANDS if has_volume else ())


def refusal(status: int, answer: object) -> PlayerError:
    """Why a request was refused, as one sentence."""
    error = mapping_of(mapping_of(answer).get("error"))
    reason, message = text_of(error.get("reason")) or "", (text_of(error.get("message")) or "").lower()
    match status:
        case http.client.UNAUTHORIZED:
            return TokenRefusedError(f"Spotify does not accept the sign-in any more; repeat it with `{SIGN_IN}`.")
        case http.client.FORBIDDEN:
            return _forbidden(reason, message)
        case http.client.NOT_FOUND if reason == "NO_ACTIVE_DEVICE" or "device" in message:
            return PlayerError(NO_DEVICE)
        case _:
            return PlayerError(f"Spotify's Web API answered with error {status}; try again later.")


def _forbidden(reason: str, message: str) -> PlayerError:
    if reason == "PREMIUM_REQUIRED" or "premium" in message:
        return PlayerError("Spotify's Web API obeys only Premium accounts; choose the player auto or spotify instead.")
    if reason == "VOLUME_CONTROL_DISALLOW":
        return PlayerError("The device that Spotify plays on lets nobody set its volume; use the one it has itself.")
    if "scope" in message:
        return PlayerError(f"The sign-in to Spotify does not cover its player; repeat it with `{SIGN_IN}`.")
    if "registered" in message:
        return PlayerError("This Spotify account may not use the client id; add it at developer.spotify.com.")
    return PlayerError("Spotify does not allow that at the moment; try it in Spotify itself.")


def renewal_refusal(status: int) -> PlayerError:
    """Why no token was given."""
    if status in (http.client.BAD_REQUEST, http.client.UNAUTHORIZED, http.client.FORBIDDEN):
        return PlayerError(f"Spotify has ended the sign-in, or the client id is wrong; sign in with `{SIGN_IN}`.")
    return refusal(status, None)


def pause_of(header: str | None) -> float:
    """For how many seconds Spotify wants no more requests, as the header Retry-After says."""
    return max(1.0, float(header)) if header is not None and header.isdecimal() else USUAL_PAUSE_S
