from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gesture_app.core.paths import runtime_folder


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the desktop has no such variable")
def test_sockets_lie_in_the_folder_of_the_session_or_in_one_of_the_users_own(monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", os.path.join(os.sep, "run", "user", "7"))
    assert runtime_folder() == Path(os.sep, "run", "user", "7", "gesture-app")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder().name == f"gesture-app-{os.getuid()}"
