from __future__ import annotations

import asyncio

import pytest

from gesture_app.core.closed_loop import Patience, perform, perform_with_keys
from gesture_app.core.errors import PlayerError
from gesture_app.core.types import Command, Order, Playback, PlayerState
from tests.players.fake_player import FakePlayer

SHORT = Patience(poll_s=0.005, ceiling_s=0.05)
NEXT, PAUSE = Order(Command.NEXT), Order(Command.PAUSE)


def performed(player, order=PAUSE, patience=SHORT):
    return asyncio.run(perform(player, order, patience))


def test_an_order_that_is_obeyed_tells_what_was_before_and_after():
    outcome = performed(FakePlayer())
    assert outcome.obeyed is True
    assert outcome.text == "Fake paused."
    assert outcome.before.playback is Playback.PLAYING
    assert outcome.after.playback is Playback.PAUSED
    assert outcome.latency_s < 0.05


def test_an_effect_that_comes_late_is_waited_for():
    player = FakePlayer()
    player.react_s = 0.1
    outcome = performed(player, patience=Patience(0.01, 0.5))
    assert outcome.obeyed is True
    assert 0.1 <= outcome.latency_s < 0.4


def test_a_player_that_does_nothing_is_waited_for_no_longer_than_the_ceiling():
    player = FakePlayer()
    player.is_deaf = True
    outcome = performed(player)
    assert outcome.obeyed is False
    assert outcome.text == "Fake did not react to 'pause'."
    assert 0.05 <= outcome.latency_s < 0.2


def test_the_end_of_the_list_is_believed_when_it_stays_so():
    class AtItsEnd(FakePlayer):
        async def send(self, order):
            await self.inner.send(Order(Command.STOP))

    outcome = performed(AtItsEnd(), NEXT)
    assert (outcome.obeyed, outcome.text) == (True, "Fake is at the end of its list.")


def test_a_state_on_the_way_is_not_taken_for_the_end():
    class OnItsWay(FakePlayer):
        async def send(self, order):
            await self.inner.send(Order(Command.STOP))
            asyncio.get_running_loop().call_later(0.02, lambda: asyncio.ensure_future(self.inner.send(order)))

    assert performed(OnItsWay(), NEXT).text == "Fake is at “Noon”."


def test_a_player_that_says_nothing_is_not_waited_for():
    player = FakePlayer()
    player.is_mute = True
    outcome = performed(player, patience=Patience(ceiling_s=10))
    assert outcome.obeyed is None
    assert outcome.after == PlayerState()
    assert "does not say" in outcome.text


@pytest.mark.parametrize(
    ("volume", "order", "text"),
    [
        (1.0, Order(Command.VOLUME_UP, 0.1), "Fake is already at 100 % volume."),
        (0.0, Order(Command.VOLUME_DOWN, 0.1), "Fake is already at 0 % volume."),
    ],
)
def test_a_volume_that_is_at_its_end_needs_no_order(volume, order, text):
    player = FakePlayer()
    asyncio.run(player.inner.send(Order(Command.SET_VOLUME, volume)))
    outcome = performed(player, order)
    assert (outcome.obeyed, outcome.text) == (True, text)
    assert outcome.before == outcome.after
    assert player.received == []


def test_a_muted_player_is_asked_to_be_louder_even_at_full_volume():
    player = FakePlayer()
    for order in (Order(Command.SET_VOLUME, 1.0), Order(Command.MUTE)):
        asyncio.run(player.inner.send(order))
    performed(player, Order(Command.VOLUME_UP))
    assert player.received == [Order(Command.VOLUME_UP)]


def test_what_a_player_cannot_do_is_not_sent():
    player = FakePlayer(commands=frozenset({Command.PAUSE}))
    outcome = performed(player, NEXT)
    assert outcome.obeyed is False
    assert outcome.text == "Fake cannot do 'next' at the moment."
    assert player.received == []


def test_a_player_that_dies_during_the_order_is_an_error():
    player = FakePlayer()
    player.dies_after_sending = True
    with pytest.raises(PlayerError, match="gone"):
        performed(player)


def test_a_player_that_quits_when_stopped_has_stopped():
    player = FakePlayer()
    player.dies_after_sending = True
    assert performed(player, Order(Command.STOP)).text == "Fake stopped."


def rescued(player, keys, order=NEXT):
    return asyncio.run(perform_with_keys(player, keys, order, SHORT))


class Keys(FakePlayer):
    """Media keys that the player listens to, while it is deaf to everything else."""

    def __init__(self, player: FakePlayer, commands: frozenset[Command] = frozenset(Command)) -> None:
        super().__init__("Media keys", commands)
        self.inner = player.inner


def test_without_media_keys_an_error_becomes_an_outcome():
    player = FakePlayer()
    player.send_error = "Fake refused."
    outcome = rescued(player, None)
    assert (outcome.obeyed, outcome.text) == (False, "Fake refused.")


def test_the_media_key_is_used_when_the_player_does_not_react():
    player = FakePlayer("Spotify")
    player.is_deaf = True
    outcome = rescued(player, Keys(player))
    assert (outcome.obeyed, outcome.text) == (True, "Spotify did not react, used the media key.")


def test_no_media_key_is_pressed_for_a_player_that_obeyed():
    player = FakePlayer()
    keys = Keys(player)
    assert rescued(player, keys).text == "Fake is at “Noon”."
    assert keys.received == []


def test_a_media_key_that_does_not_help_either_is_told():
    player = FakePlayer("Spotify")
    keys = Keys(player)
    player.is_deaf = keys.is_deaf = True
    outcome = rescued(player, keys)
    assert (outcome.obeyed, outcome.text) == (False, "Spotify did not react to 'next', nor to the media key.")


def test_whether_a_key_helped_a_player_that_is_gone_cannot_be_known():
    player = FakePlayer("Spotify")
    player.open_error = "Spotify is gone."
    assert rescued(player, Keys(player)).obeyed is None


def test_the_first_reason_stays_when_there_is_no_such_key_or_no_keyboard():
    player = FakePlayer()
    player.send_error = "Fake refused."
    keys = Keys(player, frozenset({Command.PAUSE}))
    assert rescued(player, keys).text == "Fake refused."
    keys = Keys(player)
    keys.open_error = "No display."
    assert rescued(player, keys).text == "Fake refused."
