from __future__ import annotations

import pytest

from gesture_app.core.kiosk_watch import RECENT_S, Action, Condition, Part, Patience, Watch

PATIENCE = Patience(start_s=60, silence_s=10, first_wait_s=1, slow_wait_s=30, failures=4)


class Time:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
def watch(now: Time) -> Watch:
    """A watch over a window that was started and lives."""
    watch = Watch(PATIENCE, now)
    assert watch.next_action() is Action.START
    watch.note_started()
    sign(watch)
    return watch


def sign(watch: Watch) -> None:
    for part in Part:
        watch.note_sign(part)


def fail(watch: Watch, now: Time) -> float:
    """Let the window fail, wait as long as the watch wants to, and start it again."""
    wait_s = watch.note_failure()
    assert watch.next_action() is Action.NOTHING or wait_s == 0
    now.now_s += wait_s
    assert watch.next_action() is Action.START
    watch.note_started()
    return wait_s


def test_a_window_runs_once_all_its_parts_have_given_a_sign(now: Time) -> None:
    watch = Watch(PATIENCE, now)
    watch.note_started()
    watch.note_sign(Part.WINDOW)
    assert watch.condition is Condition.STARTING
    watch.note_sign(Part.LINE)
    assert watch.condition is Condition.RUNNING


def test_a_window_that_lives_is_left_alone(watch: Watch, now: Time) -> None:
    for _ in range(100):
        now.now_s += PATIENCE.silence_s
        assert watch.next_action() is Action.NOTHING
        sign(watch)


@pytest.mark.parametrize("silent", Part)
def test_a_window_of_which_one_part_hangs_is_killed(watch: Watch, now: Time, silent: Part) -> None:
    (other,) = set(Part) - {silent}
    now.now_s += PATIENCE.silence_s / 2
    watch.note_sign(other)
    now.now_s += PATIENCE.silence_s / 2 + 0.1
    assert (watch.next_action(), watch.silent_part()) == (Action.KILL, silent)


@pytest.mark.parametrize("early", [(), (Part.WINDOW,)])
def test_a_start_may_take_longer_than_a_silence(now: Time, early: tuple[Part, ...]) -> None:
    watch = Watch(PATIENCE, now)
    watch.note_started()
    for part in early:
        watch.note_sign(part)
    now.now_s += PATIENCE.start_s
    assert watch.next_action() is Action.NOTHING
    now.now_s += 0.1
    assert watch.next_action() is Action.KILL


def test_each_failure_doubles_the_wait_until_it_is_slow(watch: Watch, now: Time) -> None:
    assert [fail(watch, now) for _ in range(6)] == [1, 2, 4, 30, 30, 30]
    assert watch.restarts == 6
    assert watch.condition is Condition.STRUGGLING


def test_a_window_that_recovers_for_a_while_counts_as_running_again(watch: Watch, now: Time) -> None:
    for _ in range(4):
        fail(watch, now)
    sign(watch)
    assert watch.condition is Condition.STRUGGLING
    now.now_s += PATIENCE.slow_wait_s + 1
    sign(watch)
    assert watch.condition is Condition.RUNNING


def test_failures_of_long_ago_are_forgotten(watch: Watch, now: Time) -> None:
    for _ in range(3):
        fail(watch, now)
    now.now_s += RECENT_S + 1
    assert fail(watch, now) == 1
    assert watch.condition is Condition.STARTING


def test_the_signs_of_the_last_window_do_not_count_for_the_next(watch: Watch, now: Time) -> None:
    fail(watch, now)
    now.now_s += PATIENCE.silence_s + 1
    assert watch.next_action() is Action.NOTHING
    assert watch.condition is Condition.STARTING


def test_after_the_key_nothing_is_started_any_more(watch: Watch, now: Time) -> None:
    watch.note_key()
    now.now_s += 1000
    assert (watch.next_action(), watch.condition) == (Action.NOTHING, Condition.ENDED)
