"""A Mac's scripting without a Mac: knows which of our scripts it is given and lets the dry run answer."""

from __future__ import annotations

import json
import re

from gesture_app.core.types import Command, Order
from gesture_app.players._mac_scripts import APPS, MacApp
from gesture_app.players.dry_run import DryRunPlayer


class FakeMac:
    """Runs the given programs, each a dry run."""

    def __init__(self, *running: str) -> None:
        self.inner = {name: DryRunPlayer() for name in running}
        self.scripts: list[str] = []

    async def run(self, script: str) -> str:
        self.scripts.append(script)
        app = next(app for app in APPS if f'Application("{app.name}")' in script)
        if app.name not in self.inner:
            return "null\n"
        if script == app.script(app.state):
            return json.dumps(await self._state(app))
        await self._obey(app, script)
        return "true\n"

    async def _state(self, app: MacApp) -> dict[str, object]:
        state = await self.inner[app.name].state()
        answer = {
            "state": state.playback.value,
            "volume": state.volume,
            "position_s": state.position_s,
            "length_s": state.length_s,
            "track": state.track,
            "title": state.title,
        }
        return answer | ({"is_fullscreen": state.is_fullscreen} if app.name == "VLC" else {})

    async def _obey(self, app: MacApp, script: str) -> None:
        inner = self.inner[app.name]
        if number := _number_in(app.set_volume, script):
            await inner.send(Order(Command.SET_VOLUME, float(number)))
        elif number := _number_in(app.set_position, script):
            move_s = float(number) - (await inner.state()).position_s
            await inner.send(Order(Command.SEEK_FORWARD if move_s > 0 else Command.SEEK_BACK, abs(move_s)))
        else:
            await inner.send(Order(next(word for word, body in app.words.items() if f"({body}, true)" in script)))


def _number_in(template: str, script: str) -> str | None:
    """What stands in a script where a template has its placeholder."""
    found = re.search(re.sub(r"\\\{\w+\\\}", r"([0-9.e-]+)", re.escape(template)), script)
    return found and found.group(1)
