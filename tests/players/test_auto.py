from __future__ import annotations

import pytest

from gesture_app.core.player import PlayerRequest
from gesture_app.players import auto, mpris

SYSTEMS = [("linux", "mpris"), ("win32", "windows"), ("darwin", "macos"), ("freebsd14", "media_keys")]


@pytest.mark.parametrize(("system", "name"), SYSTEMS)
def test_each_system_has_its_kind(system, name):
    assert auto.kind_here(system).name == name


def test_the_request_is_passed_on(monkeypatch):
    seen: list[PlayerRequest] = []
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(mpris, "KIND", mpris.KIND.__class__("mpris", "MPRIS", seen.append, mpris.available, True))
    auto.KIND.open(PlayerRequest("auto", options={"pin": "vlc"}))
    assert seen == [PlayerRequest("mpris", options={"pin": "vlc"})]
