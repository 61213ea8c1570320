"""The ways to start with the desktop; macOS's and Windows' are tested against what they write, not on the systems."""

from __future__ import annotations

import plistlib
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gesture_app.core.errors import DesktopError
from gesture_app.desktop.autostart import autostart_here, start_command
from gesture_app.desktop.freedesktop import FreedesktopAutostart, autostart_folder
from gesture_app.desktop.launch_agent import LaunchAgent, agents_folder
from gesture_app.desktop.run_key import KEY, RunKey

COMMAND = ("somewhere else/gesture-app", "run", "--hidden")


class FakeRegistry(SimpleNamespace):
    """Enough of winreg: keys with values, and its way to say that something is not there."""

    HKEY_CURRENT_USER = "HKCU"
    REG_SZ = 1

    def __init__(self):
        super().__init__(keys={})

    class _Key(dict):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    def OpenKey(self, root, path):  # noqa: N802 - winreg's own names
        if (root, path) not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.keys[root, path]

    def CreateKey(self, root, path):  # noqa: N802
        return self.keys.setdefault((root, path), self._Key())

    def QueryValueEx(self, key, name):  # noqa: N802
        if name not in key:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return key[name], self.REG_SZ

    def SetValueEx(self, key, name, _reserved, kind, value):  # noqa: N802
        assert kind == self.REG_SZ
        key[name] = value

    def DeleteValue(self, key, name):  # noqa: N802
        if name not in key:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del key[name]


WAYS = [
    pytest.param(lambda folder: FreedesktopAutostart(folder / "autostart"), id="freedesktop"),
    pytest.param(lambda folder: LaunchAgent(folder / "LaunchAgents"), id="launch agent"),
    pytest.param(lambda folder: RunKey(FakeRegistry()), id="run key"),
]


@pytest.mark.parametrize("way", WAYS)
def test_it_is_off_until_it_is_turned_on_and_can_be_turned_off_again(way, tmp_path):
    autostart = way(tmp_path)
    autostart.turn_off()
    assert not autostart.is_on()
    autostart.turn_on(COMMAND)
    autostart.turn_on(COMMAND)
    assert autostart.is_on()
    assert "gesture-app" in autostart.place
    autostart.turn_off()
    assert not autostart.is_on()


def entry(folder: Path) -> dict[str, str]:
    text = (folder / "gesture-app.desktop").read_text(encoding="utf-8")
    title, *lines = text.splitlines()
    assert title == "[Desktop Entry]"
    return dict(line.split("=", 1) for line in lines)


def test_a_linux_desktop_reads_a_desktop_entry(tmp_path):
    FreedesktopAutostart(tmp_path).turn_on(COMMAND)
    written = entry(tmp_path)
    assert (written["Type"], written["Name"]) == ("Application", "Gesture control")
    assert shlex.split(written["Exec"]) == list(COMMAND)


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        pytest.param("50 % off", '"50 %% off"', id="a field code"),
        pytest.param('a"b', r'"a\\"b"', id="a quotation mark"),
        pytest.param("a$b", r'"a\\$b"', id="a dollar sign"),
        pytest.param("a\\b", r'"a\\\\b"', id="a backslash"),
    ],
)
def test_what_means_something_in_a_desktop_entry_is_taken_literally(tmp_path, argument, written):
    FreedesktopAutostart(tmp_path).turn_on([argument])
    assert entry(tmp_path)["Exec"] == written


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_is_off(tmp_path, line):
    autostart = FreedesktopAutostart(tmp_path)
    autostart.turn_on(COMMAND)
    file = Path(autostart.place)
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    assert not autostart.is_on()


def test_a_desktop_entry_that_cannot_be_read_is_none(tmp_path):
    autostart = FreedesktopAutostart(tmp_path)
    Path(autostart.place).write_bytes(b"\xff")
    assert not autostart.is_on()


def test_launchd_reads_a_property_list(tmp_path):
    agent = LaunchAgent(tmp_path)
    agent.turn_on(COMMAND)
    written = plistlib.loads(Path(agent.place).read_bytes())
    assert written["ProgramArguments"] == list(COMMAND)
    assert written["RunAtLoad"] is True


def test_windows_reads_one_line_with_quotes_where_there_are_spaces():
    registry = FakeRegistry()
    RunKey(registry).turn_on(COMMAND)
    assert registry.keys["HKCU", KEY]["gesture-app"] == '"somewhere else/gesture-app" run --hidden'


def test_each_system_has_its_own_way(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "winreg", FakeRegistry())
    kinds = [type(autostart_here(platform)) for platform in ("linux", "darwin", "win32")]
    assert kinds == [FreedesktopAutostart, LaunchAgent, RunKey]
    with pytest.raises(DesktopError, match="not known for amiga"):
        autostart_here("amiga")


def test_the_folders_are_those_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert autostart_folder() == tmp_path / "autostart"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert autostart_folder() == Path.home() / ".config" / "autostart"
    assert agents_folder() == Path.home() / "Library" / "LaunchAgents"


def test_what_is_started_is_this_app_by_its_script_or_as_a_module(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert start_command() == (str(tmp_path / "python"), "-m", "gesture_app", "run", "--hidden")
    (tmp_path / "gesture-app").touch()
    assert start_command() == (str(tmp_path / "gesture-app"), "run", "--hidden")
