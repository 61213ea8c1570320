from __future__ import annotations

from gesture_app.core.kiosk_log import LINES, LONGEST, STRETCH_S, BoundedLog


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_few_lines_pass_and_many_are_counted() -> None:
    now, told = Time(), []
    log = BoundedLog(told.append, now)
    for number in range(LINES + 7):
        log.line(f"line {number}")
    assert told == [f"line {number}" for number in range(LINES)]
    now.now_s += STRETCH_S
    log.line("later")
    assert told[LINES:] == ["7 more lines were left out.", "later"]


def test_a_line_is_one_line_of_bounded_length() -> None:
    told: list[str] = []
    BoundedLog(told.append, Time()).line("Traceback\n  in   some file" + "x" * 1000)
    assert told[0].startswith("Traceback in some file")
    assert len(told[0]) == LONGEST
