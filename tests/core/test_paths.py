from __future__ import annotations

import os
import sys

import pytest

from gesture_app.core.paths import runtime_folder


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the desktop has no such variable")
def test_sockets_lie_in_the_folder_of_the_session_or_in_one_of_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert runtime_folder() == tmp_path / "gesture-app"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder().name == f"gesture-app-{os.getuid()}"
