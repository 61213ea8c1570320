"""What a kiosk says about itself to whoever has the token."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from gesture_app.core.kiosk_news import WindowNews
from gesture_app.core.kiosk_selftest import Verdict
from gesture_app.core.kiosk_watch import Condition

StatusRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that can be asked."""

    started_s: float  # when the supervisor began, on its own clock
    condition: Condition = Condition.STARTING
    restarts: int = 0
    last_failure: str | None = None
    news: WindowNews = field(default_factory=WindowNews)  # the last that the window told
    news_at_s: float | None = None  # when that was, on the same clock
    self_test: Verdict | None = None
    self_test_at: str | None = None  # ISO 8601


def status_row(status: Status, now_s: float) -> StatusRow:
    """The status at this moment as JSON has it."""
    news = dataclasses.asdict(status.news)
    order = {"command": news.pop("order"), "outcome": news.pop("order_text"), "at": news.pop("order_at")}
    test = None if status.self_test is None else {"at": status.self_test_at, **dataclasses.asdict(status.self_test)}
    return {
        "state": status.condition.value,
        "uptime_s": round(now_s - status.started_s, 1),
        "restarts": status.restarts,
        "last_failure": status.last_failure,
        "told_s_ago": None if status.news_at_s is None else round(now_s - status.news_at_s, 1),
        **news,
        "last_order": order if order["command"] else None,
        "self_test": test,
    }
