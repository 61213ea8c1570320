"""Against fakes only: this has not been run on macOS."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gesture_app.core.closed_loop import perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.types import Command, Order
from gesture_app.players import macos
from gesture_app.players._choice import Wish
from gesture_app.players._mac_scripts import APPS
from gesture_app.players._volume_memory import VolumeMemory
from gesture_app.players.macos import MacPlayer, run_script, to_state
from tests.players.fake_mac import FakeMac

ANY = Wish()


def opened(mac: FakeMac, wish: Wish = ANY) -> MacPlayer:
    player = MacPlayer(wish, mac.run)
    asyncio.run(player.open())
    return player


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_each_program_obeys_every_command_that_it_has_words_for(app):
    amounts = {Command.SET_VOLUME: 0.2, Command.SEEK_FORWARD: 30.0, Command.SEEK_BACK: 30.0}
    for command in sorted(opened(FakeMac(app.name)).commands, key=lambda command: command.value):
        mac = FakeMac(app.name)
        outcome = asyncio.run(perform(opened(mac), Order(command, amounts.get(command))))
        assert outcome.obeyed is True, outcome
        assert outcome.player == app.name


def test_a_program_that_does_not_run_is_never_started():
    mac = FakeMac("Music")
    opened(mac)
    assert all("app.running() ?" in script for script in mac.scripts)


def test_the_program_that_plays_is_chosen_and_kept_without_asking_the_others():
    mac = FakeMac("Spotify", "VLC")
    asyncio.run(mac.inner["Spotify"].send(Order(Command.PAUSE)))
    player = opened(mac)
    assert player.title == "VLC"
    mac.scripts.clear()
    asyncio.run(player.open())
    assert len(mac.scripts) == 1


def test_the_genre_of_a_track_is_told():
    assert to_state({"state": "playing", "genre": "Podcast"}, VolumeMemory()).genres == ("Podcast",)
    assert to_state({"state": "playing"}, VolumeMemory()).genres == ()


def test_nothing_running_is_told():
    with pytest.raises(PlayerError, match="None of Spotify, Music and VLC is running"):
        opened(FakeMac())
    with pytest.raises(PlayerError, match="spotify is not running"):
        opened(FakeMac("VLC"), Wish(name="spotify"))


def test_a_program_that_quits_is_told():
    mac = FakeMac("VLC")
    player = opened(mac)
    mac.inner.clear()
    with pytest.raises(PlayerError, match="VLC is gone"):
        asyncio.run(player.state())


def test_an_answer_that_is_none_is_told():
    async def gibberish(_script: str) -> str:
        return "???"

    with pytest.raises(PlayerError, match="cannot be understood"):
        asyncio.run(MacPlayer(Wish(), gibberish).open())


def osascript(folder: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an interpreter of our own in front."""
    path = folder / "osascript"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.skipif(sys.platform == "win32", reason="The stand-in is a shell script.")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("echo 'Not authorized (-1743)' >&2; exit 1", "allow it in System Settings"),
        ("exit 1", "The player refused"),
        ("exec sleep 30", "whether macOS asks you for permission"),
    ],
)
def test_each_way_to_fail_has_its_sentence(tmp_path, monkeypatch, line, sentence):
    monkeypatch.setattr(macos, "CALL_TIMEOUT_S", 0.2)
    osascript(tmp_path, line, monkeypatch)
    with pytest.raises(PlayerError, match=sentence):
        asyncio.run(run_script("true"))


@pytest.mark.skipif(sys.platform == "win32", reason="The stand-in is a shell script.")
def test_the_script_reaches_the_interpreter(tmp_path, monkeypatch):
    osascript(tmp_path, 'printf %s "$4"', monkeypatch)
    assert asyncio.run(run_script("1 + 1")) == "1 + 1"


@pytest.mark.skipif(sys.platform == "darwin", reason="This is a Mac.")
def test_elsewhere_the_sentence_says_where_scripts_are():
    assert asyncio.run(macos.available()) == ()
    with pytest.raises(PlayerError, match="on macOS only"):
        asyncio.run(run_script("true"))


@pytest.mark.skipif(
    shutil.which("node") is None, reason="Only node can check JavaScript here, and it is not installed."
)
def test_the_scripts_are_javascript():
    bodies = [body for app in APPS for body in (app.state, *(f"{word}, true" for word in app.words.values()))]
    scripts = [app.script(body) for app in APPS for body in bodies]
    check = "for (const script of JSON.parse(process.argv[1])) new Function(script)"
    subprocess.run(["node", "-e", check, json.dumps(scripts)], check=True)
