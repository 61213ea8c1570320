"""The kiosk's supervisor: starts the window, listens for its signs of life, and starts it anew when they end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gesture_app.core.clock import Clock
from gesture_app.core.kiosk_log import BoundedLog
from gesture_app.core.kiosk_news import read_line
from gesture_app.core.kiosk_schedule import Daily
from gesture_app.core.kiosk_status import Status, StatusRow, status_row
from gesture_app.core.kiosk_watch import KEY_CODE, Action, Condition, Part, Patience, Watch
from gesture_app.workers.kiosk_child import ChildProcess, Command
from gesture_app.workers.kiosk_test import RunningTest
from gesture_app.workers.service_manager import ALIVE, READY, STOPPING, ServiceManager

END_S = 5.0  # for the window to close in order
_TICK_S = 0.1  # how late anything is noticed
_ALIVE_EVERY_S = 5.0
_OWN_NAME = "gesture-app: "  # how the window begins its complaints; the log begins its lines like that, too


@dataclass(frozen=True, slots=True)
class SupervisorParts:
    """What a supervisor is made of."""

    window: Command  # starts the window
    self_test: Command  # prints its verdict as JSON
    patience: Patience
    daily: Daily
    manager: ServiceManager
    log: Callable[[str], None]  # takes one sentence
    clock: Clock


class Supervisor:
    """Runs on the thread that calls run(); status() and stop() may be called from any."""

    def __init__(self, parts: SupervisorParts) -> None:
        self._parts = parts
        self._now_s = parts.clock.now_s
        self._watch = Watch(parts.patience, self._now_s)
        self._log = BoundedLog(parts.log, self._now_s)
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._complaints: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._should_stop = threading.Event()
        self._child: ChildProcess | None = None
        self._test: RunningTest | None = None
        self._status = Status(self._now_s())  # replaced as a whole, because the server's threads read it
        self._alive_s = self._status.started_s

    @property
    def window_pid(self) -> int | None:
        """The number of the window's process, while there is one."""
        child = self._child
        return None if child is None else child.pid

    def status(self) -> StatusRow:
        """How the kiosk is."""
        return status_row(self._status, self._now_s())

    def stop(self) -> None:
        """Have run() end the window in order and return; may be called by a signal handler."""
        self._should_stop.set()

    def run(self) -> int:
        """Keep the window running until stop() is called or somebody types the key; gives the exit code."""
        self._parts.manager.tell(READY)
        try:
            while not self._should_stop.is_set() and self._watch.condition is not Condition.ENDED:
                self.step()
                self._parts.clock.sleep(_TICK_S)
        finally:
            self._parts.manager.tell(STOPPING)
            self._end()
        return 0

    def step(self) -> None:
        """Look at everything once."""
        self._hear()
        self._look_at_child()
        action = self._watch.next_action()
        if action is Action.START:
            self._start()
        elif action is Action.KILL and self._child is not None:
            self._kill(self._child)
        self._look_after_self_test()
        self._status = replace(self._status, condition=self._watch.condition, restarts=self._watch.restarts)
        if self._now_s() - self._alive_s >= _ALIVE_EVERY_S:
            self._alive_s = self._now_s()
            self._parts.manager.tell(ALIVE)

    def _start(self) -> None:
        try:
            self._child = ChildProcess(self._parts.window, self._lines.put, self._complaints.put)
        except OSError as error:
            self._fail(f"The window cannot be started: {error.strerror}.")
            return
        self._watch.note_started()

    def _hear(self) -> None:
        while not self._complaints.empty():
            self._log.line(self._complaints.get().removeprefix(_OWN_NAME))
        while not self._lines.empty():
            told = read_line(self._lines.get())
            if isinstance(told, Part):
                self._watch.note_sign(told)
            elif told is not None:
                self._status = replace(self._status, news=told, news_at_s=self._now_s())

    def _look_at_child(self) -> None:
        code = None if self._child is None else self._child.exit_code()
        if code is None:
            return
        self._child = None
        self._hear()
        if code == KEY_CODE:
            self._log.line("The key was typed; the kiosk ends.")
            self._watch.note_key()
        else:
            how = f"by signal {-code}" if code < 0 else f"with code {code}"
            self._fail(f"The window ended {how}.")

    def _kill(self, child: ChildProcess) -> None:
        part = self._watch.silent_part()
        child.kill()
        self._child = None
        self._hear()
        name = "line" if part is Part.LINE else "window"
        self._fail(f"The window was killed, because its {name} gave no sign of life.")

    def _fail(self, sentence: str) -> None:
        was_struggling = self._watch.condition is Condition.STRUGGLING
        wait_s = self._watch.note_failure()
        self._status = replace(self._status, last_failure=sentence)
        is_news = self._watch.condition is Condition.STRUGGLING and not was_struggling
        often = " It fails too often and is tried slowly from now on." if is_news else ""
        self._log.line(f"{sentence} It is started again in {wait_s:g} s.{often}")

    def _look_after_self_test(self) -> None:
        if self._parts.daily.is_due() and self._test is None:
            self._test = RunningTest(self._parts.self_test, self._now_s)
        if self._test is None or (verdict := self._test.verdict()) is None:
            return
        self._test = None
        self._log.line(f"Self-test {'passed' if verdict.passed else 'FAILED'}: {verdict.text}")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._status = replace(self._status, self_test=verdict, self_test_at=at)

    def _end(self) -> None:
        if self._test is not None:
            self._test.kill()
        if self._child is not None:
            self._child.end(END_S)
            self._child = None
        self._hear()
