"""The allow list, for every list and every binding there can be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core import kiosk_policy
from gesture_app.core.bindings import Binding, BindingChange, Bindings, changed
from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.engine import Engine
from gesture_app.core.errors import PlayerError
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.kiosk_policy import TITLE, GuardedPlayer, HouseRules, allowed_bindings, commands_of, guarded
from gesture_app.core.player import PlayerRequest
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Box, Command, Detection, Order, Playback
from gesture_app.core.video_picture import VideoPicture
from gesture_app.players import dry_run

AT_ONCE = Patience(poll_s=0.0, ceiling_s=0.0)
QUICK = EngineSettings(always_armed=True, hold_ms=40, vote_window_ms=20, entry_quiet_ms=0, cooldown_ms=0)
commands = st.sampled_from(Command)
allow_lists = st.frozensets(commands)
wishes = st.builds(BindingChange, command=commands, mode=st.sampled_from(TriggerMode), enabled=st.just(value=True))


class HeardPlayer(dry_run.DryRunPlayer):
    """A dry run whose film has begun a while ago, and that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(clock=iter(range(10**6)).__next__)
        self.heard: list[Order] = []

    async def send(self, order: Order) -> None:
        self.heard.append(order)
        await super().send(order)


def opened(inner: HeardPlayer, allowed: frozenset[Command], *, waits: bool = True) -> GuardedPlayer:
    """A guarded player as it stands when a visit begins, with what that took forgotten."""
    player = GuardedPlayer(inner, HouseRules(allowed, 0.3, waits))
    asyncio.run(player.open())
    inner.heard.clear()
    return player


def orders_of(bindings: Bindings, gestures: Sequence[str]) -> list[Order]:
    """What an engine orders while these gestures are shown for a second each, with nothing in between."""
    engine = Engine(QUICK, bindings)
    orders = []
    for index in range(len(gestures) * 30):
        gesture = gestures[index // 30]
        seen = () if gesture == "none" else (Detection(gesture, 0.9, Box(40, 20 + index % 30, 100, 80 + index % 30)),)
        orders += [decision.order for decision in engine.step(seen, (160, 120), index / 30)]
    return [order for order in orders if order is not None]


@given(allowed=allow_lists, wish=wishes, other=wishes)
@settings(max_examples=40, deadline=None)
def test_no_gesture_orders_what_is_not_allowed(
    allowed: frozenset[Command], wish: BindingChange, other: BindingChange
) -> None:
    bound = Bindings([changed(Binding("palm", "Palm"), wish), changed(Binding("rock", "Rock"), other)])
    orders = orders_of(allowed_bindings(bound, allowed), ["palm", "none", "rock", "palm", "none", "none"])
    assert {order.command for order in orders} <= allowed


@given(allowed=allow_lists, orders=st.lists(st.builds(Order, commands, st.just(0.1)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_order_that_is_not_allowed_ever_reaches_the_player(allowed: frozenset[Command], orders: list[Order]) -> None:
    inner = HeardPlayer()
    player = opened(inner, allowed)

    async def try_everything() -> None:
        for order in orders:
            await player.open()
            outcome = await perform(player, order, AT_ONCE)
            assert outcome.obeyed is not True or order.command in allowed
            if order.command not in allowed:
                with pytest.raises(PlayerError, match="does not allow"):
                    await player.send(order)

    asyncio.run(try_everything())
    assert inner.heard == [order for order in orders if order.command in allowed]
    assert player.commands == allowed


def test_a_binding_whose_end_is_not_allowed_does_nothing_at_all() -> None:
    held = Binding("palm", "Palm", Command.PLAY, mode=TriggerMode.HOLD)
    assert commands_of(held) == {Command.PLAY, Command.PAUSE}
    assert allowed_bindings(Bindings([held]), frozenset({Command.PLAY})).of("palm").command is None
    assert allowed_bindings(Bindings([held]), commands_of(held)).of("palm") == held
    assert commands_of(Binding("like", "Like")) == frozenset()


def test_a_dial_needs_all_that_turns_the_volume() -> None:
    dial = Binding("palm", "Palm", Command.PLAY, mode=TriggerMode.CONTINUOUS)
    volume = {Command.SET_VOLUME, Command.VOLUME_UP, Command.VOLUME_DOWN}
    assert commands_of(dial) == {Command.PLAY} | volume


def test_a_visit_begins_at_the_first_picture_with_the_volume_of_the_house() -> None:
    state = asyncio.run(opened(HeardPlayer(), frozenset()).state())
    assert (state.playback, state.volume, state.is_muted) == (Playback.PAUSED, 0.3, False)


def test_a_film_that_plays_all_day_is_not_paused() -> None:
    state = asyncio.run(opened(HeardPlayer(), frozenset(), waits=False).state())
    assert (state.playback, state.volume) == (Playback.PLAYING, 0.3)


def test_a_film_that_does_not_begin_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosk_policy, "_STARTED_S", 0.04)
    inner = HeardPlayer()
    asyncio.run(inner.send(Order(Command.STOP)))
    player = opened(inner, frozenset({Command.PLAY}))
    asyncio.run(player.send(Order(Command.PLAY)))
    assert asyncio.run(player.state()).playback is Playback.PLAYING


def test_what_the_last_visitor_muted_is_heard_again() -> None:
    inner = HeardPlayer()
    asyncio.run(inner.send(Order(Command.MUTE)))
    assert asyncio.run(opened(inner, frozenset()).state()).is_muted is False


def test_opened_again_before_each_order_it_changes_nothing() -> None:
    inner = HeardPlayer()
    player = opened(inner, frozenset({Command.PLAY}))
    asyncio.run(player.open())
    assert inner.heard == []


def test_the_picture_is_the_inner_players_or_none() -> None:
    inner = HeardPlayer()
    rules = HouseRules(frozenset(), 0.5, waits=False)
    assert GuardedPlayer(inner, rules).picture.latest() is None
    inner.picture = VideoPicture()  # type: ignore[attr-defined]
    assert GuardedPlayer(inner, rules).picture is inner.picture  # type: ignore[attr-defined]


def test_a_guarded_kind_opens_guarded_players() -> None:
    player = guarded(dry_run.KIND, HouseRules(frozenset(), 0.5, waits=False)).open(PlayerRequest("dry_run"))
    assert (player.title, player.commands) == (TITLE, frozenset())
