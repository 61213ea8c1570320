"""Every kind of player gets every command, so that a forgotten one is found by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

import gesture_app.players
from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.discover import discover
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerInfo, PlayerKind
from gesture_app.core.types import Command, Order, PlayerState
from tests.players.private_bus import private_bus
from tests.players.stages import STAGES, Props

KINDS = discover(gesture_app.players, "KIND", PlayerKind)
SHORT = Patience(ceiling_s=0.3)
AMOUNTS = {Command.SET_VOLUME: 0.25, Command.SEEK_FORWARD: 20.0, Command.SEEK_BACK: 20.0}
EACH_KIND = pytest.mark.parametrize("name", sorted(KINDS))


@pytest.fixture(scope="module")
def bus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with private_bus(Path(tmp_path_factory.mktemp("bus"))) as address:
        yield address


@pytest.fixture
def props(bus_address: str, monkeypatch: pytest.MonkeyPatch) -> Props:
    return Props(bus_address, monkeypatch)


def test_every_kind_has_a_stage_to_be_tested_on():
    assert set(STAGES) == set(KINDS)


@EACH_KIND
def test_its_name_is_that_of_its_file_and_its_title_is_for_people(name):
    assert KINDS[name].name == name
    assert KINDS[name].title[0].isupper()


@EACH_KIND
@pytest.mark.parametrize("command", list(Command))
def test_a_command_is_carried_out_or_declared_impossible(name, command, props):
    async def story():
        async with STAGES[name](props) as player:
            await player.open()
            outcome = await perform(player, Order(command, AMOUNTS.get(command)), SHORT)
            if command not in player.commands:
                assert "cannot do" in outcome.text
            elif KINDS[name].can_verify:
                assert outcome.obeyed is True, outcome
            else:
                assert outcome.obeyed is None, outcome

    asyncio.run(story())


@EACH_KIND
def test_it_can_at_least_play_pause_and_change_the_track(name, props):
    async def story():
        async with STAGES[name](props) as player:
            await player.open()
            await player.state()
            assert {Command.PLAY_PAUSE, Command.NEXT, Command.PREVIOUS} <= player.commands

    asyncio.run(story())


@EACH_KIND
def test_its_state_tells_something_exactly_when_it_can_verify(name, props):
    async def story():
        async with STAGES[name](props) as player:
            await player.open()
            assert (await player.state() != PlayerState()) is KINDS[name].can_verify
            assert player.title

    asyncio.run(story())


@EACH_KIND
def test_it_can_be_opened_and_closed_twice(name, props):
    async def story():
        async with STAGES[name](props) as player:
            await player.open()
            await player.open()
            await player.close()
            await player.close()

    asyncio.run(story())


@EACH_KIND
def test_closed_before_it_was_opened_it_holds_nothing(name, props):
    async def story():
        async with STAGES[name](props) as player:
            await player.close()
            if name != "dry_run":
                with pytest.raises(PlayerError):
                    await player.send(Order(Command.PAUSE))

    asyncio.run(story())


@EACH_KIND
def test_on_a_bare_machine_it_lists_what_there_is_without_failing(name):
    infos = asyncio.run(KINDS[name].available())
    assert all(isinstance(info, PlayerInfo) and info.title for info in infos)
    assert all(info.spec.partition(":")[0] == name for info in infos)
