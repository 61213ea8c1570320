from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from gesture_app.core.kiosk_units import autostart_entry, systemd_unit

COMMAND = ("/usr/bin/env", "kiosk", '/srv/the "big" 100 % $HOME/kiosk.toml')


def parsed(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def test_the_unit_restarts_what_fails_and_leaves_what_the_key_ended() -> None:
    service = parsed(systemd_unit(COMMAND))["Service"]
    assert (service["Restart"], service["Type"], service["WatchdogSec"]) == ("on-failure", "notify", "60")
    assert "PrivateDevices" not in service  # it would hide the camera


def test_words_of_the_unit_survive_systemds_own_signs() -> None:
    line = parsed(systemd_unit(COMMAND))["Service"]["ExecStart"]
    assert line == r'"/usr/bin/env" "kiosk" "/srv/the \"big\" 100 %% $$HOME/kiosk.toml"'


def test_the_entry_has_what_every_desktop_asks_for() -> None:
    entry = parsed(autostart_entry(("/usr/bin/env", "kiosk", "/srv/the films/kiosk.toml")))["Desktop Entry"]
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")
    assert entry["Exec"] == '"/usr/bin/env" "kiosk" "/srv/the films/kiosk.toml"'


def test_words_of_the_entry_are_escaped_twice() -> None:
    assert r'"100 %% \\$HOME"' in autostart_entry(("100 % $HOME",))


def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    if (analyze := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not installed.")
    unit = tmp_path / "gesture-kiosk.service"
    unit.write_text(systemd_unit(COMMAND))
    done = subprocess.run(
        [analyze, "verify", "--user", str(unit)], capture_output=True, text=True, timeout=100, check=False
    )
    assert "gesture-kiosk" not in done.stderr
