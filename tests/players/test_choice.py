from __future__ import annotations

import pytest

from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Playback
from gesture_app.players._choice import Candidate, Wish, allowed, is_called, read_wish, without_twins


def test_a_wish_is_read_from_the_request():
    request = PlayerRequest("mpris:vlc", options={"pin": "mpv", "ignore": "firefox, ,chromium"})
    assert read_wish(request) == Wish("vlc", "mpv", ("firefox", "chromium"))
    assert read_wish(PlayerRequest("mpris")) == Wish()


@pytest.mark.parametrize(
    ("name", "is_it"),
    [("vlc", True), ("VLC", True), ("vlc.instance42", True), ("vlcplus", False), ("xvlc", False)],
)
def test_an_instance_goes_by_the_name_of_its_player(name, is_it):
    assert is_called(name, "vlc") is is_it


def test_asking_for_one_player_overrules_what_is_ignored():
    assert allowed(["vlc", "mpv"], Wish(name="vlc", ignored=("vlc",))) == ("vlc",)


def test_two_windows_of_one_player_are_two_and_its_two_names_are_one():
    def vlc(name: str, pid: int) -> Candidate:
        return Candidate(name, "VLC", pid, Playback.PAUSED)

    candidates = [vlc("vlc.instance1", 1), vlc("vlc", 1), vlc("vlc.instance2", 2)]
    assert [one.name for one in without_twins(candidates)] == ["vlc", "vlc.instance2"]


def test_two_phones_behind_one_program_are_two():
    phones = [Candidate(f"kdeconnect.{name}", name, 9, Playback.PAUSED) for name in ("anna", "bert")]
    assert len(without_twins(phones)) == 2
