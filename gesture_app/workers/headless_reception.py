"""Answers for a run without a window what other processes ask of it."""

from __future__ import annotations

import dataclasses
import threading

from gesture_app.core.control import Standing, Status, Verb, standing_of
from gesture_app.core.errors import AppError, ControlError, PlayerError, SourceError
from gesture_app.core.source import SourceState
from gesture_app.core.types import Outcome
from gesture_app.workers.headless import Event, Fatal, HeadlessLine, PlayerNews, SourceNews, Step


class HeadlessReception:
    """Follows the events of a run, and pauses and resumes it; take() and answer() run on threads of their own."""

    def __init__(self, line: HeadlessLine, source: str) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._is_armed = False
        self._source_problem = ""  # as long as nothing else has gone wrong since, it is over once the source works
        self._status = Status(Standing.WATCHING, has_window=False, is_paused=False, source=source, player="")

    def take(self, event: Event) -> None:
        """Note what an event changes."""
        with self._lock:
            match event:
                case Step():
                    self._is_armed = event.is_armed
                case Outcome():
                    self._status = dataclasses.replace(self._status, last=event.text)
                case PlayerNews():
                    self._status = dataclasses.replace(self._status, player=event.title, problem="")
                case PlayerError():
                    self._status = dataclasses.replace(self._status, player="", problem=str(event))
                case SourceNews(state=SourceState.LIVE) if self._status.problem == self._source_problem:
                    self._status = dataclasses.replace(self._status, problem="")
                case SourceError():
                    self._source_problem = str(event)
                    self._status = dataclasses.replace(self._status, problem=self._source_problem)
                case AppError() | Fatal():
                    problem = event.error if isinstance(event, Fatal) else event
                    self._status = dataclasses.replace(self._status, problem=str(problem))

    def answer(self, verb: Verb) -> Status:
        """Do what is asked.

        Raises:
            ControlError: It takes a window.
        """
        if verb in (Verb.RAISE, Verb.FIRST_RUN):
            raise ControlError("This run of Gesture control has no window.")
        with self._lock:
            if verb is not Verb.STATUS:
                self._set_paused(verb is Verb.PAUSE or (verb is Verb.TOGGLE and not self._status.is_paused))
            status = self._status
            return dataclasses.replace(
                status,
                standing=standing_of(
                    is_paused=status.is_paused, has_problem=bool(status.problem), is_armed=self._is_armed
                ),
            )

    def _set_paused(self, is_paused: bool) -> None:
        if is_paused:
            self._line.pause()
        else:
            self._line.resume()
        self._status = dataclasses.replace(self._status, is_paused=is_paused)
