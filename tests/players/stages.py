"""For each kind of player, the fakes that it needs to show all it can: no program, no network, no display.

The contract test runs over these; a kind of player without a stage fails there by name.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gesture_app.core.player import Player, PlayerRequest
from gesture_app.core.types import Command, Order
from gesture_app.players import auto, dry_run, media_keys, mpris, spotify, vlc_http
from gesture_app.players._choice import Wish
from gesture_app.players.macos import MacPlayer
from gesture_app.players.spotify_web import SpotifyWebPlayer
from gesture_app.players.vlc_embedded import EmbeddedVlcPlayer
from gesture_app.players.windows import WindowsPlayer
from tests.players.fake_libvlc import fake_libvlc
from tests.players.fake_mac import FakeMac
from tests.players.fake_mpris import FakeMpris, Script
from tests.players.fake_spotify_web import fake_spotify_web, signed_in
from tests.players.fake_vlc_web import PASSWORD, fake_vlc_web
from tests.players.fake_winrt import NOW, FakeSession, fake_control


@dataclass(frozen=True)
class Props:
    """What a stage may be built of."""

    bus_address: str
    monkeypatch: pytest.MonkeyPatch


Stage = Callable[[Props], AbstractAsyncContextManager[Player]]


@asynccontextmanager
async def with_fake_mpris(props: Props, name: str, build: Callable[[PlayerRequest], Player]) -> AsyncIterator[Player]:
    """A player on the bus, and the one that talks to it."""
    fake = FakeMpris(replace(Script(), name=name, title=name.title()))
    await fake.start(props.bus_address)
    player = build(PlayerRequest(name, options={"bus": props.bus_address}))
    try:
        yield player
    finally:
        await player.close()
        fake.stop()


def mpris_stage(props: Props) -> AbstractAsyncContextManager[Player]:
    return with_fake_mpris(props, "mpris", mpris.KIND.open)


def auto_stage(props: Props) -> AbstractAsyncContextManager[Player]:
    props.monkeypatch.setattr("sys.platform", "linux")
    return with_fake_mpris(props, "auto", auto.KIND.open)


@asynccontextmanager
async def dry_run_stage(_props: Props) -> AsyncIterator[Player]:
    yield dry_run.KIND.open(PlayerRequest("dry_run"))


@asynccontextmanager
async def vlc_http_stage(_props: Props) -> AsyncIterator[Player]:
    with fake_vlc_web() as fake:
        player = vlc_http.KIND.open(PlayerRequest(f"vlc_http:{fake.port}", options={"password": PASSWORD}))
        await player.open()
        await player.send(Order(Command.SEEK_FORWARD, 30.0))
        await player.close()
        yield player
        await player.close()


@asynccontextmanager
async def vlc_embedded_stage(_props: Props) -> AsyncIterator[Player]:
    player = EmbeddedVlcPlayer(PlayerRequest("vlc_embedded", ("http://one", "http://two")), fake_libvlc)
    yield player
    await player.close()


class FakeKeyboard:
    """Has every key, and nobody listens."""

    def names(self) -> frozenset[str]:
        return frozenset({*media_keys.KEYS.values(), media_keys.STOP_KEY})

    def tap(self, name: str) -> None:
        assert name in self.names()


@asynccontextmanager
async def media_keys_stage(props: Props) -> AsyncIterator[Player]:
    props.monkeypatch.setattr(media_keys, "open_keyboard", FakeKeyboard)
    yield media_keys.KIND.open(PlayerRequest("media_keys"))


@asynccontextmanager
async def windows_stage(_props: Props) -> AsyncIterator[Player]:
    yield WindowsPlayer(Wish(), lambda: fake_control(FakeSession("Spotify.exe")), lambda: NOW)


@asynccontextmanager
async def macos_stage(_props: Props) -> AsyncIterator[Player]:
    mac = FakeMac("VLC")
    await mac.inner["VLC"].send(Order(Command.SEEK_FORWARD, 60.0))
    yield MacPlayer(Wish(), mac.run)


def spotify_stage(props: Props) -> AbstractAsyncContextManager[Player]:
    props.monkeypatch.setattr("sys.platform", "linux")
    return with_fake_mpris(props, "spotify", spotify.KIND.open)


@asynccontextmanager
async def spotify_web_stage(props: Props) -> AsyncIterator[Player]:
    with tempfile.TemporaryDirectory() as folder, fake_spotify_web() as fake:
        player = SpotifyWebPlayer(signed_in(fake, Path(folder)))
        yield player
        await player.close()


STAGES: Mapping[str, Stage] = {
    "auto": auto_stage,
    "dry_run": dry_run_stage,
    "macos": macos_stage,
    "media_keys": media_keys_stage,
    "mpris": mpris_stage,
    "spotify": spotify_stage,
    "spotify_web": spotify_web_stage,
    "vlc_embedded": vlc_embedded_stage,
    "vlc_http": vlc_http_stage,
    "windows": windows_stage,
}
