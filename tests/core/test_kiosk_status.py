from __future__ import annotations

import json

from gesture_app.core.kiosk_news import WindowNews
from gesture_app.core.kiosk_selftest import failed
from gesture_app.core.kiosk_status import Status, status_row
from gesture_app.core.kiosk_watch import Condition


def test_before_anything_was_told_there_is_a_status_all_the_same() -> None:
    row = json.loads(json.dumps(status_row(Status(100.0), 101.5)))
    assert (row["state"], row["uptime_s"], row["restarts"]) == ("starting", 1.5, 0)
    assert (row["fps"], row["last_order"], row["self_test"], row["told_s_ago"]) == (None, None, None, None)


def test_everything_that_is_known_is_told() -> None:
    news = WindowNews("film", 48.5, "live", None, "playing", None, "mute", "Muted.", "2026-01-01T12:00:00+00:00")
    test, at = failed("No clip."), "2026-01-01T04:00:00+00:00"
    status = Status(0.0, Condition.RUNNING, 3, "It was killed.", news, 8.0, test, at)
    row = status_row(status, 10.0)
    assert (row["state"], row["restarts"], row["last_failure"], row["told_s_ago"]) == (
        "running",
        3,
        "It was killed.",
        2.0,
    )
    assert (row["scene"], row["fps"], row["camera"], row["player"]) == ("film", 48.5, "live", "playing")
    assert row["last_order"] == {"command": "mute", "outcome": "Muted.", "at": "2026-01-01T12:00:00+00:00"}
    assert row["self_test"] == {"at": at, "passed": False, "text": "No clip.", "shown": 0, "obeyed": 0, "strays": 0}
