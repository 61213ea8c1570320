"""The media sessions of Windows without Windows: the dry run behind the few methods that we call."""

from __future__ import annotations

import asyncio
import datetime
from types import ModuleType, SimpleNamespace

from gesture_app.core.types import Command, Order, Playback
from gesture_app.players.dry_run import TRACK_S, DryRunPlayer

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
STATUS = {Playback.STOPPED: 3, Playback.PLAYING: 4, Playback.PAUSED: 5}


class FakeSession:
    def __init__(self, app_id: str, playback: Playback = Playback.PLAYING) -> None:
        self.source_app_user_model_id = app_id
        self.inner = DryRunPlayer(clock=lambda: 0.0)
        self.inner._playback = playback
        self.inner._position_s = 60.0
        self.accepts = True
        self.genres: list[str] = []
        self.hangs = False
        self.disabled: set[str] = set()
        self.updated_s_ago = 0.0

    def _state(self):
        try:
            self.inner.state().send(None)
        except StopIteration as end:
            return end.value
        raise AssertionError("the dry run has waited for something")

    def get_playback_info(self):
        names = [f"is_{name}_enabled" for name in ("play", "pause", "stop", "next", "previous", "playback_position")]
        controls = {name: name not in self.disabled for name in (*names, "is_play_pause_toggle_enabled")}
        status = STATUS[self._state().playback]
        return SimpleNamespace(playback_status=status, controls=SimpleNamespace(**controls))

    def get_timeline_properties(self):
        return SimpleNamespace(
            position=datetime.timedelta(seconds=self._state().position_s),
            end_time=datetime.timedelta(seconds=TRACK_S),
            last_updated_time=NOW - datetime.timedelta(seconds=self.updated_s_ago),
        )

    async def try_get_media_properties_async(self):
        if self.hangs:
            await asyncio.sleep(60)
        return SimpleNamespace(artist="Nobody", title=self._state().title, genres=self.genres)

    async def _obey(self, order: Order) -> bool:
        if self.accepts:
            await self.inner.send(order)
        return self.accepts

    async def try_toggle_play_pause_async(self) -> bool:
        return await self._obey(Order(Command.PLAY_PAUSE))

    async def try_play_async(self) -> bool:
        return await self._obey(Order(Command.PLAY))

    async def try_pause_async(self) -> bool:
        return await self._obey(Order(Command.PAUSE))

    async def try_stop_async(self) -> bool:
        return await self._obey(Order(Command.STOP))

    async def try_skip_next_async(self) -> bool:
        return await self._obey(Order(Command.NEXT))

    async def try_skip_previous_async(self) -> bool:
        return await self._obey(Order(Command.PREVIOUS))

    async def try_change_playback_position_async(self, ticks: int) -> bool:
        self.inner._position_s = ticks / 10_000_000
        return self.accepts


def fake_control(*sessions: FakeSession) -> ModuleType:
    """What `winrt.windows.media.control` would be."""

    async def request_async():
        return SimpleNamespace(get_sessions=lambda: sessions)

    module = ModuleType("control")
    module.GlobalSystemMediaTransportControlsSessionManager = SimpleNamespace(request_async=request_async)
    return module
