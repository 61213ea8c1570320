from __future__ import annotations

import pytest

from gesture_app.core.control import Standing, Verb
from gesture_app.core.errors import ControlError, ModelError, PlayerError, SourceError
from gesture_app.core.source import SourceState
from gesture_app.core.types import Command, Order, Outcome, PlayerState
from gesture_app.workers.headless import Fatal, PlayerNews, SourceNews, Step
from gesture_app.workers.headless_reception import HeadlessReception

PAUSED = Outcome(Order(Command.PAUSE), "VLC", True, "VLC paused.", None, None, 0.01)


class Line:
    """Keeps what it is told."""

    def __init__(self):
        self.told = []

    def pause(self):
        self.told.append("pause")

    def resume(self):
        self.told.append("resume")


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def reception(line):
    return HeadlessReception(line, "webcam")


def step(*, is_armed):
    return Step(0, 0.0, (1, 1), (), (), is_armed, 0.0, 0.0, 0.0)


def test_pausing_and_resuming_reach_the_line(reception, line):
    verbs = (Verb.PAUSE, Verb.TOGGLE, Verb.TOGGLE, Verb.RESUME, Verb.STATUS)
    standings = [reception.answer(verb).standing.value for verb in verbs]
    assert standings == ["paused", "watching", "paused", "watching", "watching"]
    assert line.told == ["pause", "resume", "pause", "resume"]


def test_a_camera_that_is_awaited_is_a_problem_until_it_works(reception):
    reception.take(SourceError("The camera is used by another program.", SourceState.BUSY))
    assert reception.answer(Verb.STATUS).problem == "The camera is used by another program."
    reception.take(SourceNews(SourceState.LIVE, "Cam works."))
    assert reception.answer(Verb.STATUS).standing is Standing.WATCHING


def test_a_camera_that_works_again_ends_no_other_problem(reception):
    reception.take(PlayerError("There is no player."))
    reception.take(SourceNews(SourceState.LIVE, "Cam works."))
    assert reception.answer(Verb.STATUS).problem == "There is no player."


def test_what_happens_is_told(reception):
    for event in (PlayerNews(PlayerState(), "VLC"), PAUSED, step(is_armed=True)):
        reception.take(event)
    status = reception.answer(Verb.STATUS)
    assert (status.standing, status.player, status.last) == (Standing.ARMED, "VLC", "VLC paused.")
    assert (status.source, status.has_window) == ("webcam", False)
    reception.take(step(is_armed=False))
    assert reception.answer(Verb.STATUS).standing is Standing.WATCHING


@pytest.mark.parametrize("event", [PlayerError("VLC is gone."), Fatal(ModelError("The model broke."))])
def test_a_problem_is_told(reception, event):
    reception.take(event)
    status = reception.answer(Verb.STATUS)
    assert status.standing is Standing.PROBLEM
    assert status.problem in ("VLC is gone.", "The model broke.")


def test_a_player_that_comes_back_is_no_problem_any_more(reception):
    reception.take(PlayerError("VLC is gone."))
    reception.take(PlayerNews(PlayerState(), "VLC"))
    assert reception.answer(Verb.STATUS).problem == ""


@pytest.mark.parametrize("verb", [Verb.RAISE, Verb.FIRST_RUN])
def test_there_is_no_window_to_raise(reception, verb):
    with pytest.raises(ControlError, match="no window"):
        reception.answer(verb)
