"""Sends an order and reads the player until its effect shows: what really happened, not what was asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from gesture_app.core.amounts import has_no_way_left
from gesture_app.core.effects import Sign, sign_of
from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import at_end_text, command_words, outcome_text
from gesture_app.core.player import Player
from gesture_app.core.types import Command, Order, Outcome, Playback, PlayerState


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often to look for an effect."""

    poll_s: float = 0.02
    ceiling_s: float = 0.7  # VLC needs up to 300 ms to show a seek; beyond this a person believes nothing happened


DEFAULT_PATIENCE = Patience()

# What the last sign means once there is nothing more to wait for.
OBEYED: Mapping[Sign, bool | None] = {Sign.SHOWN: True, Sign.PASSING: True, Sign.MISSING: False, Sign.SILENT: None}


async def perform(player: Player, order: Order, patience: Patience = DEFAULT_PATIENCE) -> Outcome:
    """Carry out one order and find out whether it was obeyed.

    Raises:
        PlayerError: The player is gone, refuses or does not answer in time.
    """
    before = await player.state()
    if order.command not in player.commands:
        text = f"{player.title} cannot do '{command_words(order.command)}' at the moment."
        return Outcome(order, player.title, obeyed=False, text=text, before=before, after=before, latency_s=0.0)
    if has_no_way_left(order, before):
        text = at_end_text(player.title, before)
        return Outcome(order, player.title, obeyed=True, text=text, before=before, after=before, latency_s=0.0)
    sent_at_s = time.monotonic()
    await player.send(order)
    obeyed, after = await read_back(player, order, before, patience)
    text = outcome_text(player.title, order.command, obeyed, after)
    return Outcome(order, player.title, obeyed, text, before, after, time.monotonic() - sent_at_s)


async def perform_with_keys(
    player: Player, keys: Player | None, order: Order, patience: Patience = DEFAULT_PATIENCE
) -> Outcome:
    """Connect, perform, and try the media key where the player fails and keys are allowed; errors become an outcome."""
    started_at_s = time.monotonic()
    try:
        await player.open()
        outcome = await perform(player, order, patience)
    except PlayerError as error:
        outcome = failure(player.title, order, str(error), time.monotonic() - started_at_s)
    if outcome.obeyed is not False or keys is None:
        return outcome
    try:
        return await _press_key(player, keys, outcome, patience)
    except PlayerError:
        return outcome  # the first reason is the one that a person can do something about


def failure(title: str, order: Order, text: str, latency_s: float) -> Outcome:
    """The outcome of an order that never reached its player or got no answer."""
    return Outcome(order, title, obeyed=False, text=text, before=None, after=None, latency_s=latency_s)


async def read_back(
    player: Player, order: Order, before: PlayerState, patience: Patience = DEFAULT_PATIENCE
) -> tuple[bool | None, PlayerState]:
    """Read the player until the effect of an order shows or patience ends; also the state read last.

    Raises:
        PlayerError: The player is gone or does not answer in time.
    """
    deadline_s = time.monotonic() + patience.ceiling_s
    while True:
        try:
            after = await player.state()
        except PlayerError:
            if order.command is Command.STOP:  # some players quit when stopped, mpv among them
                return True, PlayerState(playback=Playback.STOPPED)
            raise
        sign = sign_of(order, before, after)
        says_nothing = after == PlayerState()
        if sign is Sign.SHOWN or says_nothing or time.monotonic() >= deadline_s:
            return OBEYED[sign], after
        await asyncio.sleep(patience.poll_s)


async def _press_key(player: Player, keys: Player, failed: Outcome, patience: Patience) -> Outcome:
    """Repeat a failed order as a media key and look at the player once more.

    Raises:
        PlayerError: No keys can be pressed here.
    """
    order, started_at_s = failed.order, time.monotonic()
    await keys.open()
    if order.command not in keys.commands:
        return failed
    await keys.send(order)
    obeyed, after = None, failed.after
    if failed.before is not None:
        obeyed, after = await read_back(player, order, failed.before, patience)
    text = f"{player.title} did not react, used the media key."
    if obeyed is False:
        text = f"{player.title} did not react to '{command_words(order.command)}', nor to the media key."
    latency_s = failed.latency_s + time.monotonic() - started_at_s
    return Outcome(order, player.title, obeyed, text, failed.before, after, latency_s)
