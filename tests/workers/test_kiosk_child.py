from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys

from gesture_app.workers.kiosk_child import ChildProcess
from tests.players.private_bus import wait_until

LIMIT_S = 60.0  # ends a test that hangs


class Heard:
    """What a child said."""

    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.complaints: queue.SimpleQueue[str] = queue.SimpleQueue()

    def start(self, program: str) -> ChildProcess:
        return ChildProcess([sys.executable, "-c", program], self.lines.put, self.complaints.put)


def ended(child: ChildProcess) -> int:
    wait_until(lambda: child.exit_code() is not None, LIMIT_S, "The child did not end.")
    code = child.exit_code()
    assert code is not None
    return code


def test_lines_and_complaints_are_told_apart_and_the_exit_code_is_known() -> None:
    heard = Heard()
    child = heard.start("import sys; print('hello'); print('oh', file=sys.stderr); sys.exit(3)")
    assert ended(child) == 3
    assert (heard.lines.get(timeout=LIMIT_S), heard.complaints.get(timeout=LIMIT_S)) == ("hello", "oh")


def test_what_is_no_text_harms_nobody() -> None:
    heard = Heard()
    assert ended(heard.start(r"import os; os.write(1, b'\xff\xfe\n')")) == 0
    assert heard.lines.get(timeout=LIMIT_S)


def test_a_child_that_hangs_can_be_killed() -> None:
    child = Heard().start("import time; time.sleep(600)")
    os.kill(child.pid, signal.SIGSTOP)
    assert child.exit_code() is None
    child.kill()
    assert child.exit_code() == -signal.SIGKILL


def test_a_child_that_is_asked_ends_in_order() -> None:
    heard = Heard()
    child = heard.start(
        "import signal, sys; signal.signal(15, lambda *_: sys.exit(5)); print(1, flush=True); signal.pause()"
    )
    heard.lines.get(timeout=LIMIT_S)
    child.end(LIMIT_S)
    assert child.exit_code() == 5


def test_a_child_that_does_not_listen_is_killed_after_a_while() -> None:
    heard = Heard()
    child = heard.start("import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)")
    heard.lines.get(timeout=LIMIT_S)
    child.end(0.05)
    assert child.exit_code() == -signal.SIGKILL


def test_a_child_that_leaves_a_process_behind_is_not_waited_for() -> None:
    program = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(2)'])"
    assert ended(Heard().start(program)) == 0


SUPERVISED = """
import signal, threading
from gesture_app.workers.kiosk_child import Supervised
gone = threading.Event()
supervised = Supervised(gone.set)
supervised.start()
supervised.tell("here")
gone.wait()
supervised.tell("alone")
"""


def test_a_supervised_child_notices_that_its_supervisor_is_gone() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", SUPERVISED], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        assert process.poll() is None
        process.stdin.close()
        assert process.stdout.readline() == "alone\n"
        assert process.wait(LIMIT_S) == 0


def test_a_supervised_child_whose_words_nobody_hears_ends_quietly() -> None:
    pipe = subprocess.PIPE
    line = [sys.executable, "-c", SUPERVISED]
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.stdout.close()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(LIMIT_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
