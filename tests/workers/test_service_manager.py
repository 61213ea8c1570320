from __future__ import annotations

import socket
from pathlib import Path

from gesture_app.workers.service_manager import ALIVE, READY, ServiceManager


def test_words_arrive_at_the_socket_that_systemd_named(runtime_folder: Path) -> None:
    address = str(runtime_folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(5)
        manager = ServiceManager({"NOTIFY_SOCKET": address})
        manager.tell(READY)
        manager.tell(ALIVE)
        assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"WATCHDOG=1"]


def test_without_a_socket_or_a_listener_nothing_happens(runtime_folder: Path) -> None:
    ServiceManager({}).tell(READY)
    ServiceManager({"NOTIFY_SOCKET": str(runtime_folder / "nobody")}).tell(READY)
    ServiceManager({"NOTIFY_SOCKET": "@nobody-listens-here"}).tell(READY)
