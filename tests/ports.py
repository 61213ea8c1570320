"""A port for a server that can only be told which one to take."""

from __future__ import annotations

import random
import socket

# Below those that systems give to whoever asks for any: such a one could be taken before the server has it.
RANGE = (20_000, 32_000)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(*RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
