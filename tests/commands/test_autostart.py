from __future__ import annotations

import json
import sys

import pytest

from gesture_app.commands import autostart
from gesture_app.core.errors import DesktopError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it would change this very desktop")


def test_it_is_turned_on_and_off_and_told(call, tmp_path):
    assert call(autostart.COMMAND, "status") == (0, ["Gesture control does not start at login."])
    code, (line,) = call(autostart.COMMAND, "on")
    file = tmp_path / "home" / "autostart" / "gesture-app.desktop"
    assert (code, line) == (0, f"Gesture control starts at login, out of the way: {file}")
    assert "--hidden" in file.read_text(encoding="utf-8")
    code, (line,) = call(autostart.COMMAND, "status", "--json")
    assert json.loads(line) == {"is_on": True, "place": str(file)}
    assert call(autostart.COMMAND, "off") == (0, ["Gesture control does not start at login."])
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_told(call, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "autostart").write_text("a file")
    with pytest.raises(DesktopError, match=r"cannot be changed at .*gesture-app.desktop"):
        call(autostart.COMMAND, "on")
