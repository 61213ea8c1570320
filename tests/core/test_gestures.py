"""The vocabulary that ships, and what a vocabulary may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import TriggerMode, postures, read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.settings import EngineSettings
from gesture_app.core.types import Command, Direction

SHIPPED = read_vocabulary(vocabulary_file())
# What is hard to undo, or startles: taken back only with effort.
WEIGHTY = {Command.PLAY_PAUSE, Command.NEXT, Command.PREVIOUS, Command.STOP, Command.FULLSCREEN}


def read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gestures.toml"
    path.write_text(text, encoding="utf-8")
    read_vocabulary(path)


def test_the_shipped_vocabulary_holds_the_gestures_that_the_engine_arms_and_disarms_by() -> None:
    settings = EngineSettings()
    assert settings.arming_gesture in SHIPPED
    assert SHIPPED[settings.disarming_gesture].command is None, "else a fist would both disarm and order"


def test_gestures_that_people_make_all_day_do_nothing_by_default() -> None:
    assert SHIPPED["like"].command is None
    assert SHIPPED["dislike"].command is None
    assert SHIPPED["no_gesture"].is_idle


def test_what_is_hard_to_undo_must_be_held_longer_than_the_volume() -> None:
    weighty = [gesture.hold_ms for gesture in SHIPPED.values() if gesture.command in WEIGHTY]
    light = [
        gesture.hold_ms for gesture in SHIPPED.values() if gesture.command in (Command.VOLUME_UP, Command.VOLUME_DOWN)
    ]
    assert min(weighty) > max(light)


def test_raising_a_palm_to_arm_leaves_time_to_go_on_before_it_plays_or_pauses() -> None:
    assert SHIPPED["palm"].hold_ms >= EngineSettings().arm_hold_ms + 200


def test_volume_and_seeking_repeat_while_held_and_everything_else_happens_once() -> None:
    steps = {Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SEEK_FORWARD, Command.SEEK_BACK}
    for gesture in SHIPPED.values():
        if gesture.command is not None:
            assert gesture.mode is (TriggerMode.REPEAT if gesture.command in steps else TriggerMode.ONCE), gesture.label


def test_every_direction_has_a_movement_and_none_of_them_does_anything_by_default() -> None:
    moves = [gesture for gesture in SHIPPED.values() if gesture.motion]
    assert [gesture.motion for gesture in moves] == list(Direction)
    assert {gesture.command for gesture in moves} == {None}
    assert [*postures(SHIPPED), *(gesture.label for gesture in moves)] == list(SHIPPED)


def test_no_command_has_two_gestures() -> None:
    commands = [gesture.command for gesture in SHIPPED.values() if gesture.command]
    assert len(commands) == len(set(commands))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[gesture]]\nlabel = "a"\ntitle = "A"\nicon = "a"\ncommand = "dance"\n', "dance"),
        ('[[gesture]]\nlabel = "a"\ntitle = "A"\nicon = "a"\nmode = "sometimes"\n', "sometimes"),
        ('[[gesture]]\nlabel = "a"\ntitle = "A"\nicon = "a"\ncolour = "red"\n', "colour"),
        ('[[gesture]]\nlabel = "a"\ntitle = "A"\nicon = "a"\nmotion = "around"\n', "around"),
        ('[[gesture]]\nlabel = "a"\n', "title"),
        ('[[gesture]]\nlabel="a"\ntitle="A"\nicon="a"\nis_idle=true\ncommand="mute"\n', "idle hand"),
        ("[gesture", "Expected"),
        ("", "gesture"),
    ],
)
def test_a_vocabulary_that_makes_no_sense_is_told_of(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=rf"The vocabulary .* cannot be understood: .*{reason}"):
        read(tmp_path, text)


def test_a_missing_vocabulary_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is missing; reinstall the application"):
        read_vocabulary(tmp_path / "none.toml")
