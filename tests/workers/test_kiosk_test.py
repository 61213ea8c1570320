from __future__ import annotations

import sys

from gesture_app.core.kiosk_selftest import Verdict
from gesture_app.workers.kiosk_test import LIMIT_S, RunningTest
from tests.players.private_bus import wait_until


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def verdict_of(program: str) -> Verdict:
    test = RunningTest([sys.executable, "-c", program], Time())
    found: list[Verdict] = []

    def look() -> bool:
        found.extend([verdict] if (verdict := test.verdict()) else [])
        return bool(found)

    wait_until(look, LIMIT_S, "There was no verdict.")
    return found[0]


def test_the_verdict_is_what_the_program_prints() -> None:
    program = """print("loading"); print('{"passed": true, "text": "Well.", "shown": 5, "obeyed": 5, "strays": 0}')"""
    assert verdict_of(program) == Verdict(passed=True, text="Well.", shown=5, obeyed=5, strays=0)


def test_a_program_that_only_complains_has_failed_for_that_reason() -> None:
    verdict = verdict_of("import sys; sys.exit('There is no clip.')")
    assert (verdict.passed, verdict.text) == (False, "There is no clip.")


def test_a_program_that_says_nothing_has_failed() -> None:
    assert verdict_of("").text == "It ended without a verdict."


def test_a_program_that_takes_too_long_is_ended() -> None:
    now = Time()
    test = RunningTest([sys.executable, "-c", "import time; time.sleep(60)"], now)
    assert test.verdict() is None
    now.now_s = LIMIT_S + 1
    verdict = test.verdict()
    assert verdict is not None
    assert "longer than 180 s" in verdict.text
    test.kill()
