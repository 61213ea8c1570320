"""Takes an order back: puts track, playback, position, volume and mute where they were before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from gesture_app.core.closed_loop import DEFAULT_PATIENCE, Patience, perform
from gesture_app.core.effects import NOTICEABLE_S, VOLUME_TOLERANCE
from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import clock_text
from gesture_app.core.player import Player
from gesture_app.core.types import Command, Order, Outcome, Playback, PlayerState

TRIES = 3  # VLC forgets a jump that comes while it is still opening the track

Restore = Callable[[Outcome, PlayerState, PlayerState], Order | None]  # outcome, before it, now


async def undo(player: Player, outcome: Outcome, patience: Patience = DEFAULT_PATIENCE) -> Outcome:
    """Bring the player back to the state before an outcome; what an order cannot have changed is left alone.

    Raises:
        PlayerError: The player is gone, or nothing is known about the state before.
    """
    before = outcome.before
    if before is None or outcome.obeyed is False:
        raise PlayerError(f"There is nothing to undo: {outcome.text}")
    started_at_s = time.monotonic()
    is_back = False
    for _ in range(TRIES):
        is_back = is_back or await _restore(player, outcome, before, patience)
    now = await player.state()
    text = f"Back to {_place(before)}." if is_back else f"{player.title} did not come back to {_place(before)}."
    return Outcome(outcome.order, player.title, is_back, text, outcome.after, now, time.monotonic() - started_at_s)


async def _restore(player: Player, outcome: Outcome, before: PlayerState, patience: Patience) -> bool:
    """Put back one thing after the other; gives whether everything is where it was."""
    restores = RESTORES[outcome.order.command]
    for restore in restores:
        order = restore(outcome, before, await player.state())
        if order is not None:
            await perform(player, order, patience)
    now = await player.state()
    return all(restore(outcome, before, now) is None for restore in restores)


def _place(state: PlayerState) -> str:
    """Where a player was, for a person: “Song”, 1:32, paused."""
    title = None if state.title is None else f"“{state.title}”"
    position = None if state.position_s is None else clock_text(state.position_s)
    playback = None if state.playback is Playback.UNKNOWN else state.playback.value
    return ", ".join(part for part in (title, position, playback) if part) or "where it was"


def _start(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    """A stopped player can neither seek nor pause, so it must play first."""
    if now.playback is not Playback.STOPPED or before.playback in (Playback.STOPPED, Playback.UNKNOWN):
        return None
    return Order(Command.PLAY)


def _track(outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    if (before.track, before.title) == (now.track, now.title):
        return None
    return Order(Command.PREVIOUS if outcome.order.command is Command.NEXT else Command.NEXT)


def _playback(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    if before.playback in (now.playback, Playback.UNKNOWN):
        return None
    commands = {Playback.PLAYING: Command.PLAY, Playback.PAUSED: Command.PAUSE, Playback.STOPPED: Command.STOP}
    return Order(commands[before.playback])


def _position(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    if before.position_s is None or now.position_s is None or now.playback is Playback.STOPPED:
        return None
    move_s = before.position_s - now.position_s
    if abs(move_s) < NOTICEABLE_S:
        return None
    return Order(Command.SEEK_FORWARD if move_s > 0 else Command.SEEK_BACK, abs(move_s))


def _volume(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    if before.volume is None or now.volume is None or abs(before.volume - now.volume) <= VOLUME_TOLERANCE:
        return None
    return Order(Command.SET_VOLUME, before.volume)


def _mute(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    return None if before.is_muted in (now.is_muted, None) else Order(Command.MUTE)


def _fullscreen(_outcome: Outcome, before: PlayerState, now: PlayerState) -> Order | None:
    return None if before.is_fullscreen in (now.is_fullscreen, None) else Order(Command.FULLSCREEN)


# In the order in which they must come: a change of the track makes a player play, so pausing comes last.
_BACK_TO_THE_TRACK = (_start, _track, _position, _playback)

# What each command may have changed.
RESTORES: Mapping[Command, tuple[Restore, ...]] = {
    Command.PLAY_PAUSE: (_playback,),
    Command.PLAY: (_playback,),
    Command.PAUSE: (_playback,),
    Command.STOP: _BACK_TO_THE_TRACK,
    Command.NEXT: _BACK_TO_THE_TRACK,
    Command.PREVIOUS: _BACK_TO_THE_TRACK,
    Command.VOLUME_UP: (_mute, _volume),
    Command.VOLUME_DOWN: (_mute, _volume),
    Command.SET_VOLUME: (_mute, _volume),
    Command.MUTE: (_mute, _volume),
    Command.SEEK_FORWARD: (_position,),
    Command.SEEK_BACK: (_position,),
    Command.FULLSCREEN: (_fullscreen,),
}
