"""What each command should change in a player's state: the proof that it was obeyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from gesture_app.core.amounts import FULL_VOLUME, wanted_move_s, wanted_volume
from gesture_app.core.types import Command, Order, Playback, PlayerState

VOLUME_TOLERANCE = 0.02  # players round: VLC to 1/256, others to 1/100
NOTICEABLE_S = 0.75  # a smaller move of the position cannot be told from playback during the read-back
RESTART_S = 1.0  # a position that fell this far without a seek means that the track began anew
SETTLED_S = 0.25  # a track that plays this long is the one that was gone to


class Sign(Enum):
    """What a state says about an order."""

    SHOWN = "shown"  # its effect is there
    PASSING = "passing"  # it seems so, but this may be a state on the way; a yes if it stays
    MISSING = "missing"  # its effect is not there, perhaps not yet
    SILENT = "silent"  # the player does not say


Effect = Callable[[Order, PlayerState, PlayerState], Sign]  # order, before, after


def sign_of(order: Order, before: PlayerState, after: PlayerState) -> Sign:
    """Whether the effect of an order shows."""
    return EFFECTS[order.command](order, before, after)


def _shown(is_there: bool) -> Sign:
    return Sign.SHOWN if is_there else Sign.MISSING


def _play_pause(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if Playback.UNKNOWN in (before.playback, after.playback):
        return Sign.SILENT
    return _shown((before.playback is Playback.PLAYING) != (after.playback is Playback.PLAYING))


def _play(_order: Order, _before: PlayerState, after: PlayerState) -> Sign:
    return Sign.SILENT if after.playback is Playback.UNKNOWN else _shown(after.playback is Playback.PLAYING)


def _pause(_order: Order, _before: PlayerState, after: PlayerState) -> Sign:
    return Sign.SILENT if after.playback is Playback.UNKNOWN else _shown(after.playback is not Playback.PLAYING)


def _stop(_order: Order, _before: PlayerState, after: PlayerState) -> Sign:
    return Sign.SILENT if after.playback is Playback.UNKNOWN else _shown(after.playback is Playback.STOPPED)


def _next(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    """Another track, the end of the list, or the same track from its beginning.

    On the way VLC shows itself stopped or not at all, and mpv the old title at 0:00.
    """
    if after.playback is not before.playback and after.playback in (Playback.STOPPED, Playback.UNKNOWN):
        return Sign.PASSING
    if (before.track, before.title) != (after.track, after.title):
        return Sign.SHOWN
    if _position_fell(before, after):
        return Sign.SHOWN if (after.position_s or 0.0) >= SETTLED_S else Sign.PASSING
    return Sign.SILENT if before.track is None and before.title is None else Sign.MISSING


def _position_fell(before: PlayerState, after: PlayerState) -> bool:
    if before.position_s is None or after.position_s is None:
        return False
    return after.position_s < before.position_s - RESTART_S


def _volume_up(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if before.volume is None or after.volume is None:
        return Sign.SILENT
    return _shown(after.volume > before.volume or after.volume >= FULL_VOLUME - VOLUME_TOLERANCE)


def _volume_down(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if before.volume is None or after.volume is None:
        return Sign.SILENT
    return _shown(after.volume < before.volume or after.volume <= VOLUME_TOLERANCE)


def _set_volume(order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if after.volume is None:
        return Sign.SILENT
    return _shown(abs(after.volume - wanted_volume(order, before.volume or 0.0)) <= VOLUME_TOLERANCE)


def _mute(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if before.is_muted is None or after.is_muted is None:
        return Sign.SILENT
    return _shown(before.is_muted != after.is_muted)


def _seek(order: Order, before: PlayerState, after: PlayerState) -> Sign:
    """Moved the right way by half of what was asked or more: players may land on the nearest key frame."""
    if before.position_s is None or after.position_s is None:
        return Sign.SILENT
    wanted_s = wanted_move_s(order, before)
    if abs(wanted_s) < NOTICEABLE_S:
        return Sign.SHOWN
    moved_s = after.position_s - before.position_s
    is_right_way = moved_s * wanted_s > 0 and before.track == after.track
    return _shown(is_right_way and abs(moved_s) >= max(NOTICEABLE_S, abs(wanted_s) / 2))


def _fullscreen(_order: Order, before: PlayerState, after: PlayerState) -> Sign:
    if before.is_fullscreen is None or after.is_fullscreen is None:
        return Sign.SILENT
    return _shown(before.is_fullscreen != after.is_fullscreen)


EFFECTS: Mapping[Command, Effect] = {
    Command.PLAY_PAUSE: _play_pause,
    Command.PLAY: _play,
    Command.PAUSE: _pause,
    Command.STOP: _stop,
    Command.NEXT: _next,
    Command.PREVIOUS: _next,
    Command.VOLUME_UP: _volume_up,
    Command.VOLUME_DOWN: _volume_down,
    Command.SET_VOLUME: _set_volume,
    Command.MUTE: _mute,
    Command.SEEK_FORWARD: _seek,
    Command.SEEK_BACK: _seek,
    Command.FULLSCREEN: _fullscreen,
}
