"""Tells systemd that a service is ready and alive, where systemd has asked for that."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class ServiceManager:
    """The socket that systemd named; silent where it named none.

    Args:
        environment: Where systemd leaves the socket's name.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")

    def tell(self, word: str) -> None:
        """Say one word; a service manager that does not listen is not waited for."""
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letter_box:
            letter_box.setblocking(False)  # noqa: FBT003
            letter_box.sendto(word.encode(), address)
