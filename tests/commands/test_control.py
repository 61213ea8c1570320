from __future__ import annotations

import json

import pytest

from gesture_app.commands import pause, resume, status, toggle
from gesture_app.commands._control import status_text
from gesture_app.core.control import Standing, Status
from gesture_app.core.errors import ControlError
from gesture_app.core.paths import runtime_folder
from gesture_app.workers.control_client import headless_channel
from gesture_app.workers.control_server import ControlServer

RUNNING = Status(Standing.ARMED, False, False, "webcam", "VLC", "VLC paused.")
COMMANDS = {"pause": pause, "resume": resume, "toggle": toggle, "status": status}


@pytest.fixture
def asked():
    """What an app was asked that runs somewhere."""
    verbs = []

    def answer(verb):
        verbs.append(verb.value)
        return RUNNING

    server = ControlServer(headless_channel(runtime_folder()).claim(), answer)
    server.start()
    yield verbs
    server.close()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_asks_for_what_it_is_called(call, asked, name):
    assert call(COMMANDS[name].COMMAND) == (0, [status_text(RUNNING)])
    assert asked == [name]


def test_programs_are_told_everything(call, asked):
    code, (line,) = call(status.COMMAND, "--json")
    assert code == 0
    assert json.loads(line) == {
        "standing": "armed",
        "has_window": False,
        "is_paused": False,
        "source": "webcam",
        "player": "VLC",
        "last": "VLC paused.",
        "problem": "",
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_where_no_app_runs_there_is_none_to_ask(call, name):
    with pytest.raises(ControlError, match="not running"):
        call(COMMANDS[name].COMMAND)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (RUNNING, "A hand is armed (without a window); orders go to VLC. VLC paused."),
        (Status(Standing.PAUSED, True, True, "webcam", ""), "Gestures are paused (in the window)."),
        (
            Status(Standing.PROBLEM, True, False, "webcam", "", problem="There is no camera; plug one in."),
            "Something does not work (in the window). There is no camera; plug one in.",
        ),
    ],
)
def test_people_are_told_in_sentences(told, text):
    assert status_text(told) == text
