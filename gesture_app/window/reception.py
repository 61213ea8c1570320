"""Answers for the window what other processes ask of it: heard on the server's thread, done on the window's."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.control import Status, Verb
from gesture_app.core.errors import ControlError
from gesture_app.window.pause import PauseSwitch
from gesture_app.window.standing import StandingWatch

WINDOW_LIMIT_S = 3.0  # a window that does nothing for so long hangs
_ENDING = "Gesture control is just ending; start it again with `gesture-app run`."


class Reception(QObject):
    """Lives on the window's thread.

    Signals:
        raise_wished: The window shall come to the front.
        first_run_wished: The first run shall begin in it.
    """

    raise_wished = Signal()
    first_run_wished = Signal()
    _asked = Signal(object, object)

    def __init__(self, pause: PauseSwitch, standing: StandingWatch) -> None:
        super().__init__(standing)
        self._pause = pause
        self._standing = standing
        self._pending: Future[Status] = Future()
        self._is_closed = False
        self._asked.connect(self._obey)

    def answer(self, verb: Verb) -> Status:
        """Have the window do what is asked, and wait for that; called on the server's thread.

        Raises:
            ControlError: The window hangs or is closing.
        """
        self._pending = Future()
        if self._is_closed:  # asked after the question is there: one of the two threads sees the other's step
            raise ControlError(_ENDING)
        self._asked.emit(verb, self._pending)
        try:
            return self._pending.result(WINDOW_LIMIT_S)
        except CancelledError:
            raise ControlError(_ENDING) from None
        except TimeoutError:
            self._pending.cancel()
            raise ControlError("The window of Gesture control does not react; end it and start it again.") from None

    def close(self) -> None:
        """The window does nothing any more; whoever waits for it is let go."""
        self._is_closed = True
        self._pending.cancel()

    @Slot(object, object)
    def _obey(self, verb: Verb, answered: Future[Status]) -> None:
        """What was given up must not be done later on."""
        if not answered.set_running_or_notify_cancel():
            return
        if verb in (Verb.RAISE, Verb.FIRST_RUN):
            self.raise_wished.emit()
            if verb is Verb.FIRST_RUN:
                self.first_run_wished.emit()
        elif verb is Verb.TOGGLE:
            self._pause.toggle()
        elif verb is not Verb.STATUS:
            self._pause.set_paused(verb is Verb.PAUSE)
        answered.set_result(self._standing.status())
