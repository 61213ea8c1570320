"""What another process of this user may ask of the running app, and how question and answer are written.

One line of JSON each way, and the connection is over:

    {"gesture_app": 1, "do": "pause"}
    {"gesture_app": 1, "standing": "paused", "has_window": true, "is_paused": true, "source": "webcam", ...}
    {"gesture_app": 1, "refusal": "There is no window to raise."}
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gesture_app.core.errors import ControlError

VERSION = 1  # goes up when an older process would misunderstand
LONGEST_TEXT = 1000  # characters of a name or sentence; some web pages have titles without end
LONGEST_LINE = 65_536  # bytes; JSON needs up to 12 for a character

_MARK = "gesture_app"
_STRANGE = "What answered is not this app, or another version of it; end it and start it again."


class Verb(Enum):
    """What can be asked; each is answered by the status that it leads to."""

    PAUSE = "pause"
    RESUME = "resume"
    TOGGLE = "toggle"
    STATUS = "status"
    RAISE = "raise"  # bring the window to the front
    FIRST_RUN = "first_run"  # and begin the first run in it


class Standing(Enum):
    """How things stand, in one word; the first that holds."""

    PAUSED = "paused"
    PROBLEM = "problem"  # something does not work, and a message says what
    ARMED = "armed"
    WATCHING = "watching"


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand."""

    standing: Standing
    has_window: bool
    is_paused: bool
    source: str  # what is looked at
    player: str  # whom orders go to; empty while that is not known
    last: str = ""  # what became of the last order; empty before the first
    problem: str = ""  # the sentence, if something does not work


def standing_of(*, is_paused: bool, has_problem: bool, is_armed: bool) -> Standing:
    """The word for all of it."""
    if is_paused:
        return Standing.PAUSED
    if has_problem:
        return Standing.PROBLEM
    return Standing.ARMED if is_armed else Standing.WATCHING


def request_line(verb: Verb) -> bytes:
    """A question as it is sent."""
    return _line({"do": verb.value})


def status_line(status: Status) -> bytes:
    """An answer as it is sent; what is too long for it is cut."""
    texts = {name: text[:LONGEST_TEXT] for name, text in dataclasses.asdict(status).items() if isinstance(text, str)}
    return _line({**dataclasses.asdict(status), **texts, "standing": status.standing.value})


def refusal_line(sentence: str) -> bytes:
    """The answer to what cannot be done."""
    return _line({"refusal": sentence[:LONGEST_TEXT]})


def read_request(line: bytes) -> Verb:
    """Understand a question.

    Raises:
        ControlError: It is none.
    """
    message = _message(line)
    try:
        return Verb(message.get("do"))
    except ValueError:
        raise ControlError(f"There is nothing called {message.get('do')!r} to do.") from None


def read_status(line: bytes) -> Status:
    """Understand an answer.

    Raises:
        ControlError: It is a refusal, or no answer at all.
    """
    message = _message(line)
    if isinstance(refusal := message.get("refusal"), str):
        raise ControlError(refusal)
    given = {field.name: message.get(field.name) for field in dataclasses.fields(Status)}
    try:
        status = Status(**{**given, "standing": Standing(given["standing"])})  # type: ignore[arg-type]
    except ValueError:
        raise ControlError(_STRANGE) from None
    are_switches = isinstance(status.has_window, bool) and isinstance(status.is_paused, bool)
    if not are_switches or not all(isinstance(given[name], str) for name in ("source", "player", "last", "problem")):
        raise ControlError(_STRANGE)
    return status


def _line(message: Mapping[str, object]) -> bytes:
    return json.dumps({_MARK: VERSION, **message}).encode() + b"\n"


def _message(line: bytes) -> Mapping[str, object]:
    """The JSON object of a line that is whole and of this version."""
    try:
        message = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or message.get(_MARK) != VERSION:
        raise ControlError(_STRANGE)
    return message
