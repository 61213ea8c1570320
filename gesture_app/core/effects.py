"""What each command should change in a player's state: the proof that it was obeyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gesture_app.core.amounts import FULL_VOLUME, wanted_move_s, wanted_volume
from gesture_app.core.types import Command, Order, Playback, PlayerState

Effect = Callable[[Order, PlayerState, PlayerState], bool | None]

VOLUME_TOLERANCE = 0.02  # players round: VLC to 1/256, others to 1/100
NOTICEABLE_S = 0.75  # a smaller move of the position cannot be told from playback during the read-back
RESTART_S = 1.0  # a position that fell this far without a seek means that the track began anew
SETTLED_S = 0.25  # between two tracks mpv shows the old title at 0:00; after this long the title is right


def is_obeyed(order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    """Whether the expected effect shows in the state; None where the player does not say enough."""
    return EFFECTS[order.command](order, before, after)


def _play_pause(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if Playback.UNKNOWN in (before.playback, after.playback):
        return None
    return (before.playback is Playback.PLAYING) != (after.playback is Playback.PLAYING)


def _play(_order: Order, _before: PlayerState, after: PlayerState) -> bool | None:
    return None if after.playback is Playback.UNKNOWN else after.playback is Playback.PLAYING


def _pause(_order: Order, _before: PlayerState, after: PlayerState) -> bool | None:
    return None if after.playback is Playback.UNKNOWN else after.playback is not Playback.PLAYING


def _stop(_order: Order, _before: PlayerState, after: PlayerState) -> bool | None:
    return None if after.playback is Playback.UNKNOWN else after.playback is Playback.STOPPED


def _next(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    """Another track, the end of the list, or the same track from its beginning where a list has one."""
    if (before.track, before.title) != (after.track, after.title) or _has_restarted(before, after):
        return True
    if after.playback is Playback.STOPPED and before.playback is not Playback.STOPPED:
        return True
    return None if before.track is None and before.title is None else False


def _has_restarted(before: PlayerState, after: PlayerState) -> bool:
    if before.position_s is None or after.position_s is None:
        return False
    is_settled = after.playback is not Playback.PLAYING or after.position_s >= SETTLED_S
    return is_settled and after.position_s < before.position_s - RESTART_S


def _volume_up(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if before.volume is None or after.volume is None:
        return None
    return after.volume > before.volume or after.volume >= FULL_VOLUME - VOLUME_TOLERANCE


def _volume_down(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if before.volume is None or after.volume is None:
        return None
    return after.volume < before.volume or after.volume <= VOLUME_TOLERANCE


def _set_volume(order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if after.volume is None:
        return None
    return abs(after.volume - wanted_volume(order, before.volume or 0.0)) <= VOLUME_TOLERANCE


def _mute(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if before.is_muted is None or after.is_muted is None:
        return None
    return before.is_muted != after.is_muted


def _seek(order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    """Moved the right way by half of what was asked or more: players may land on the nearest key frame."""
    if before.position_s is None or after.position_s is None:
        return None
    wanted_s = wanted_move_s(order, before)
    if abs(wanted_s) < NOTICEABLE_S:
        return True
    moved_s = after.position_s - before.position_s
    is_right_way = moved_s * wanted_s > 0 and before.track == after.track
    return is_right_way and abs(moved_s) >= max(NOTICEABLE_S, abs(wanted_s) / 2)


def _fullscreen(_order: Order, before: PlayerState, after: PlayerState) -> bool | None:
    if before.is_fullscreen is None or after.is_fullscreen is None:
        return None
    return before.is_fullscreen != after.is_fullscreen


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
