from __future__ import annotations

import pytest

from gesture_app.core.outcome_text import clock_text, outcome_text
from gesture_app.core.types import Command, Playback, PlayerState

AFTER = PlayerState(Playback.PAUSED, 0.65, is_muted=False, position_s=92, title="Song", is_fullscreen=True)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (Command.PLAY_PAUSE, "VLC paused."),
        (Command.NEXT, "VLC is at “Song”."),
        (Command.VOLUME_UP, "VLC is at 65 % volume."),
        (Command.MUTE, "VLC is no longer muted."),
        (Command.SEEK_BACK, "VLC jumped to 1:32."),
        (Command.FULLSCREEN, "VLC fills the screen."),
    ],
)
def test_what_was_obeyed_is_told_with_what_came_of_it(command, text):
    assert outcome_text("VLC", command, obeyed=True, after=AFTER) == text


@pytest.mark.parametrize("command", list(Command))
def test_every_command_ends_in_a_sentence_whatever_the_player_leaves_out(command):
    text = outcome_text("VLC", command, obeyed=True, after=PlayerState())
    assert text.startswith("VLC ")
    assert text.endswith(".")
    assert "None" not in text


def test_the_end_of_the_list_is_not_a_next_track():
    assert outcome_text("VLC", Command.NEXT, True, PlayerState(Playback.STOPPED)) == "VLC is at the end of its list."


def test_what_was_not_obeyed_and_what_cannot_be_known_are_two_things():
    assert outcome_text("Spotify", Command.NEXT, False, PlayerState()) == "Spotify did not react to 'next'."
    assert "does not say" in outcome_text("Media key", Command.NEXT, None, PlayerState())


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (92.9, "1:32"), (3723, "1:02:03")])
def test_clock(seconds, text):
    assert clock_text(seconds) == text
