"""Pictures of a person leave the machine never: what records, keeps and shows them cannot even reach a network."""

from __future__ import annotations

import subprocess
import sys

FLOW = (
    "gesture_app.workers.gesture_recorder",
    "gesture_app.core.gesture_draft",
    "gesture_app.core.gesture_folder",
    "gesture_app.core.proposals",
    "gesture_app.window.own_helm",
)
NETWORK = ("socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio", "PySide6.QtNetwork")
PROBE = "import sys, importlib; [importlib.import_module(one) for one in sys.argv[1:]]; print(*sys.modules)"


def loaded(*modules: str) -> set[str]:
    """What a fresh process has loaded after importing these."""
    words = [sys.executable, "-c", PROBE, *modules]
    return set(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())


def test_nothing_that_touches_own_pictures_loads_a_way_to_a_network() -> None:
    assert loaded(*FLOW) & set(NETWORK) == set()


def test_the_probe_would_notice() -> None:
    assert {"socket", "http.client"} <= loaded("urllib.request")
