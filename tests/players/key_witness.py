"""Run under a display: presses media keys through our player and prints what the X server itself saw.

python key_witness.py next play_pause
"""

from __future__ import annotations

import asyncio
import sys
import threading

from Xlib import X, display
from Xlib.ext import record
from Xlib.protocol import rq

from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order
from gesture_app.players.media_keys import KIND

NOTHING = (0, 0)


class Witness:
    """Counts the keys that went down, by the name that the server's keyboard has for them."""

    def __init__(self) -> None:
        self._events, self._names = display.Display(), display.Display()
        wanted = {
            **dict.fromkeys(("core_requests", "core_replies", "delivered_events", "errors"), NOTHING),
            **dict.fromkeys(("ext_requests", "ext_replies"), (0, 0, 0, 0)),
            "device_events": (X.KeyPress, X.KeyPress),
            "client_started": False,
            "client_died": False,
        }
        self._context = self._events.record_create_context(0, [record.AllClients], [wanted])
        self.is_listening = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        self._events.record_enable_context(self._context, self._hear)

    def _hear(self, reply: object) -> None:
        if reply.category == record.StartOfData:
            self.is_listening.set()
        data = reply.data
        while reply.category == record.FromServer and len(data):
            event, data = rq.EventField(None).parse_binary_value(data, self._events.display, None, None)
            print(f"{self._names.keycode_to_keysym(event.detail, 0):x}", flush=True)


async def press(commands: list[str]) -> None:
    player = KIND.open(PlayerRequest("media_keys"))
    await player.open()
    for command in commands:
        await player.send(Order(Command(command)))
        await asyncio.sleep(0.1)


witness = Witness()
witness.is_listening.wait(5)
asyncio.run(press(sys.argv[1:]))
