from __future__ import annotations

import threading

from gesture_app.workers.recurring import Recurring

LIMIT_S = 60.0  # ends a test that hangs


def test_it_acts_again_and_again_until_it_is_stopped() -> None:
    acts = threading.Semaphore(0)
    recurring = Recurring(acts.release, 0.001, "again")
    recurring.start()
    assert all(acts.acquire(timeout=LIMIT_S) for _ in range(3))
    recurring.stop()
    recurring.stop()
    assert "again" not in [thread.name for thread in threading.enumerate()]


def test_one_that_never_started_can_be_stopped() -> None:
    Recurring(lambda: None, 1.0, "again").stop()
