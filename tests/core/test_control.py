from __future__ import annotations

import json

import pytest

from gesture_app.core.control import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Standing,
    Status,
    Verb,
    read_request,
    read_status,
    refusal_line,
    request_line,
    standing_of,
    status_line,
)
from gesture_app.core.errors import ControlError

STATUS = Status(Standing.ARMED, True, False, "webcam", "VLC", "VLC paused.")


def line(**changes):
    return json.dumps({**json.loads(status_line(STATUS)), **changes}).encode() + b"\n"


@pytest.mark.parametrize("verb", Verb)
def test_a_question_comes_out_as_it_went_in(verb):
    assert read_request(request_line(verb)) is verb


def test_an_answer_comes_out_as_it_went_in():
    assert read_status(status_line(STATUS)) == STATUS


@pytest.mark.parametrize(
    "sign", ["x", "\U0001f3b5", "\n", "\udcff"], ids=["letter", "note", "control", "no text at all"]
)
def test_however_long_the_words_an_answer_fits_into_a_line(sign):
    words = sign * 50_000
    written = status_line(Status(Standing.PROBLEM, True, False, words, words, words, words))
    assert len(written) < LONGEST_LINE
    assert read_status(written).problem == words[:LONGEST_TEXT]
    assert len(refusal_line(words)) < LONGEST_LINE


def test_a_refusal_is_an_error_with_its_sentence():
    with pytest.raises(ControlError, match=r"^There is no window to raise\.$"):
        read_status(refusal_line("There is no window to raise."))


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\n", id="a browser"),
        pytest.param(request_line(Verb.PAUSE)[:-1], id="half a line"),
        pytest.param(b"\xff\xfe\n", id="no text"),
        pytest.param(b"[" * 60_000 + b"\n", id="deeply nested"),
        pytest.param(b'["pause"]\n', id="no object"),
        pytest.param(b'{"gesture_app": 2, "do": "pause"}\n', id="another version"),
        pytest.param(b'{"do": "pause"}\n', id="no version"),
        pytest.param(b'{"gesture_app": 1, "do": "explode"}\n', id="an unknown verb"),
        pytest.param(b'{"gesture_app": 1, "do": ["pause"]}\n', id="a verb of another type"),
        pytest.param(b'{"gesture_app": 1}\n', id="no verb"),
    ],
)
def test_garbage_is_no_question(garbage):
    with pytest.raises(ControlError):
        read_request(garbage)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(line(standing="asleep"), id="an unknown standing"),
        pytest.param(line(standing=None), id="no standing"),
        pytest.param(line(is_paused="no"), id="a switch that is a word"),
        pytest.param(line(player=None), id="a word that is missing"),
        pytest.param(line(gesture_app=9), id="another version"),
        pytest.param(b"220 mail.example.org ESMTP\r\n", id="another program"),
    ],
)
def test_garbage_is_no_answer(answer):
    with pytest.raises(ControlError, match="not this app"):
        read_status(answer)


@pytest.mark.parametrize(
    ("is_paused", "has_problem", "is_armed", "word"),
    [
        (True, True, True, Standing.PAUSED),
        (False, True, True, Standing.PROBLEM),
        (False, False, True, Standing.ARMED),
        (False, False, False, Standing.WATCHING),
    ],
)
def test_how_things_stand_is_one_word(is_paused, has_problem, is_armed, word):
    assert standing_of(is_paused=is_paused, has_problem=has_problem, is_armed=is_armed) is word
