from __future__ import annotations

import asyncio

import pytest

from gesture_app.core.closed_loop import Patience, failure, perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.undo import RESTORES, undo
from tests.players.fake_player import FakePlayer

SHORT = Patience(poll_s=0.005, ceiling_s=0.05)
AMOUNTS = {Command.SET_VOLUME: 0.9, Command.SEEK_FORWARD: 20, Command.SEEK_BACK: 20}


def test_every_command_can_be_taken_back():
    assert set(RESTORES) == set(Command)


def there_and_back(player, order, *preparations):
    async def story():
        for preparation in preparations:
            await player.inner.send(preparation)
        done = await perform(player, order, SHORT)
        return done, await undo(player, done, SHORT)

    return asyncio.run(story())


@pytest.mark.parametrize("start", [Command.PLAY, Command.PAUSE])
@pytest.mark.parametrize("command", list(Command))
def test_after_undo_the_player_is_where_it_was(command, start):
    player = FakePlayer()
    order = Order(command, AMOUNTS.get(command))
    done, undone = there_and_back(player, order, Order(Command.SEEK_FORWARD, 60), Order(start))
    assert undone.obeyed is True
    assert undone.text.startswith("Back to “Morning”, 1:00")
    before, after = done.before, undone.after
    assert after.position_s == pytest.approx(before.position_s, abs=1)
    assert (after.playback, after.track, after.volume, after.is_muted, after.is_fullscreen) == (
        *(before.playback, before.track, before.volume, before.is_muted, before.is_fullscreen),
    )


def test_going_back_to_a_track_pauses_again_what_was_paused():
    _, undone = there_and_back(FakePlayer(), Order(Command.NEXT), Order(Command.PAUSE))
    assert undone.after.playback is Playback.PAUSED


def test_a_player_that_does_not_come_back_is_told():
    async def story():
        player = FakePlayer()
        done = await perform(player, Order(Command.NEXT), SHORT)
        player.is_deaf = True
        return await undo(player, done, SHORT)

    undone = asyncio.run(story())
    assert undone.obeyed is False
    assert undone.text.startswith("Fake did not come back to “Morning”")


def test_an_order_that_failed_has_nothing_to_undo():
    failed = failure("Fake", Order(Command.NEXT), "Fake refused.", 0.1)
    with pytest.raises(PlayerError, match="nothing to undo"):
        asyncio.run(undo(FakePlayer(), failed))
